// A logger that notes what it gets, as lines such as "warning: a commit was slow; seconds=1.5, writes=3".
#pragma once

#include "base/overloaded.hpp"

#include <baton/log.hpp>

#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::testing {

class NotedLog final : public Logger {
 public:
  void log(const LogRecord& record) noexcept override {
    std::ostringstream line;
    line << name_of(record.level) << ": " << record.message;
    const char* separator = "; ";
    for (const LogField& field : record.fields) {
      line << separator << field.name << '=';
      std::visit([&](const auto& value) { line << value; }, field.value);
      separator = ", ";
    }
    const std::lock_guard lock(mutex_);
    lines_.push_back(line.str());
  }
  [[nodiscard]] std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  static std::string_view name_of(LogLevel level) {
    constexpr std::string_view names[] = {"info", "warning", "error"};
    return names[static_cast<std::size_t>(level)];
  }

  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace baton::testing
