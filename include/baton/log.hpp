// What the engine says to those who operate it: that its store fails, what it has quarantined, that it is overloaded. Off unless
// EngineOptions::logger is set. docs/reference/logging.md lists all messages.
//
//   class ToStderr : public baton::Logger {
//     void log(const baton::LogRecord& record) noexcept override {
//       std::fprintf(stderr, "%.*s\n", static_cast<int>(record.message.size()), record.message.data());
//     }
//   };
//   auto engine = baton::Engine::open("sqlite:orders.db", {.logger = std::make_shared<ToStderr>()});
#pragma once

#include <baton/detail/visibility.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace baton BATON_PUBLIC {

enum class LogLevel : std::uint8_t {
  Info,     // as it should be
  Warning,  // passes by itself or costs nothing but time
  Error     // needs a person
};

struct LogField {
  std::string_view name;  // "instance", "seconds", …
  std::variant<std::string_view, std::int64_t, double> value;
};

// Valid during the call. It holds no secret, and nothing of the data of an instance but its id. Texts may hold any characters.
struct LogRecord {
  LogLevel level = LogLevel::Info;
  std::string_view message;  // always the same text for the same thing
  std::span<const LogField> fields;
};

class Logger {
 public:
  Logger() = default;
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;
  virtual ~Logger() = default;

  // Called from the engine's threads and those that call the engine, several at once, and with no lock held. It must return soon and
  // must not call the engine.
  virtual void log(const LogRecord& record) noexcept = 0;
};

}  // namespace baton BATON_PUBLIC
