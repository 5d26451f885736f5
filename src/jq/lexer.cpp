#include "jq/lexer.hpp"

#include "value/utf8.hpp"

#include <algorithm>
#include <array>

namespace baton::jq {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name_part(char c) {
  return is_name_start(c) || is_digit(c);
}

constexpr std::array<std::string_view, 18> kKeywords = {"def",    "if",      "then",    "elif", "else",  "end",
                                                        "as",     "reduce",  "foreach", "try",  "catch", "label",
                                                        "import", "include", "__loc__", "and",  "or",    "module"};

// Longest first.
constexpr std::array<std::string_view, 37> kSymbols = {
    "?//", "//=", "!=", "==", "<=", ">=", "|=", "+=", "-=", "*=", "/=", "%=", "//", "..", ".", "[", "]", "(", ")",
    "{",   "}",   "|",  ",",  ":",  ";",  "=",  "<",  ">",  "+",  "-",  "*",  "/",  "%",  "?", "$", "&", "!"};

std::optional<std::uint32_t> hex_unit(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t unit = 0;
  for (const char c : text.substr(0, 4)) {
    const std::size_t digit =
        std::string_view("0123456789abcdef").find(static_cast<char>(c >= 'A' && c <= 'F' ? c + 32 : c));
    if (digit == std::string_view::npos) return std::nullopt;
    unit = unit * 16 + static_cast<std::uint32_t>(digit);
  }
  return unit;
}

}  // namespace

Token Lexer::next() {
  skip_space_and_comments();
  const char c = at(0);
  if (at_ >= text_.size()) return {TokenKind::End, {}, at_};
  if (c == '"') return take(TokenKind::Quote, 1);
  if (is_digit(c) || (c == '.' && is_digit(at(1)))) return take(TokenKind::Number, number_length());
  if (c == '.' && is_name_start(at(1))) return take(TokenKind::Field, 1 + name_length(1), 1);
  if (c == '$' && is_name_start(at(1))) {
    std::size_t length = 1 + name_length(1);
    while (at(length) == ':' && at(length + 1) == ':' && is_name_start(at(length + 2))) {
      length += 2 + name_length(length + 2);
    }
    return take(TokenKind::Variable, length, 1);
  }
  if (c == '@' && is_name_part(at(1))) return take(TokenKind::Format, 1 + name_length(1));
  if (is_name_start(c)) {
    std::size_t length = name_length(0);
    while (at(length) == ':' && at(length + 1) == ':' && is_name_start(at(length + 2))) {
      length += 2 + name_length(length + 2);
    }
    const bool keyword = std::ranges::find(kKeywords, text_.substr(at_, length)) != kKeywords.end();
    return take(keyword ? TokenKind::Keyword : TokenKind::Identifier, length);
  }
  for (const std::string_view symbol : kSymbols) {
    if (text_.substr(at_).starts_with(symbol)) return take(TokenKind::Symbol, symbol.size());
  }
  return take(TokenKind::Invalid, std::max<std::size_t>(1, utf8::character_length(text_.substr(at_))));
}

void Lexer::skip_space_and_comments() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '#') {
      skip_comment();
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at_;
    } else {
      return;
    }
  }
}

// Up to the end of the line. An odd number of backslashes before it continues the comment in the next one.
void Lexer::skip_comment() {
  bool escaped = false;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\r' && at(1) == '\n') continue;
    if (c == '\n' && !escaped) return;
    escaped = c == '\\' && !escaped;
  }
}

std::size_t Lexer::name_length(std::size_t from) const {
  std::size_t length = 0;
  while (is_name_part(at(from + length))) ++length;
  return length;
}

std::size_t Lexer::number_length() const {
  std::size_t length = 0;
  while (is_digit(at(length))) ++length;
  if (at(length) == '.') {
    ++length;
    while (is_digit(at(length))) ++length;
  }
  if (at(length) == 'e' || at(length) == 'E') {
    std::size_t digits = length + 1;
    if (at(digits) == '+' || at(digits) == '-') ++digits;
    if (is_digit(at(digits))) {
      while (is_digit(at(digits))) ++digits;
      length = digits;
    }
  }
  return length;
}

Token Lexer::take(TokenKind kind, std::size_t length, std::size_t skipped) {
  const Token token{kind, text_.substr(at_ + skipped, length - skipped), at_};
  at_ += length;
  return token;
}

std::expected<Lexer::StringPart, CompileError> Lexer::string_part() {
  StringPart part;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      ++at_;
      return part;
    }
    if (c == '\\' && at(1) == '(') {
      at_ += 2;
      part.interpolation_follows = true;
      return part;
    }
    if (c == '\\') {
      if (auto read = escape(part.text); !read) return std::unexpected(read.error());
      continue;
    }
    part.text += c;
    ++at_;
  }
  return std::unexpected(CompileError{"the expression ends inside a string", at_});
}

// At a backslash.
std::expected<void, CompileError> Lexer::escape(std::string& out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const char letter = at(1);
  if (letter != 'u') {
    const std::size_t known = letter == '\0' ? std::string_view::npos : kLetters.find(letter);
    if (known == std::string_view::npos) return std::unexpected(CompileError{"unknown escape in a string", at_});
    out += kMeanings[known];
    at_ += 2;
    return {};
  }
  const auto unit = hex_unit(text_.substr(std::min(at_ + 2, text_.size())));
  if (!unit) return std::unexpected(CompileError{"expected four hexadecimal digits after \\u", at_});
  at_ += 6;
  std::uint32_t code_point = *unit;
  if (code_point >= 0xD800 && code_point < 0xDC00 && at(0) == '\\' && at(1) == 'u') {
    const auto low = hex_unit(text_.substr(at_ + 2));
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      code_point = 0x10000 + ((code_point - 0xD800) << 10U) + (*low - 0xDC00);
      at_ += 6;
    }
  }
  if (code_point >= 0xD800 && code_point < 0xE000) code_point = 0xFFFD;  // as jq does with a lone surrogate
  utf8::append(out, code_point);
  return {};
}

}  // namespace baton::jq
