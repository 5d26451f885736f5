#include "cli/text.hpp"

#include "base/iso8601.hpp"
#include "value/utf8.hpp"

#include <chrono>
#include <cstdint>

namespace baton::cli {
namespace {

constexpr const char* kReplacement = "\uFFFD";

bool is_between(std::uint32_t code_point, std::uint32_t first, std::uint32_t last) {
  return code_point >= first && code_point <= last;
}

// Marks, embeddings, overrides and isolates: they show a text in another order than it has.
bool changes_direction(std::uint32_t code_point) {
  return code_point == 0x061C || is_between(code_point, 0x200E, 0x200F) || is_between(code_point, 0x202A, 0x202E) ||
         is_between(code_point, 0x2066, 0x206F);
}

bool is_unsafe(std::uint32_t code_point) {
  return code_point < 0x20 || is_between(code_point, 0x7F, 0x9F) || is_between(code_point, 0x2028, 0x2029) ||
         changes_direction(code_point);
}

std::string escaped(std::uint32_t code_point) {
  if (code_point == '\n') return "\\n";
  if (code_point == '\t') return "\\t";
  if (code_point == '\r') return "\\r";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) text += digits[(code_point >> shift) & 0xF];
  return text;
}

// `replace`: what stands for an unsafe character.
template <class Replace>
std::string replacing_unsafe(std::string_view text, Replace replace) {
  const std::string valid = utf8::repair(text);
  std::string out;
  for (std::string_view rest = valid; !rest.empty();) {
    const auto [code_point, length] = utf8::decode(rest);
    out += is_unsafe(code_point) ? std::string(replace(code_point)) : std::string(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return out;
}

std::string two_digits(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

std::string printable(std::string_view text) {
  return replacing_unsafe(text, [](std::uint32_t code_point) {
    return code_point == '\n' ? "\n" : code_point == '\t' ? "\t" : kReplacement;
  });
}

std::string one_line(std::string_view text) {
  return replacing_unsafe(text, escaped);
}

std::string shortened(std::string_view text, std::size_t width) {
  std::string valid = utf8::repair(text);
  if (width_of(valid) <= width) return valid;
  std::string out;
  std::string_view rest = valid;
  for (std::size_t column = 1; column < width; ++column) {
    const std::size_t length = utf8::character_length(rest);
    out += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return width == 0 ? "" : out + "…";
}

std::size_t width_of(std::string_view text) {
  return utf8::count(text);
}

std::string time_of_day(Timestamp time) {
  return to_iso8601(time).substr(11, 12);
}

std::string elapsed(Duration duration) {
  const std::int64_t tenths = duration.count() / 100;
  if (tenths < 600) return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "s";
  const std::int64_t seconds = tenths / 10;
  if (seconds < 3600) return std::to_string(seconds / 60) + "m" + two_digits(seconds % 60) + "s";
  const std::int64_t minutes = seconds / 60;
  if (minutes < std::int64_t{24} * 60) return std::to_string(minutes / 60) + "h" + two_digits(minutes % 60) + "m";
  const std::int64_t hours = minutes / 60;
  return std::to_string(hours / 24) + "d" + two_digits(hours % 24) + "h";
}

std::string full_name(const DefinitionName& name) {
  return name.space + "/" + name.name + "/" + name.version;
}

std::string counted(std::uint64_t number, const std::string& thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string word = "'";
  for (const char character : text) word += character == '\'' ? std::string("'\\''") : std::string(1, character);
  return word + "'";
}

}  // namespace baton::cli
