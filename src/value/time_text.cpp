#include <baton/detail/time_text.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace baton::detail {
namespace {

__extension__ using Wide = __int128;  // any count of ticks in nanoseconds

constexpr Wide kSecond = 1'000'000'000;
constexpr Wide kMinute = 60 * kSecond;
constexpr Wide kHour = 60 * kMinute;
constexpr Wide kDay = 24 * kHour;
constexpr std::size_t kMaxDigits = 30;  // of a number in a text; Wide holds more

Wide nanoseconds(std::int64_t ticks, TickUnit unit) {
  return Wide{ticks} * (kSecond * unit.numerator / unit.denominator);
}

// Nothing if it is between two ticks, or too many of them.
std::optional<std::int64_t> ticks(Wide nanoseconds, TickUnit unit) {
  const Wide tick = kSecond * unit.numerator / unit.denominator;
  if (nanoseconds % tick != 0) return std::nullopt;
  const Wide count = nanoseconds / tick;
  if (count < std::numeric_limits<std::int64_t>::min() || count > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(count);
}

std::string digits(Wide number, std::size_t width = 1) {
  std::string text;
  for (; number > 0 || text.size() < width; number /= 10)
    text += static_cast<char>('0' + static_cast<int>(number % 10));
  std::reverse(text.begin(), text.end());
  return text;
}

// The first digits of the nine of a fraction.
std::string fraction(Wide nanoseconds, std::size_t length) {
  return length == 0 ? "" : "." + digits(nanoseconds, 9).substr(0, length);
}

// How many digits of a second's fraction tell any two ticks apart.
std::size_t fraction_length(TickUnit unit) {
  Wide tick = kSecond * unit.numerator / unit.denominator;
  std::size_t length = 9;
  for (; length > 0 && tick % 10 == 0; tick /= 10) --length;
  return (length + 2) / 3 * 3;  // none, milliseconds, microseconds or nanoseconds
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return text_.empty(); }
  bool take(char expected) {
    if (text_.empty() || text_.front() != expected) return false;
    text_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] std::size_t digits_ahead() const {
    return std::min(text_.find_first_not_of("0123456789"), text_.size());
  }
  std::optional<Wide> number(std::size_t length) {
    if (length == 0 || length > kMaxDigits || digits_ahead() < length) return std::nullopt;
    Wide number = 0;
    for (const char digit : text_.substr(0, length)) number = 10 * number + (digit - '0');
    text_.remove_prefix(length);
    return number;
  }
  // Two digits, from 0 to the largest.
  std::optional<Wide> pair(Wide largest) {
    const auto number = this->number(2);
    return number && *number <= largest ? number : std::nullopt;
  }
  // What follows the seconds: ".25", or nothing. Beyond nanoseconds, only zeros are read.
  std::optional<Wide> nanoseconds() {
    if (!take('.')) return 0;
    const std::size_t length = digits_ahead();
    std::string figures(text_.substr(0, length));
    if (length == 0 || figures.find_first_not_of('0', std::min<std::size_t>(9, length)) != std::string::npos) {
      return std::nullopt;
    }
    text_.remove_prefix(length);
    figures.resize(9, '0');
    return Reader(figures).number(9);
  }

 private:
  std::string_view text_;
};

// Of the proleptic Gregorian calendar; days since 1970-01-01. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
struct Date {
  Wide year;
  int month;
  int day;
};

Wide days_of(const Date& date) {
  const Wide year = date.month <= 2 ? date.year - 1 : date.year;
  const Wide era = (year >= 0 ? year : year - 399) / 400;
  const Wide year_of_era = year - era * 400;
  const int day_of_year = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5 + date.day - 1;
  return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719'468;
}

Date date_of(Wide days) {
  days += 719'468;
  const Wide era = (days >= 0 ? days : days - 146'096) / 146'097;
  const int day_of_era = static_cast<int>(days - era * 146'097);
  const int year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {.year = era * 400 + year_of_era + (month <= 2 ? 1 : 0),
          .month = month,
          .day = day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

std::string year_text(Wide year) {
  if (year >= 0 && year <= 9'999) return digits(year, 4);
  return (year < 0 ? "-" : "+") + digits(year < 0 ? -year : year, 6);
}

std::optional<Wide> read_year(Reader& reader) {
  const bool is_negative = reader.take('-');
  const bool is_long = is_negative || reader.take('+');
  const std::size_t length = reader.digits_ahead();
  if (is_long ? length < 5 : length != 4) return std::nullopt;
  if (length > 20) return std::nullopt;  // Wide holds its nanoseconds
  const auto year = reader.number(length);
  return year && is_negative ? -*year : year;
}

std::optional<Wide> read_date(Reader& reader) {
  const auto year = read_year(reader);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.pair(12);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.pair(31);
  if (!day) return std::nullopt;
  const Date date{.year = *year, .month = static_cast<int>(*month), .day = static_cast<int>(*day)};
  if (date.month == 0 || date.day == 0) return std::nullopt;
  const Wide days = days_of(date);
  if (date_of(days).day != date.day) return std::nullopt;  // no such day: 30 February
  return days;
}

std::optional<Wide> read_clock(Reader& reader) {
  const auto hours = reader.pair(23);
  if (!hours || !reader.take(':')) return std::nullopt;
  const auto minutes = reader.pair(59);
  if (!minutes || !reader.take(':')) return std::nullopt;
  const auto seconds = reader.pair(59);
  if (!seconds) return std::nullopt;
  const auto rest = reader.nanoseconds();
  if (!rest) return std::nullopt;
  return *hours * kHour + *minutes * kMinute + *seconds * kSecond + *rest;
}

std::optional<Wide> read_offset(Reader& reader) {
  if (reader.take('Z')) return 0;
  const bool is_behind = reader.take('-');
  if (!is_behind && !reader.take('+')) return std::nullopt;
  const auto hours = reader.pair(23);
  if (!hours || !reader.take(':')) return std::nullopt;
  const auto minutes = reader.pair(59);
  if (!minutes) return std::nullopt;
  const Wide offset = *hours * kHour + *minutes * kMinute;
  return is_behind ? -offset : offset;
}

struct Designator {
  char name;
  Wide unit;
  bool is_time;  // after the T
};
constexpr Designator kDesignators[] = {
    {'W', 7 * kDay, false}, {'D', kDay, false}, {'H', kHour, true}, {'M', kMinute, true}, {'S', kSecond, true}};

std::optional<Wide> read_components(Reader& reader) {
  Wide total = 0;
  bool in_time = false;
  bool is_empty = true;
  const Designator* next = std::begin(kDesignators);
  while (!reader.at_end()) {
    if (!in_time && reader.take('T')) {
      in_time = is_empty = true;
    }
    const auto number = reader.number(reader.digits_ahead());
    if (!number) return std::nullopt;
    const auto rest = reader.nanoseconds();
    while (next != std::end(kDesignators) && (next->is_time != in_time || !reader.take(next->name))) ++next;
    if (next == std::end(kDesignators) || !rest || (*rest != 0 && next->name != 'S')) return std::nullopt;
    Wide part = 0;
    if (__builtin_mul_overflow(*number, next->unit, &part) || __builtin_add_overflow(total, part, &total) ||
        __builtin_add_overflow(total, *rest, &total)) {
      return std::nullopt;
    }
    ++next;
    is_empty = false;
  }
  return is_empty ? std::nullopt : std::optional(total);
}

}  // namespace

std::string write_duration(std::int64_t count, TickUnit unit) {
  Wide rest = nanoseconds(count, unit);
  std::string text = rest < 0 ? "-PT" : "PT";
  if (rest < 0) rest = -rest;
  if (rest >= kHour) text += digits(rest / kHour) + 'H';
  if (rest % kHour >= kMinute) text += digits(rest % kHour / kMinute) + 'M';
  if (rest % kMinute != 0 || rest == 0) {
    std::string part = fraction(rest % kSecond, rest % kSecond == 0 ? 0 : 9);
    if (!part.empty()) part.erase(part.find_last_not_of('0') + 1);
    text += digits(rest % kMinute / kSecond) + part + 'S';
  }
  return text;
}

std::optional<std::int64_t> read_duration(std::string_view text, TickUnit unit) {
  Reader reader(text);
  const bool is_negative = reader.take('-');
  if (!reader.take('P')) return std::nullopt;
  const auto total = read_components(reader);
  if (!total) return std::nullopt;
  return ticks(is_negative ? -*total : *total, unit);
}

std::string write_instant(std::int64_t count, TickUnit unit) {
  const Wide total = nanoseconds(count, unit);
  const Wide clock = (total % kDay + kDay) % kDay;
  const Date date = date_of((total - clock) / kDay);
  return year_text(date.year) + '-' + digits(date.month, 2) + '-' + digits(date.day, 2) + 'T' +
         digits(clock / kHour, 2) + ':' + digits(clock % kHour / kMinute, 2) + ':' +
         digits(clock % kMinute / kSecond, 2) + fraction(clock % kSecond, fraction_length(unit)) + 'Z';
}

std::optional<std::int64_t> read_instant(std::string_view text, TickUnit unit) {
  Reader reader(text);
  const auto days = read_date(reader);
  if (!days || !reader.take('T')) return std::nullopt;
  const auto clock = read_clock(reader);
  if (!clock) return std::nullopt;
  const auto offset = read_offset(reader);
  if (!offset || !reader.at_end()) return std::nullopt;
  return ticks(*days * kDay + *clock - *offset, unit);
}

}  // namespace baton::detail
