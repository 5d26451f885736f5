#include "engine/escapes.hpp"

#include "engine/entities.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

namespace baton::engine {
namespace {

std::optional<std::uint32_t> digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return lower - 'a' + 10;
  return std::nullopt;
}

bool is_high_surrogate(std::uint32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(std::uint32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// Reads one escape, whose first character has been read.
class EscapeReader {
 public:
  // `mark`: how its first character is read. Its other characters may be escaped to that depth.
  EscapeReader(std::string_view text, const Reading& mark, std::size_t max_depth, Readings& readings)
      : text_(text), mark_(mark), max_depth_(max_depth), readings_(readings) {}

  void read() {
    const char mark = mark_.bytes[0];
    const std::size_t at = mark_.next;
    if (mark == '\0') return add({}, at);  // text of two bytes a character has them
    if (mark == '+') return add(" ", at);
    if (mark == '%') {
      return number(at, 2, 0, [&](std::uint32_t byte, std::size_t next) {
        const char c = static_cast<char>(byte);
        add({&c, 1}, next);
      });
    }
    if (mark == '\\') return json(at);
    if (mark == '&') return markup(at, {});
  }

 private:
  void add(std::string_view bytes, std::size_t next) {
    Reading reading{.next = next,
                    .bytes = {},
                    .size = static_cast<std::uint8_t>(bytes.size()),
                    .depth = static_cast<std::uint8_t>(mark_.depth + 1),
                    .json = static_cast<std::uint8_t>(mark_.json + (mark_.bytes[0] == '\\' ? 1 : 0))};
    std::ranges::copy(bytes, reading.bytes.begin());
    const bool is_known = std::ranges::any_of(readings_, [&](const Reading& other) {
      return other.next == next && other.size == reading.size && other.bytes == reading.bytes;
    });
    if (!is_known) readings_.push_back(reading);
  }
  void add_character(std::uint32_t code_point, std::size_t next) {
    if (code_point > 0x10FFFF || is_high_surrogate(code_point) || is_low_surrogate(code_point)) return;
    if (code_point < 0x80) {
      const char c = static_cast<char>(code_point);
      return add({&c, 1}, next);
    }
    std::string bytes;
    utf8::append(bytes, code_point);
    add(bytes, next);
  }

  // Calls `use` with each character that may stand there, and where the text continues.
  template <class Use>
  void character(std::size_t at, const Use& use) {
    if (at >= text_.size()) return;
    const char c = text_[at];
    if (!begins_escape(c) || (c == '\\' && mark_.bytes[0] == c && mark_.depth == 0)) return use(c, at + 1);
    for (const Reading& reading : read_escaped(text_, at, max_depth_)) {
      if (reading.size == 1 && !is_backslash_of_another_level(reading)) use(reading.bytes[0], reading.next);
    }
  }
  // Who decodes JSON reads every backslash. So two of them that belong together have been decoded equally often.
  [[nodiscard]] bool is_backslash_of_another_level(const Reading& reading) const {
    return reading.bytes[0] == '\\' && mark_.bytes[0] == '\\' && reading.depth == reading.json &&
           reading.json != mark_.json;
  }
  template <class Use>
  void number(std::size_t at, int digits, std::uint32_t value, const Use& use) {
    for (; digits > 0 && at < text_.size(); --digits) {  // quickly where the digits are not escaped
      const auto more = digit(text_[at]);
      if (!more) break;
      value = value << 4U | *more;
      ++at;
    }
    if (digits == 0) return use(value, at);
    if (at >= text_.size() || !begins_escape(text_[at])) return;
    character(at, [&](char c, std::size_t next) {
      if (const auto more = digit(c)) number(next, digits - 1, value << 4U | *more, use);
    });
  }

  void json(std::size_t at) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    character(at, [&](char c, std::size_t next) {
      if (const std::size_t known = letters.find(c); known != std::string_view::npos) {
        return add(meanings.substr(known, 1), next);
      }
      const auto add_it = [&](std::uint32_t unit, std::size_t after) { add_character(unit, after); };
      if (c == 'x') return number(next, 2, 0, add_it);  // of JavaScript and others
      if (c != 'u') return;
      number(next, 4, 0, [&](std::uint32_t unit, std::size_t after) {
        if (!is_high_surrogate(unit)) return add_character(unit, after);
        character(after, [&](char backslash, std::size_t letter) {
          if (backslash == '\\') low_surrogate(unit, letter);
        });
      });
    });
  }
  void low_surrogate(std::uint32_t high, std::size_t at) {
    character(at, [&](char u, std::size_t digits) {
      if (u != 'u') return;
      number(digits, 4, 0, [&](std::uint32_t low, std::size_t next) {
        if (is_low_surrogate(low)) add_character(0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00), next);
      });
    });
  }

  // `name`: what has been read between "&" and ";".
  void markup(std::size_t at, const std::string& name) {
    character(at, [&](char c, std::size_t next) {
      if (c == ';') return add_markup(name, next);
      const bool may_be_of_a_name =
          c == '#' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (may_be_of_a_name && name.size() < kLongestEntity) markup(next, name + c);
    });
  }
  void add_markup(std::string_view name, std::size_t next) {
    if (const auto character = entity(name)) return add_character(*character, next);
    if (!name.starts_with('#')) return;
    name.remove_prefix(1);
    const bool is_hexadecimal = name.starts_with('x') || name.starts_with('X');
    if (is_hexadecimal) name.remove_prefix(1);
    std::uint32_t code_point = 0;
    const char* const last = name.data() + name.size();
    const auto [end, error] = std::from_chars(name.data(), last, code_point, is_hexadecimal ? 16 : 10);
    if (!name.empty() && error == std::errc() && end == last) add_character(code_point, next);
  }

  std::string_view text_;
  const Reading mark_;
  std::size_t max_depth_;
  Readings& readings_;
};

}  // namespace

Readings read_escaped(std::string_view text, std::size_t at, std::size_t max_depth) {
  Readings readings;
  readings.push_back({.next = at + 1, .bytes = {text[at]}, .size = 1});
  for (std::size_t i = 0; i < readings.size(); ++i) {  // the meaning of an escape may begin another escape
    const Reading reading = readings[i];
    if (reading.size != 1 || reading.depth >= max_depth || !begins_escape(reading.bytes[0])) continue;
    EscapeReader(text, reading, max_depth - 1, readings).read();
  }
  return readings;
}

}  // namespace baton::engine
