#include "core/schedule/cron.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

using Failure = std::unexpected<std::string>;

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kMacros = {{{"@yearly", "0 0 1 1 *"},
                                                                                   {"@annually", "0 0 1 1 *"},
                                                                                   {"@monthly", "0 0 1 * *"},
                                                                                   {"@weekly", "0 0 * * 0"},
                                                                                   {"@daily", "0 0 * * *"},
                                                                                   {"@midnight", "0 0 * * *"},
                                                                                   {"@hourly", "0 * * * *"}}};

struct Field {
  std::string_view name;
  unsigned least;
  unsigned most;
  std::span<const std::string_view> words;  // from `least` on
};
constexpr std::array<Field, 6> kFields = {{{"second", 0, 59, {}},
                                           {"minute", 0, 59, {}},
                                           {"hour", 0, 23, {}},
                                           {"day of the month", 1, 31, {}},
                                           {"month", 1, 12, kMonths},
                                           {"day of the week", 0, 7, kWeekdays}}};

std::string quote(std::string_view text) {
  constexpr std::size_t kShown = 40;
  return "'" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…'" : "'");
}

std::vector<std::string_view> split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool same_word(std::string_view text, std::string_view upper) {
  return std::ranges::equal(text, upper, {},
                            [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
}

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::expected<unsigned, std::string> parse_value(std::string_view text, const Field& field) {
  for (std::size_t i = 0; i < field.words.size(); ++i) {
    if (same_word(text, field.words[i])) return field.least + static_cast<unsigned>(i);
  }
  const auto number = parse_number(text);
  if (number && *number >= field.least && *number <= field.most) return *number;
  return Failure("the " + std::string(field.name) + " must be from " + std::to_string(field.least) + " to " +
                 std::to_string(field.most) + ", not " + quote(text));
}

struct Values {
  unsigned first;
  unsigned last;
};
std::expected<Values, std::string> parse_range(std::string_view text, const Field& field, bool has_step) {
  if (text == "*") return Values{field.least, field.most};
  const std::size_t hyphen = text.find('-');
  const auto first = parse_value(text.substr(0, hyphen), field);
  if (!first) return Failure(first.error());
  // "5/10": every tenth from 5 on.
  if (hyphen == std::string_view::npos) return Values{*first, has_step ? field.most : *first};
  const auto last = parse_value(text.substr(hyphen + 1), field);
  if (!last) return Failure(last.error());
  if (*last < *first) {
    return Failure("the " + std::string(field.name) + " " + quote(text) + " ends before it begins; write two ranges");
  }
  return Values{*first, *last};
}

// A bit for each value.
std::expected<std::bitset<64>, std::string> parse_field(std::string_view text, const Field& field) {
  std::bitset<64> values;
  for (const std::string_view part : split(text, ",")) {
    const std::size_t slash = part.find('/');
    const bool has_step = slash != std::string_view::npos;
    const auto step = has_step ? parse_number(part.substr(slash + 1)) : std::optional<unsigned>(1);
    if (!step || *step == 0 || *step > field.most) {
      return Failure("the step in the " + std::string(field.name) + " must be from 1 to " + std::to_string(field.most) +
                     ", not " + quote(part.substr(slash + 1)));
    }
    const auto range = parse_range(part.substr(0, slash), field, has_step);
    if (!range) return Failure(range.error());
    for (unsigned value = range->first; value <= range->last; value += *step) values.set(value);
  }
  return values;
}

// Is one of the days in one of the months?
bool has_a_day(const Cron& cron) {
  constexpr std::array<unsigned, 13> kLengths = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (std::size_t month = 1; month < kLengths.size(); ++month) {
    for (unsigned day = 1; cron.months.test(month) && day <= kLengths[month]; ++day) {
      if (cron.days.test(day)) return true;
    }
  }
  return false;
}

std::vector<std::string_view> fields_of(std::string_view text) {
  std::vector<std::string_view> fields = split(text, " \t\r\n");
  std::erase_if(fields, &std::string_view::empty);
  return fields;
}

}  // namespace

std::expected<Cron, std::string> parse_cron(std::string_view text) {
  std::vector<std::string_view> fields = fields_of(text);
  if (fields.size() == 1 && fields[0].starts_with('@')) {
    const auto* macro = std::ranges::find(kMacros, fields[0], &std::pair<std::string_view, std::string_view>::first);
    if (macro == kMacros.end()) return Failure("there is no " + quote(fields[0]));
    fields = fields_of(macro->second);
  }
  if (fields.size() + 1 == kFields.size()) fields.insert(fields.begin(), "0");
  if (fields.size() != kFields.size()) {
    return Failure(
        "it must have 5 fields (minute, hour, day of the month, month, day of the week), or 6 with the second before "
        "them, not " +
        std::to_string(fields.size()));
  }
  std::array<std::bitset<64>, kFields.size()> values;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto parsed = parse_field(fields[i], kFields[i]);
    if (!parsed) return Failure(std::move(parsed).error());
    values[i] = *parsed;
  }
  if (values[5].test(7)) values[5].set(0).reset(7);
  const Cron cron{.seconds = std::bitset<60>(values[0].to_ullong()),
                  .minutes = std::bitset<60>(values[1].to_ullong()),
                  .hours = std::bitset<24>(values[2].to_ullong()),
                  .days = std::bitset<32>(values[3].to_ullong()),
                  .months = std::bitset<13>(values[4].to_ullong()),
                  .weekdays = std::bitset<7>(values[5].to_ullong()),
                  .any_day = fields[3].starts_with('*'),
                  .any_weekday = fields[5].starts_with('*'),
                  .any_hour = fields[2].starts_with('*')};
  if (cron.any_weekday && !has_a_day(cron)) return Failure("no month that it names has such a day");
  return cron;
}

}  // namespace baton::core
