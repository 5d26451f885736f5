// The rule in the footer of a TZif file (RFC 8536, 3.3; POSIX, "TZ").
#include "core/schedule/zone.hpp"

#include <charconv>

namespace baton::core {
namespace {

using std::chrono::seconds;

// Reads a rule from left to right. What is not there leaves it as it is.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // "CET" or "<+0330>".
  bool take_name() {
    const bool is_quoted = take('<');
    std::size_t length = 0;
    while (length < rest_.size() && is_in_name(rest_[length], is_quoted)) ++length;
    rest_.remove_prefix(length);
    constexpr std::size_t least = 3;
    return length >= least && (!is_quoted || take('>'));
  }
  std::optional<unsigned> take_number(unsigned least, unsigned most) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc() || number < least || number > most) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }
  // "2", "-2:30", "+2:30:15".
  std::optional<seconds> take_time(unsigned most_hours) {
    const bool is_negative = take('-');
    if (!is_negative) take('+');
    const auto hours = take_number(0, most_hours);
    if (!hours) return std::nullopt;
    seconds time = std::chrono::hours{*hours};
    for (const seconds unit : {seconds{60}, seconds{1}}) {
      if (!take(':')) break;
      const auto number = take_number(0, 59);
      if (!number) return std::nullopt;
      time += unit * *number;
    }
    return is_negative ? -time : time;
  }

 private:
  static bool is_in_name(char c, bool is_quoted) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (is_quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-'));
  }

  std::string_view rest_;
};

constexpr unsigned kMostOffsetHours = 24;
constexpr unsigned kMostChangeHours = 167;  // a week, as RFC 8536 allows it

// West of Greenwich is positive in POSIX.
std::optional<seconds> take_offset(RuleReader& reader) {
  const auto west = reader.take_time(kMostOffsetHours);
  if (!west) return std::nullopt;
  return -*west;
}

std::optional<YearlyChange> take_change(RuleReader& reader) {
  if (!reader.take(',')) return std::nullopt;
  YearlyChange change{.time = std::chrono::hours{2}};
  if (reader.take('M')) {
    const auto month = reader.take_number(1, 12);
    const auto week = month && reader.take('.') ? reader.take_number(1, 5) : std::nullopt;
    const auto weekday = week && reader.take('.') ? reader.take_number(0, 6) : std::nullopt;
    if (!weekday) return std::nullopt;
    change.month = *month;
    change.week = *week;
    change.weekday = *weekday;
  } else {
    change.kind = reader.take('J') ? YearlyChange::Day::Julian : YearlyChange::Day::Zero;
    const auto day = reader.take_number(change.kind == YearlyChange::Day::Julian ? 1 : 0, 365);
    if (!day) return std::nullopt;
    change.day = *day;
  }
  if (!reader.take('/')) return change;
  const auto time = reader.take_time(kMostChangeHours);
  if (!time) return std::nullopt;
  change.time = *time;
  return change;
}

}  // namespace

std::expected<YearlyRule, std::string> parse_yearly_rule(std::string_view text) {
  const auto wrong = [](const char* what) {
    return std::unexpected(std::string("its yearly rule has no valid ") + what);
  };
  RuleReader reader(text);
  if (!reader.take_name()) return wrong("name");
  const auto offset = take_offset(reader);
  if (!offset) return wrong("offset");
  YearlyRule rule{.offset = *offset, .summer = {}};
  if (reader.is_at_end()) return rule;
  if (!reader.take_name()) return wrong("name of summer time");
  YearlyRule::Summer summer{.offset = *offset + std::chrono::hours{1}, .begin = {}, .end = {}};
  if (auto begin = take_change(reader)) {
    summer.begin = *begin;
  } else {
    const auto given = take_offset(reader);
    if (!given) return wrong("offset of summer time");
    summer.offset = *given;
    begin = take_change(reader);
    if (!begin) return wrong("begin of summer time");
    summer.begin = *begin;
  }
  const auto end = take_change(reader);
  if (!end || !reader.is_at_end()) return wrong("end of summer time");
  summer.end = *end;
  rule.summer = summer;
  return rule;
}

}  // namespace baton::core
