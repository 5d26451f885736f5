// The workflows that are measured. Each calls `bench.step`.
#pragma once

#include <baton/ids.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <string>

namespace baton::bench {

// By its document's name; the newest version.
[[nodiscard]] DefinitionName workflow(const std::string& name);

// "tasks": ten calls, one after the other, each given what the one before gave: `.data`.
inline constexpr std::size_t kTasks = 10;
[[nodiscard]] std::string tasks_document();
// "loop": a call for each of `.items`; `.kept` is context meanwhile.
[[nodiscard]] std::string loop_document();
// "hour": waits an hour.
[[nodiscard]] std::string hour_document();
// "pauses": ten calls, one after the other, with a pause before each but the first.
inline constexpr int kPauseMs = 20;
[[nodiscard]] std::string pauses_document();
// "fork": this many branches of one call each.
[[nodiscard]] std::string fork_document(std::size_t branches);

// "foreach": listens for ever to what is paid in its `.shop`. "listen": until something is. "listen-and-call": then it calls.
[[nodiscard]] std::string foreach_document();
[[nodiscard]] std::string listen_document();
[[nodiscard]] std::string listen_and_call_document();

// Objects of some members, about so many bytes as JSON.
[[nodiscard]] Value structured_data(std::size_t bytes);

}  // namespace baton::bench
