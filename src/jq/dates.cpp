#include "jq/dates.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace baton::jq {
namespace {

constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

constexpr double kSecondsADay = 86400;

std::chrono::sys_days date_of(const CalendarTime& time) {
  using namespace std::chrono;
  const std::int64_t months = time.year * 12 + time.month;
  const std::int64_t year_number = months >= 0 ? months / 12 : (months - 11) / 12;
  const auto month_number = static_cast<unsigned>(months - year_number * 12 + 1);
  return sys_days(year(static_cast<int>(year_number)) / month(month_number) / 1) + days(time.day - 1);
}

void complete(CalendarTime& time) {
  using namespace std::chrono;
  const sys_days date = date_of(time);
  const year_month_day ymd(date);
  time.weekday = static_cast<int>(weekday(date).c_encoding());
  time.year_day = static_cast<int>((date - sys_days(ymd.year() / January / 1)).count());
}

std::string padded(std::int64_t number, std::size_t width, char fill = '0') {
  std::string digits = std::to_string(number < 0 ? -number : number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), fill);
  return number < 0 ? "-" + digits : digits;
}

// ISO 8601: the week that holds the year's first Thursday is number 1.
struct IsoWeek {
  std::int64_t year;
  int week;
};

IsoWeek iso_week(const CalendarTime& time) {
  using namespace std::chrono;
  const sys_days date = date_of(time);
  const sys_days thursday = date + days(4 - static_cast<int>(weekday(date).iso_encoding()));
  const year_month_day ymd(thursday);
  const auto week = (thursday - sys_days(ymd.year() / January / 1)).count() / 7 + 1;
  return {static_cast<int>(ymd.year()), static_cast<int>(week)};
}

int hour_of_twelve(int hour) {
  return hour % 12 == 0 ? 12 : hour % 12;
}

std::string_view name_of(const auto& names, int at) {
  return at >= 0 && at < static_cast<int>(names.size()) ? names[static_cast<std::size_t>(at)] : std::string_view("?");
}

void append_field(std::string& out, char field, const CalendarTime& time) {
  switch (field) {
    case 'Y':
      out += padded(time.year, 4);
      return;
    case 'C':
      out += padded(time.year / 100, 2);
      return;
    case 'y':
      out += padded((time.year % 100 + 100) % 100, 2);
      return;
    case 'm':
      out += padded(time.month + 1, 2);
      return;
    case 'd':
      out += padded(time.day, 2);
      return;
    case 'e':
      out += padded(time.day, 2, ' ');
      return;
    case 'H':
      out += padded(time.hour, 2);
      return;
    case 'k':
      out += padded(time.hour, 2, ' ');
      return;
    case 'I':
      out += padded(hour_of_twelve(time.hour), 2);
      return;
    case 'l':
      out += padded(hour_of_twelve(time.hour), 2, ' ');
      return;
    case 'M':
      out += padded(time.minute, 2);
      return;
    case 'S':
      out += padded(static_cast<std::int64_t>(time.second), 2);
      return;
    case 'p':
      out += time.hour < 12 ? "AM" : "PM";
      return;
    case 'P':
      out += time.hour < 12 ? "am" : "pm";
      return;
    case 'a':
      out += name_of(kDays, time.weekday).substr(0, 3);
      return;
    case 'A':
      out += name_of(kDays, time.weekday);
      return;
    case 'b':
    case 'h':
      out += name_of(kMonths, time.month).substr(0, 3);
      return;
    case 'B':
      out += name_of(kMonths, time.month);
      return;
    case 'j':
      out += padded(time.year_day + 1, 3);
      return;
    case 'u':
      out += std::to_string(time.weekday == 0 ? 7 : time.weekday);
      return;
    case 'w':
      out += std::to_string(time.weekday);
      return;
    case 'U':
      out += padded((time.year_day + 7 - time.weekday) / 7, 2);
      return;
    case 'W':
      out += padded((time.year_day + 7 - (time.weekday + 6) % 7) / 7, 2);
      return;
    case 'V':
      out += padded(iso_week(time).week, 2);
      return;
    case 'G':
      out += std::to_string(iso_week(time).year);
      return;
    case 'g':
      out += padded(iso_week(time).year % 100, 2);
      return;
    case 's':
      out += std::to_string(static_cast<std::int64_t>(seconds_since_epoch(time)));
      return;
    case 'Z':
      out += "UTC";
      return;
    case 'z':
      out += "+0000";
      return;
    case 'D':
      out += format_time(time, "%m/%d/%y");
      return;
    case 'x':
      out += format_time(time, "%m/%d/%y");
      return;
    case 'F':
      out += format_time(time, "%Y-%m-%d");
      return;
    case 'T':
    case 'X':
      out += format_time(time, "%H:%M:%S");
      return;
    case 'R':
      out += format_time(time, "%H:%M");
      return;
    case 'r':
      out += format_time(time, "%I:%M:%S %p");
      return;
    case 'c':
      out += format_time(time, "%a %b %e %H:%M:%S %Y");
      return;
    case 'n':
      out += '\n';
      return;
    case 't':
      out += '\t';
      return;
    case '%':
      out += '%';
      return;
    default:
      out += '%';
      out += field;
  }
}

// Reads a text along a format, field by field.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool read(std::string_view format) {
    for (std::size_t at = 0; at < format.size(); ++at) {
      if (is_space(format[at])) {
        skip_space();
      } else if (format[at] != '%' || at + 1 == format.size()) {
        if (!accept(format[at])) return false;
      } else if (!field(format[++at])) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool at_end() const { return text_.empty() || is_space(text_.front()); }

  CalendarTime result() {
    if (epoch_) return calendar_time(*epoch_).value_or(CalendarTime());
    if (afternoon_) time_.hour = time_.hour % 12 + (*afternoon_ ? 12 : 0);
    if (from_year_day_) {
      time_.month = 0;
      time_.day = *from_year_day_;
    }
    if (offset_seconds_ != 0 || from_year_day_) {
      return calendar_time(seconds_since_epoch(time_) - offset_seconds_).value_or(CalendarTime());
    }
    complete(time_);
    return time_;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  void skip_space() {
    while (!text_.empty() && is_space(text_.front())) text_.remove_prefix(1);
  }

  bool accept(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<std::int64_t> number(std::size_t most_digits, std::int64_t low, std::int64_t high) {
    skip_space();
    std::size_t digits = 0;
    std::int64_t value = 0;
    while (digits < most_digits && digits < text_.size() && is_digit(text_[digits]))
      value = value * 10 + (text_[digits++] - '0');
    if (digits == 0 || value < low || value > high) return std::nullopt;
    text_.remove_prefix(digits);
    return value;
  }

  template <class Target>
  bool store(Target& target, std::size_t most_digits, std::int64_t low, std::int64_t high, std::int64_t shift = 0) {
    const auto value = number(most_digits, low, high);
    if (value) target = static_cast<Target>(*value + shift);
    return value.has_value();
  }

  static bool same_letters(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
  }

  template <class Names>
  std::optional<int> name(const Names& names) {
    for (std::size_t at = 0; at < names.size(); ++at) {
      for (const std::string_view spelling : {names[at], names[at].substr(0, 3)}) {
        if (!same_letters(text_.substr(0, spelling.size()), spelling)) continue;
        text_.remove_prefix(spelling.size());
        return static_cast<int>(at);
      }
    }
    return std::nullopt;
  }

  bool half_of_day() {
    if (same_letters(text_.substr(0, 2), "AM"))
      afternoon_ = false;
    else if (same_letters(text_.substr(0, 2), "PM"))
      afternoon_ = true;
    else
      return false;
    text_.remove_prefix(2);
    return true;
  }

  bool zone_name() {
    std::size_t letters = 0;
    while (letters < text_.size() && (text_[letters] | 0x20) >= 'a' && (text_[letters] | 0x20) <= 'z') ++letters;
    text_.remove_prefix(letters);
    return true;
  }

  bool zone_offset() {
    skip_space();
    if (accept('Z') || accept('z')) return true;
    const bool west = !text_.empty() && text_.front() == '-';
    if (!accept('+') && !accept('-')) return false;
    const auto hours = number(2, 0, 23);
    static_cast<void>(accept(':'));
    const auto minutes = hours ? number(2, 0, 59) : std::nullopt;
    if (!hours) return false;
    offset_seconds_ = static_cast<double>(*hours * 3600 + minutes.value_or(0) * 60) * (west ? -1 : 1);
    return true;
  }

  bool year() {
    const bool negative = accept('-');
    std::int64_t value = 0;
    if (!store(value, 4, 0, 9999)) return false;
    time_.year = negative ? -value : value;
    return true;
  }

  bool short_year() {
    if (!store(time_.year, 2, 0, 99)) return false;
    time_.year += time_.year < 69 ? 2000 : 1900;
    return true;
  }

  bool month_name() {
    const auto month = name(kMonths);
    if (month) time_.month = *month;
    return month.has_value();
  }

  bool epoch() {
    const bool negative = accept('-');
    std::int64_t value = 0;
    if (!store(value, 12, 0, INT64_MAX)) return false;
    epoch_ = static_cast<double>(negative ? -value : value);
    return true;
  }

  bool year_day() {
    int value = 0;
    if (!store(value, 3, 1, 366)) return false;
    from_year_day_ = value;
    return true;
  }

  bool field(char letter) {
    int ignored = 0;
    switch (letter) {
      case 'Y':
        return year();
      case 'y':
        return short_year();
      case 'm':
        return store(time_.month, 2, 1, 12, -1);
      case 'd':
      case 'e':
        return store(time_.day, 2, 1, 31);
      case 'H':
      case 'k':
        return store(time_.hour, 2, 0, 23);
      case 'I':
      case 'l':
        return store(time_.hour, 2, 1, 12);
      case 'M':
        return store(time_.minute, 2, 0, 59);
      case 'S':
        return store(time_.second, 2, 0, 60);
      case 'j':
        return year_day();
      case 'p':
        return half_of_day();
      case 'a':
      case 'A':
        return name(kDays).has_value();
      case 'b':
      case 'B':
      case 'h':
        return month_name();
      case 'u':
      case 'w':
        return store(ignored, 1, 0, 7);
      case 'U':
      case 'W':
      case 'V':
        return store(ignored, 2, 0, 53);
      case 's':
        return epoch();
      case 'Z':
        return zone_name();
      case 'z':
        return zone_offset();
      case 'T':
        return read("%H:%M:%S");
      case 'R':
        return read("%H:%M");
      case 'r':
        return read("%I:%M:%S %p");
      case 'D':
        return read("%m/%d/%y");
      case 'F':
        return read("%Y-%m-%d");
      case 'c':
        return read("%a %b %e %H:%M:%S %Y");
      case 'n':
      case 't':
        skip_space();
        return true;
      case '%':
        return accept('%');
      default:
        return false;
    }
  }

  std::string_view text_;
  CalendarTime time_;
  std::optional<bool> afternoon_;
  std::optional<double> epoch_;
  std::optional<int> from_year_day_;
  double offset_seconds_ = 0;
};

}  // namespace

std::optional<CalendarTime> calendar_time(double seconds) {
  using namespace std::chrono;
  constexpr double kFirst = -377705116800.0;  // year -9999
  constexpr double kLast = 253402300800.0;    // year 10000
  if (!(seconds >= kFirst && seconds < kLast)) return std::nullopt;
  const double whole_days = std::floor(seconds / kSecondsADay);
  const double rest = seconds - whole_days * kSecondsADay;
  const sys_days date{days(static_cast<int>(whole_days))};
  const year_month_day ymd(date);
  const int whole_seconds = static_cast<int>(rest);
  CalendarTime time;
  time.year = static_cast<int>(ymd.year());
  time.month = static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
  time.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  time.hour = whole_seconds / 3600;
  time.minute = whole_seconds / 60 % 60;
  time.second = rest - (time.hour * 3600 + time.minute * 60);
  complete(time);
  return time;
}

double seconds_since_epoch(const CalendarTime& time) {
  const double whole_days = static_cast<double>(date_of(time).time_since_epoch().count());
  return whole_days * kSecondsADay + time.hour * 3600.0 + time.minute * 60.0 + time.second;
}

std::string format_time(const CalendarTime& time, std::string_view format) {
  std::string out;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] == '%' && at + 1 < format.size()) {
      append_field(out, format[++at], time);
    } else {
      out += format[at];
    }
  }
  return out;
}

std::optional<CalendarTime> parse_time(std::string_view text, std::string_view format) {
  Reader reader(text);
  if (!reader.read(format) || !reader.at_end()) return std::nullopt;
  return reader.result();
}

std::optional<double> parse_instant(std::string_view text) {
  // The fraction is cut out, because a format has no field for it.
  std::string whole(text);
  double fraction = 0;
  if (const std::size_t point = whole.find('.'); point != std::string::npos) {
    const std::size_t end = std::min(whole.find_first_not_of("0123456789", point + 1), whole.size());
    if (end == point + 1) return std::nullopt;
    std::from_chars(whole.data() + point, whole.data() + end, fraction);
    whole.erase(point, end - point);
  }
  const auto time = parse_time(whole, "%Y-%m-%dT%H:%M:%S%z");
  if (!time) return std::nullopt;
  return seconds_since_epoch(*time) + fraction;
}

}  // namespace baton::jq
