// The only file that knows spdlog.
#include "cli/log.hpp"

#include "base/overloaded.hpp"
#include "cli/text.hpp"

#include <baton/value.hpp>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace baton::cli {
namespace {

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::Info:
      return spdlog::level::info;
    case LogLevel::Warning:
      return spdlog::level::warn;
    case LogLevel::Error:
      return spdlog::level::err;
  }
  std::unreachable();
}

spdlog::level::level_enum level_of(LogFrom from) {
  switch (from) {
    case LogFrom::Info:
      return spdlog::level::info;
    case LogFrom::Warning:
      return spdlog::level::warn;
    case LogFrom::Error:
      return spdlog::level::err;
    case LogFrom::Off:
      return spdlog::level::off;
  }
  std::unreachable();
}

Value value_of(const LogField& field) {
  return std::visit(overloaded{[](std::string_view text) { return Value::string(printable(text)); },
                               [](std::int64_t number) { return Value::number(number); },
                               [](double number) { return Value::number(number); }},
                    field.value);
}

// A text that could be taken for something else is quoted, as JSON does.
std::string shown(const Value& value) {
  if (!value.is_string()) return to_json(value);
  const std::string_view text = value.as_string();
  constexpr std::string_view unclear = " \"=\\\n\t";
  const bool is_plain = !text.empty() && text.find_first_of(unclear) == std::string_view::npos;
  return is_plain ? std::string(text) : to_json(value);
}

std::string text_of(const LogRecord& record) {
  std::string text(record.message);
  for (const LogField& field : record.fields) {
    text.append(" ").append(field.name).append("=").append(shown(value_of(field)));
  }
  return text;
}

// The members of an object, without its braces: the pattern adds the time and the level.
std::string json_of(const LogRecord& record) {
  std::vector<Member> members{{"message", Value::string(std::string(record.message))}};
  for (const LogField& field : record.fields) members.emplace_back(std::string(field.name), value_of(field));
  const std::string object = to_json(Value::object(std::move(members)));
  return object.substr(1, object.size() - 2);
}

class StderrLog final : public Logger {
 public:
  explicit StderrLog(const LogChoice& choice)
      : format_(choice.format), log_("baton", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    const char* const pattern = format_ == LogFormat::Json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})"
                                                           : "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
    log_.set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
    log_.set_level(level_of(choice.from));
    log_.set_error_handler(
        [](const std::string&) {});  // a stderr that cannot be written: there is nobody to hear of it
  }

  void log(const LogRecord& record) noexcept override {
    const auto level = level_of(record.level);
    if (!log_.should_log(level)) return;
    log_.log(level, spdlog::string_view_t(format_ == LogFormat::Json ? json_of(record) : text_of(record)));
  }

 private:
  LogFormat format_;
  spdlog::logger log_;
};

}  // namespace

std::shared_ptr<Logger> stderr_log(const LogChoice& choice) {
  if (choice.from == LogFrom::Off) return nullptr;
  return std::make_shared<StderrLog>(choice);
}

}  // namespace baton::cli
