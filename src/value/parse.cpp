// The JSON parser: RFC 8259 without extensions, but that a byte order mark at the beginning is skipped. It keeps its own stack of
// open containers; the parts of all open containers lie one after the other in one vector, from which a closing bracket cuts
// its own.
#include "value/node.hpp"
#include "value/number.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <limits>

namespace baton {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kHighs = 0x8080808080808080U;

std::uint64_t zero_bytes(std::uint64_t eight) noexcept {
  return (eight - kOnes) & ~eight & kHighs;
}

// Which of these eight bytes end the plain part of a string: a quote, backslash, control character or non-ASCII? The high
// bit of each that does is set; a byte above the lowest such byte may be marked wrongly.
std::uint64_t special_bytes(std::uint64_t eight) noexcept {
  const std::uint64_t controls = (eight - kOnes * 0x20U) & ~eight;
  return ((controls | eight) & kHighs) | zero_bytes(eight ^ (kOnes * '"')) | zero_bytes(eight ^ (kOnes * '\\'));
}

// How many of the eight bytes, in the order of the text, come before the first special one; 0 where that is not known.
std::size_t plain_bytes(std::uint64_t special) noexcept {
  if (special == 0) return sizeof special;
  if constexpr (std::endian::native != std::endian::little) return 0;
  return static_cast<std::size_t>(std::countr_zero(special)) / 8;
}

class Parser {
 public:
  enum class Numbers { OfJson, OfAnyKind };

  Parser(std::string_view text, const JsonLimits& limits, Numbers numbers)
      : text_(text), limits_(limits), numbers_(numbers) {}

  std::expected<Value, JsonError> parse() {
    if (text_.size() > limits_.max_bytes) {
      return std::unexpected(
          located({.kind = JsonError::Kind::Limit,
                   .message = "the text is larger than " + std::to_string(limits_.max_bytes) + " bytes"}));
    }
    if (!document()) return std::unexpected(located(std::move(error_)));
    return std::move(result_);
  }

 private:
  struct Frame {
    bool is_array;
    std::size_t first;  // where its parts begin in items_ or members_
    Value key;          // of the member being read
    std::size_t key_at;
  };

  bool document() {
    constexpr std::size_t kUsual = 16;
    frames_.reserve(kUsual);
    items_.reserve(kUsual);
    members_.reserve(kUsual);
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    skip_space();
    Value value;
    while (true) {
      switch (begin_value(value)) {
        case Outcome::Error:
          return false;
        case Outcome::Opened:
          continue;
        case Outcome::Complete:
          break;
      }
      if (!finish_value(value)) return false;
      if (frames_.empty() && complete_) break;
    }
    skip_space();
    if (at_ != text_.size()) return fail("expected the end of the text after the value");
    return true;
  }

  enum class Outcome { Error, Opened, Complete };

  // At `nan` or `-Infinity`, in any case of letters, where these are allowed.
  bool special_number(Value& value) {
    if (numbers_ == Numbers::OfJson) return false;
    std::size_t length = peek() == '-' ? 1 : 0;
    const bool negative = length == 1;
    std::string name;
    while (at_ + length < text_.size() &&
           ((text_[at_ + length] | 0x20) >= 'a' && (text_[at_ + length] | 0x20) <= 'z')) {
      name += static_cast<char>(text_[at_ + length++] | 0x20);
    }
    if (name != kNan && name != kInfinity) return false;
    constexpr double kLimitless = std::numeric_limits<double>::infinity();
    value = number_of_any_kind(name == kNan ? std::numeric_limits<double>::quiet_NaN()
                                            : (negative ? -kLimitless : kLimitless));
    at_ += length;
    return true;
  }

  // At the first character of a value. Opened: inside a new container, at the start of its first value.
  Outcome begin_value(Value& value) {
    switch (peek()) {
      case '{':
        return open_object(value);
      case '[':
        return open_array(value);
      case '"':
        return complete_if(string(value));
      case 't':
        return complete_if(literal("true", Value::boolean(true), value));
      case 'f':
        return complete_if(literal("false", Value::boolean(false), value));
      case 'n':
        return complete_if(special_number(value) || literal("null", Value(), value));
      default:
        return complete_if(special_number(value) || number(value));
    }
  }

  static Outcome complete_if(bool ok) { return ok ? Outcome::Complete : Outcome::Error; }

  Outcome open_array(Value& value) {
    if (!push_frame(true, items_.size())) return Outcome::Error;
    skip_space();
    if (peek() != ']') return Outcome::Opened;
    ++at_;
    frames_.pop_back();
    value = Value::array({});
    return Outcome::Complete;
  }

  Outcome open_object(Value& value) {
    if (!push_frame(false, members_.size())) return Outcome::Error;
    skip_space();
    if (peek() == '}') {
      ++at_;
      frames_.pop_back();
      value = Value::object({});
      return Outcome::Complete;
    }
    return member_key() ? Outcome::Opened : Outcome::Error;
  }

  bool push_frame(bool is_array, std::size_t first) {
    if (frames_.size() == limits_.max_depth) {
      return fail("nested deeper than " + std::to_string(limits_.max_depth) + " levels", JsonError::Kind::Limit);
    }
    ++at_;
    frames_.push_back({is_array, first, Value(), 0});
    return true;
  }

  bool member_key() {
    Frame& frame = frames_.back();
    frame.key_at = at_;
    if (peek() != '"') return fail("expected a member's name in double quotes");
    if (!string(frame.key)) return false;
    skip_space();
    if (peek() != ':') return fail("expected ':' after the member's name");
    ++at_;
    skip_space();
    return true;
  }

  // Puts a complete value where it belongs and closes every container that ends behind it.
  bool finish_value(Value& value) {
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.is_array) {
        items_.push_back(std::move(value));
      } else {
        if (is_repeated_among_few(frame)) return false;
        members_.emplace_back(std::move(frame.key), std::move(value));
      }
      skip_space();
      if (peek() == ',') {
        ++at_;
        skip_space();
        if (!frame.is_array) return member_key();
        if (peek() == ']') return fail("expected a value after ','");
        return true;
      }
      if (peek() != (frame.is_array ? ']' : '}')) {
        return fail(frame.is_array ? "expected ',' or ']' in the array" : "expected ',' or '}' in the object");
      }
      if (!close(frame, value)) return false;
      ++at_;
      frames_.pop_back();
    }
    result_ = std::move(value);
    complete_ = true;
    return true;
  }

  bool close(const Frame& frame, Value& value) {
    if (frame.is_array) {
      value = ValueAccess::array(cut(items_, frame.first));
      return true;
    }
    value = ValueAccess::distinct_object(cut(members_, frame.first));
    return value.size() <= MemberIndex::kScanned || !is_repeated_among_many(value);
  }

  template <class Part>
  static std::vector<Part> cut(std::vector<Part>& parts, std::size_t first) {
    const auto begin = parts.begin() + static_cast<std::ptrdiff_t>(first);
    std::vector<Part> own(std::make_move_iterator(begin), std::make_move_iterator(parts.end()));
    parts.erase(begin, parts.end());
    return own;
  }

  // Small objects are checked member by member, at the place of the repetition; bigger ones once, through their index.
  bool is_repeated_among_few(const Frame& frame) {
    if (members_.size() - frame.first > MemberIndex::kScanned) return false;
    for (std::size_t at = frame.first; at < members_.size(); ++at) {
      if (members_[at].name() == frame.key.as_string()) return !fail_repeated(frame.key.as_string(), frame.key_at);
    }
    return false;
  }

  bool is_repeated_among_many(const Value& object) {
    const auto repeated = ValueAccess::node<ObjectNode>(object)->index.find_repeated(object.members());
    return repeated && !fail_repeated(object.members()[*repeated].name(), at_);
  }

  bool fail_repeated(std::string_view name, std::size_t offset) {
    at_ = offset;
    return fail("the object has two members named \"" + utf8::repair(name.substr(0, 100)) + "\"",
                JsonError::Kind::RepeatedMember);
  }

  bool literal(std::string_view word, Value meaning, Value& value) {
    if (!text_.substr(at_).starts_with(word)) return fail("expected a value");
    at_ += word.size();
    value = std::move(meaning);
    return true;
  }

  bool number(Value& value) {
    const std::size_t length = number_length(text_.substr(at_));
    if (length == 0) {
      const bool like_number = peek() == '-' || (peek() >= '0' && peek() <= '9');
      return fail(like_number ? "this is not a JSON number" : "expected a value");
    }
    const char after = at_ + length < text_.size() ? text_[at_ + length] : ' ';
    if ((after >= '0' && after <= '9') || after == '.') return fail("this is not a JSON number");
    value = ValueAccess::text_value(Tag::ShortNumber, text_.substr(at_, length));
    at_ += length;
    return true;
  }

  bool string(Value& value) {
    const std::size_t start = ++at_;
    if (!skip_plain()) return false;
    if (text_[at_] == '"') {
      value = ValueAccess::text_value(Tag::ShortString, text_.substr(start, at_ - start));
      ++at_;
      return true;
    }
    scratch_.assign(text_.substr(start, at_ - start));
    while (text_[at_] != '"') {
      if (!escape()) return false;
      const std::size_t plain = at_;
      if (!skip_plain()) return false;
      scratch_.append(text_.substr(plain, at_ - plain));
    }
    ++at_;
    value = ValueAccess::text_value(Tag::ShortString, scratch_);
    return true;
  }

  // Moves to the next quote or backslash.
  bool skip_plain() {
    while (true) {
      std::uint64_t eight = 0;
      std::size_t plain = sizeof eight;
      while (plain == sizeof eight && at_ + sizeof eight <= text_.size()) {
        std::memcpy(&eight, text_.data() + at_, sizeof eight);
        plain = plain_bytes(special_bytes(eight));
        at_ += plain;
      }
      if (at_ == text_.size()) return fail("the text ends inside a string");
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '"' || byte == '\\') return true;
      if (byte < 0x20) return fail("a control character in a string must be written as an escape");
      const std::size_t length = byte < 0x80 ? 1 : utf8::character_length(text_.substr(at_));
      if (length == 0) return fail("invalid UTF-8");
      at_ += length;
    }
  }

  // At a backslash.
  bool escape() {
    const char letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (letter == 'u') return unicode_escape();
    const std::size_t known = letter == '\0' ? std::string_view::npos : kLetters.find(letter);
    if (known == std::string_view::npos) return fail("unknown escape in a string");
    scratch_ += kMeanings[known];
    at_ += 2;
    return true;
  }

  bool unicode_escape() {
    const auto unit = hex_unit(at_);
    if (!unit) return fail("expected four hexadecimal digits after \\u");
    std::uint32_t code_point = *unit;
    std::size_t length = 6;
    if (code_point >= 0xDC00 && code_point < 0xE000) return fail("the low surrogate has no high surrogate before it");
    if (code_point >= 0xD800 && code_point < 0xDC00) {
      const auto low = hex_unit(at_ + 6);
      if (!low || *low < 0xDC00 || *low >= 0xE000) return fail("the high surrogate has no low surrogate after it");
      code_point = 0x10000 + ((code_point - 0xD800) << 10U) + (*low - 0xDC00);
      length = 12;
    }
    utf8::append(scratch_, code_point);
    at_ += length;
    return true;
  }

  // The value of \uXXXX at that place.
  [[nodiscard]] std::optional<std::uint32_t> hex_unit(std::size_t at) const {
    if (at + 6 > text_.size() || text_[at] != '\\' || text_[at + 1] != 'u') return std::nullopt;
    std::uint32_t unit = 0;
    for (const char c : text_.substr(at + 2, 4)) {
      unit <<= 4U;
      if (c >= '0' && c <= '9') {
        unit += static_cast<std::uint32_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        unit += static_cast<std::uint32_t>(c - 'a' + 10);
      } else if (c >= 'A' && c <= 'F') {
        unit += static_cast<std::uint32_t>(c - 'A' + 10);
      } else {
        return std::nullopt;
      }
    }
    return unit;
  }

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  // Always false, so that callers can return it.
  bool fail(std::string message, JsonError::Kind kind = JsonError::Kind::Syntax) {
    error_ = {.kind = kind, .message = std::move(message), .offset = at_};
    return false;
  }

  [[nodiscard]] JsonError located(JsonError error) const {
    const std::string_view before = text_.substr(0, error.offset);
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    error.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    error.column = 1 + utf8::count(before.substr(line_start));
    return error;
  }

  std::string_view text_;
  JsonLimits limits_;
  Numbers numbers_;
  std::size_t at_ = 0;
  std::vector<Frame> frames_;
  std::vector<Value> items_;
  std::vector<Member> members_;
  std::string scratch_;
  Value result_;
  bool complete_ = false;
  JsonError error_;
};

}  // namespace

std::string describe(const JsonError& error) {
  return error.kind == JsonError::Kind::Syntax ? "not JSON: " + error.message : error.message;
}

std::expected<Value, JsonError> parse_json(std::string_view text, const JsonLimits& limits) {
  return Parser(text, limits, Parser::Numbers::OfJson).parse();
}

std::expected<Value, JsonError> parse_json_of_any_number(std::string_view text) {
  return Parser(text, {}, Parser::Numbers::OfAnyKind).parse();
}

}  // namespace baton
