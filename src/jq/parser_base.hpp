// The tools of the grammar's functions: the current token, the error, and building trees of bounded depth.
//
// A parsing function that fails records the error once and returns some node; every caller checks failed() before it
// continues. The nesting bound makes the recursion finite.
#pragma once

#include "jq/ast.hpp"
#include "jq/lexer.hpp"
#include "jq/own_frame.hpp"
#include "jq/parser.hpp"

namespace baton::jq {

class ParserBase {
 protected:
  explicit ParserBase(std::string_view text) : lexer_(text) { advance(); }

  // Counts how deep the parser recurses.
  class Nesting {
   public:
    explicit Nesting(ParserBase& parser) : parser_(parser) {
      if (++parser_.nesting_ > kMaxNesting) parser_.fail_too_deep(parser_.token_.offset);
    }
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    ParserBase& parser_;
  };

  [[nodiscard]] bool failed() const { return error_.has_value(); }
  [[nodiscard]] const CompileError& error() const { return *error_; }
  void fail(std::string message, std::size_t offset);
  void fail_too_deep(std::size_t offset);
  void fail_unexpected(std::string_view expected);

  void advance() { token_ = lexer_.next(); }
  bool accept_symbol(std::string_view symbol);
  bool accept_keyword(std::string_view word);
  void expect_symbol(std::string_view symbol);
  void expect_keyword(std::string_view word);
  std::string expect_variable();

  template <class... Children>
  BATON_OWN_FRAME Ast node(Syntax syntax, std::size_t offset, Children&&... children) {
    Ast ast;
    ast.syntax = syntax;
    ast.offset = offset;
    ast.children.reserve(sizeof...(children));
    (add_child(ast, std::forward<Children>(children)), ...);
    return ast;
  }

  void add_child(Ast& parent, Ast child);
  Ast literal(Value constant, std::size_t offset);
  Ast string_literal(std::string_view text, std::size_t offset);
  Ast named(Syntax syntax, std::size_t offset, std::string_view name);

  Lexer lexer_;
  Token token_;

 private:
  std::size_t nesting_ = 0;
  std::optional<CompileError> error_;
};

}  // namespace baton::jq
