// CloudEvents as a user gives them: JSON itself, @FILE, or - for stdin; one event, an array of them, or one a line.
#pragma once

#include <baton/cloud_event.hpp>
#include <baton/error.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace baton::cli {

// With what is missing of specversion and source. Without an id where none is given: the engine gives one.
[[nodiscard]] Result<std::vector<CloudEvent>> read_events(const std::string& argument);

// How many of the events make the next batch that may be published at once: of so many bytes, or the largest events could not be.
[[nodiscard]] std::size_t batch_of(std::span<const CloudEvent> events, std::size_t most_bytes);
inline constexpr std::size_t kLocalBatchBytes = std::size_t{15} << 20;
inline constexpr std::size_t kRemoteBatchBytes = std::size_t{6} << 20;

}  // namespace baton::cli
