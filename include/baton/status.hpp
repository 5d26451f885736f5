// The status phases of an instance (DSL: "Status Phases").
#pragma once

#include <baton/detail/visibility.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace baton BATON_PUBLIC {

// The numbers are stored: each keeps its meaning for ever, and a number that is no longer used is never given to another status.
enum class Status : std::uint8_t {
  Pending = 0,    // created, its first task not yet begun
  Running = 1,    // has work in progress
  Waiting = 2,    // only waits
  Suspended = 3,  // held by a user until resumed
  Cancelled = 4,  // ended: by a user or a parent
  Faulted = 5,    // ended: by an error nobody caught
  Completed = 6   // ended: ran to completion
};

[[nodiscard]] std::string_view status_name(Status status) noexcept;  // "pending", "running", …; data() ends with a zero
[[nodiscard]] std::optional<Status> status_from_name(std::string_view name) noexcept;
[[nodiscard]] constexpr bool has_ended(Status status) noexcept {
  return status == Status::Cancelled || status == Status::Faulted || status == Status::Completed;
}

}  // namespace baton BATON_PUBLIC
