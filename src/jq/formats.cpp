#include "jq/formats.hpp"

#include "base/percent.hpp"
#include "jq/arithmetic.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace baton::jq {
namespace {

constexpr std::pair<std::string_view, Format> kFormats[] = {
    {"@text", Format::Text},       {"@json", Format::Json},     {"@html", Format::Html},
    {"@uri", Format::Uri},         {"@urid", Format::Urid},     {"@csv", Format::Csv},
    {"@tsv", Format::Tsv},         {"@sh", Format::Sh},         {"@base64", Format::Base64},
    {"@base64d", Format::Base64d}, {"@base32", Format::Base32}, {"@base32d", Format::Base32d},
};

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string uri(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    }
  }
  return out;
}

std::string quoted(std::string_view text, char quote, std::string_view escaped_quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) {
      out += escaped_quote;
    } else {
      out += c;
    }
  }
  return out += quote;
}

std::string tsv_cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string row(Execution& execution, Format format, const Value& value) {
  const bool is_csv = format == Format::Csv;
  if (!value.is_array()) {
    static_cast<void>(
        execution.fail(described(value) + " cannot be " + (is_csv ? "csv" : "tsv") + "-formatted, only array"));
    return {};
  }
  std::string out;
  bool first = true;
  for (const Value& cell : value.items()) {
    if (!first) out += is_csv ? ',' : '\t';
    first = false;
    switch (cell.kind()) {
      case Kind::Null:
        break;
      case Kind::Boolean:
        out += cell.as_boolean() ? "true" : "false";
        break;
      case Kind::Number:
        if (!std::isnan(cell.as_double())) out += json_of(execution, cell);
        break;
      case Kind::String:
        out += is_csv ? quoted(cell.as_string(), '"', "\"\"") : tsv_cell(cell.as_string());
        break;
      case Kind::Array:
      case Kind::Object:
        static_cast<void>(execution.fail(described(cell) + " is not valid in a csv row"));
        return {};
    }
  }
  return out;
}

std::string shell_word(Execution& execution, const Value& value) {
  if (value.is_array() || value.is_object()) {
    static_cast<void>(execution.fail(described(value) + " can not be escaped for shell"));
    return {};
  }
  return value.is_string() ? quoted(value.as_string(), '\'', "'\\''") : plain_text(execution, value);
}

std::string shell(Execution& execution, const Value& value) {
  if (!value.is_array()) return shell_word(execution, value);
  std::string out;
  for (const Value& word : value.items()) {
    if (!out.empty()) out += ' ';
    out += shell_word(execution, word);
    if (execution.stopped()) return {};
  }
  return out;
}

// Base 2^bits: its alphabet and how many characters a full group has.
struct Base {
  std::string_view alphabet;
  unsigned bits;
  std::size_t group;
};

constexpr Base kBase64{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 6, 4};
constexpr Base kBase32{"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5, 8};

std::string encode(const Base& base, std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    held = (held << 8U) | static_cast<unsigned char>(c);
    bits += 8;
    while (bits >= base.bits) {
      bits -= base.bits;
      out += base.alphabet[(held >> bits) & ((1U << base.bits) - 1)];
    }
    held &= (1U << bits) - 1;
  }
  if (bits > 0) out += base.alphabet[(held << (base.bits - bits)) & ((1U << base.bits) - 1)];
  while (out.size() % base.group != 0) out += '=';
  return out;
}

std::optional<std::string> decode(const Base& base, std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t digit = base.alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    held = (held << base.bits) | static_cast<std::uint32_t>(digit);
    bits += base.bits;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((held >> bits) & 0xFFU);
    }
    held &= (1U << bits) - 1;
  }
  return out;
}

std::string decoded(Execution& execution, const Base& base, std::string_view name, const Value& value) {
  const std::string text = plain_text(execution, value);
  if (execution.stopped()) return {};
  auto bytes = decode(base, text);
  if (!bytes) {
    static_cast<void>(execution.fail(described(Value::string(text)) + " is not valid " + std::string(name) + " data"));
    return {};
  }
  const std::size_t digits = text.find_last_not_of('=') + 1;
  if (digits % base.group == 1) {
    static_cast<void>(
        execution.fail(described(Value::string(text)) + " trailing " + std::string(name) + " byte found"));
    return {};
  }
  return *std::move(bytes);
}

std::string uri_decoded(Execution& execution, const Value& value) {
  const std::string text = plain_text(execution, value);
  auto decoded = percent_decoded(text);
  if (decoded && utf8::find_invalid(*decoded) != decoded->size()) decoded.reset();
  if (!decoded && !execution.stopped()) {
    execution.fail(described(Value::string(text)) + " is not a valid uri encoding");
  }
  return decoded.value_or("");
}

}  // namespace

std::optional<Format> format_named(std::string_view name) {
  const auto* found = std::ranges::find(kFormats, name, [](const auto& entry) { return entry.first; });
  return found == std::end(kFormats) ? std::nullopt : std::optional(found->second);
}

std::string plain_text(Execution& execution, const Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (!execution.charge_bytes(measure(value).bytes) || !execution.charge_walk(value)) return {};
  return json_of(execution, value);
}

std::string formatted(Execution& execution, Format format, const Value& value) {
  if (!execution.charge_bytes(measure(value).bytes)) return {};
  switch (format) {
    case Format::Text:
      return plain_text(execution, value);
    case Format::Json:
      return execution.charge_walk(value) ? json_of(execution, value) : std::string();
    case Format::Html:
      return html(plain_text(execution, value));
    case Format::Uri:
      return uri(plain_text(execution, value));
    case Format::Urid:
      return uri_decoded(execution, value);
    case Format::Csv:
    case Format::Tsv:
      return row(execution, format, value);
    case Format::Sh:
      return shell(execution, value);
    case Format::Base64:
      return encode(kBase64, plain_text(execution, value));
    case Format::Base64d:
      if (!execution.charge_scan(value) || !execution.charge_scan(value)) return {};  // it is checked for UTF-8, too
      return decoded(execution, kBase64, "base64", value);
    case Format::Base32:
      return encode(kBase32, plain_text(execution, value));
    case Format::Base32d:
      return decoded(execution, kBase32, "base32", value);
  }
  return {};
}

}  // namespace baton::jq
