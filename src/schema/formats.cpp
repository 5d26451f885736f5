// Dates and times by RFC 3339, email by RFC 5321 without comments, host names by RFC 1123, the others by their RFCs.
#include "schema/formats.hpp"

#include "schema/ascii.hpp"
#include "schema/limits.hpp"
#include "schema/regex_tree.hpp"
#include "schema/uri.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace baton::schema {
namespace {

// Takes pieces from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool is_done() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  bool accept(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool accept_any(std::string_view characters) {
    if (rest_.empty() || !characters.contains(rest_.front())) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // A number of exactly so many digits.
  std::optional<int> number(std::size_t digits) {
    if (rest_.size() < digits || !std::ranges::all_of(rest_.substr(0, digits), ascii::is_digit)) return std::nullopt;
    int number = 0;
    for (const char c : rest_.substr(0, digits)) number = number * 10 + (c - '0');
    rest_.remove_prefix(digits);
    return number;
  }
  // How many digits there were.
  std::size_t digits() {
    const auto end = std::ranges::find_if_not(rest_, ascii::is_digit);
    const auto count = static_cast<std::size_t>(end - rest_.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

int days_in(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && is_leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool take_date(Scanner& scanner) {
  const auto year = scanner.number(4);
  if (!year || !scanner.accept('-')) return false;
  const auto month = scanner.number(2);
  if (!month || *month < 1 || *month > 12 || !scanner.accept('-')) return false;
  const auto day = scanner.number(2);
  return day && *day >= 1 && *day <= days_in(*year, *month);
}

// A leap second comes at the end of a day of UTC.
bool take_time(Scanner& scanner) {
  const auto hour = scanner.number(2);
  if (!hour || *hour > 23 || !scanner.accept(':')) return false;
  const auto minute = scanner.number(2);
  if (!minute || *minute > 59 || !scanner.accept(':')) return false;
  const auto second = scanner.number(2);
  if (!second || *second > 60) return false;
  if (scanner.accept('.') && scanner.digits() == 0) return false;
  int offset = 0;
  if (!scanner.accept_any("zZ")) {
    const bool is_behind = scanner.rest().starts_with('-');
    if (!scanner.accept_any("+-")) return false;
    const auto hours = scanner.number(2);
    if (!hours || *hours > 23 || !scanner.accept(':')) return false;
    const auto minutes = scanner.number(2);
    if (!minutes || *minutes > 59) return false;
    offset = (*hours * 60 + *minutes) * (is_behind ? -1 : 1);
  }
  constexpr int kDay = 24 * 60;
  const int utc = (*hour * 60 + *minute - offset + 2 * kDay) % kDay;
  return *second < 60 || utc == kDay - 1;
}

bool is_date(std::string_view text) {
  Scanner scanner(text);
  return take_date(scanner) && scanner.is_done();
}
bool is_time(std::string_view text) {
  Scanner scanner(text);
  return take_time(scanner) && scanner.is_done();
}
bool is_date_time(std::string_view text) {
  Scanner scanner(text);
  return take_date(scanner) && scanner.accept_any("tT") && take_time(scanner) && scanner.is_done();
}

// Units from the larger to the smaller, none left out between two of them, as the grammar of RFC 3339 has it.
bool take_units(Scanner& scanner, std::string_view units) {
  std::size_t next = 0;
  bool is_first = true;
  while (!scanner.is_done() && ascii::is_digit(scanner.rest().front())) {
    scanner.digits();
    const std::size_t unit = scanner.is_done() ? std::string_view::npos : units.find(scanner.rest().front(), next);
    if (unit == std::string_view::npos || (!is_first && unit != next)) return false;
    scanner.accept(units[unit]);
    next = unit + 1;
    is_first = false;
  }
  return !is_first;
}
bool is_duration(std::string_view text) {
  Scanner scanner(text);
  if (!scanner.accept('P') || scanner.is_done()) return false;
  if (text.ends_with('W')) return scanner.digits() > 0 && scanner.accept('W') && scanner.is_done();
  if (!scanner.rest().starts_with('T') && !take_units(scanner, "YMD")) return false;
  if (scanner.is_done()) return true;
  return scanner.accept('T') && take_units(scanner, "HMS") && scanner.is_done();
}

bool is_label(std::string_view label) {
  constexpr std::size_t kMaxLabel = 63;
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return ascii::is_letter_or_digit(c) || c == '-'; });
}
bool is_hostname(std::string_view text) {
  constexpr std::size_t kMaxHostname = 253;
  if (text.size() > kMaxHostname) return false;
  for (;;) {
    const std::size_t point = text.find('.');
    if (!is_label(text.substr(0, point))) return false;
    if (point == std::string_view::npos) return true;
    text.remove_prefix(point + 1);
  }
}

bool is_local_part(std::string_view text, Alphabet alphabet) {
  const auto is_open = [&](char c) { return alphabet == Alphabet::Unicode && ascii::is_beyond(c); };
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) {
    const std::string_view quoted = text.substr(1, text.size() - 2);
    for (std::size_t at = 0; at < quoted.size(); ++at) {
      const bool is_escaped = quoted[at] == '\\';
      if (is_escaped && ++at == quoted.size()) return false;
      const bool is_printable = quoted[at] >= ' ' && quoted[at] <= '~';
      const bool ends = quoted[at] == '"' && !is_escaped;
      if (ends || (!is_printable && !is_open(quoted[at]))) return false;
    }
    return true;
  }
  constexpr std::string_view kSpecial = "!#$%&'*+-/=?^_`{|}~";
  if (text.empty() || text.starts_with('.') || text.ends_with('.') || text.contains("..")) return false;
  return std::ranges::all_of(
      text, [&](char c) { return ascii::is_letter_or_digit(c) || c == '.' || kSpecial.contains(c) || is_open(c); });
}
bool is_domain(std::string_view text, Alphabet alphabet) {
  if (text.starts_with('[') && text.ends_with(']')) {
    const std::string_view literal = text.substr(1, text.size() - 2);
    const bool is_six = literal.starts_with("IPv6:") || literal.starts_with("ipv6:");
    return is_six ? is_ipv6(literal.substr(5)) : is_ipv4(literal);
  }
  if (alphabet == Alphabet::Ascii) return is_hostname(text);
  std::string replaced(text);
  std::ranges::replace_if(replaced, ascii::is_beyond, 'x');
  return is_hostname(replaced);
}
bool is_address(std::string_view text, Alphabet alphabet) {
  const std::size_t at_sign = text.rfind('@');
  return at_sign != std::string_view::npos && is_local_part(text.substr(0, at_sign), alphabet) &&
         is_domain(text.substr(at_sign + 1), alphabet);
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t at = 0; at < kLength; ++at) {
    const bool is_dash = at == 8 || at == 13 || at == 18 || at == 23;
    if (is_dash ? text[at] != '-' : !ascii::is_hexadecimal(text[at])) return false;
  }
  return true;
}

bool is_json_pointer(std::string_view text) {
  if (!text.empty() && !text.starts_with('/')) return false;
  for (std::size_t at = text.find('~'); at != std::string_view::npos; at = text.find('~', at + 1)) {
    if (at + 1 == text.size() || (text[at + 1] != '0' && text[at + 1] != '1')) return false;
  }
  return true;
}
bool is_relative_json_pointer(std::string_view text) {
  Scanner scanner(text);
  const std::size_t digits = scanner.digits();
  if (digits == 0 || (digits > 1 && text.starts_with('0'))) return false;
  return scanner.rest() == "#" || is_json_pointer(scanner.rest());
}

bool is_regex(std::string_view text) {
  return text.size() <= kMaxPatternBytes && parse_pattern(text).has_value();
}

struct NamedFormat {
  std::string_view name;
  Format format;
};

constexpr std::array<NamedFormat, 17> kFormats = {{
    {"date-time", is_date_time},
    {"date", is_date},
    {"time", is_time},
    {"duration", is_duration},
    {"email", [](std::string_view text) { return is_address(text, Alphabet::Ascii); }},
    {"idn-email", [](std::string_view text) { return is_address(text, Alphabet::Unicode); }},
    {"hostname", is_hostname},
    {"ipv4", is_ipv4},
    {"ipv6", is_ipv6},
    {"uri", [](std::string_view text) { return is_uri(text, Alphabet::Ascii); }},
    {"uri-reference", [](std::string_view text) { return is_uri_reference(text, Alphabet::Ascii); }},
    {"iri", [](std::string_view text) { return is_uri(text, Alphabet::Unicode); }},
    {"iri-reference", [](std::string_view text) { return is_uri_reference(text, Alphabet::Unicode); }},
    {"uuid", is_uuid},
    {"json-pointer", is_json_pointer},
    {"relative-json-pointer", is_relative_json_pointer},
    {"regex", is_regex},
}};

}  // namespace

Format find_format(std::string_view name) {
  const auto found = std::ranges::find(kFormats, name, &NamedFormat::name);
  return found == kFormats.end() ? nullptr : found->format;
}

}  // namespace baton::schema
