// The program's log: what the engine logs, as lines on stderr.
#pragma once

#include <baton/log.hpp>

#include <cstdint>
#include <memory>

namespace baton::cli {

enum class LogFormat : std::uint8_t { Text, Json };
enum class LogFrom : std::uint8_t { Info, Warning, Error, Off };  // the least level that is written

struct LogChoice {
  LogFrom from = LogFrom::Warning;
  LogFormat format = LogFormat::Text;
};

// Text: "2026-01-31T23:59:59.123Z warning a commit was slow seconds=1.5 writes=3", with texts of more than one word in quotes.
// JSON: an object with "time", "level", "message" and the fields. One line each, in UTC. nullptr: Off.
[[nodiscard]] std::shared_ptr<Logger> stderr_log(const LogChoice& choice);

}  // namespace baton::cli
