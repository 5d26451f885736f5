// Tokens of a jq expression, one at a time. A string is not one token: the parser sees its opening quote and then asks
// for its parts, because between them lie whole expressions.
#pragma once

#include "jq/jq.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baton::jq {

enum class TokenKind {
  End,
  Field,       // .name; text is the name
  Identifier,  // also a::b
  Keyword,
  Variable,  // $name; text is the name
  Number,
  Format,  // @name; text includes the @
  Quote,   // the " that opens a string
  Symbol,  // everything else: . .. [ ] ( ) { } | , : ; = == ?// ...
  Invalid,
};

struct Token {
  TokenKind kind = TokenKind::End;
  std::string_view text;
  std::size_t offset = 0;

  [[nodiscard]] bool is_symbol(std::string_view symbol) const { return kind == TokenKind::Symbol && text == symbol; }
  [[nodiscard]] bool is_keyword(std::string_view word) const { return kind == TokenKind::Keyword && text == word; }
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token next();

  // Behind an opening quote or an interpolation: the text up to the next `\(` or the closing quote.
  struct StringPart {
    std::string text;
    bool interpolation_follows = false;
  };
  std::expected<StringPart, CompileError> string_part();

 private:
  void skip_space_and_comments();
  void skip_comment();
  [[nodiscard]] char at(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  [[nodiscard]] std::size_t name_length(std::size_t from) const;
  [[nodiscard]] std::size_t number_length() const;
  Token take(TokenKind kind, std::size_t length, std::size_t skipped = 0);
  std::expected<void, CompileError> escape(std::string& out);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace baton::jq
