#include "jq/parser_base.hpp"

#include <algorithm>

namespace baton::jq {

void ParserBase::fail(std::string message, std::size_t offset) {
  if (!error_) error_ = CompileError{std::move(message), offset};
}

void ParserBase::fail_too_deep(std::size_t offset) {
  fail("the expression is nested deeper than " + std::to_string(kMaxNesting) + " levels", offset);
}

void ParserBase::fail_unexpected(std::string_view expected) {
  std::string found = "the end";
  if (token_.kind == TokenKind::Quote) {
    found = "a string";
  } else if (token_.kind == TokenKind::Field) {
    found = "'." + std::string(token_.text) + "'";
  } else if (token_.kind == TokenKind::Variable) {
    found = "'$" + std::string(token_.text) + "'";
  } else if (token_.kind != TokenKind::End) {
    found = "'" + std::string(token_.text.substr(0, 40)) + "'";
  }
  fail(std::string(expected) + ", found " + found, token_.offset);
}

bool ParserBase::accept_symbol(std::string_view symbol) {
  if (failed() || !token_.is_symbol(symbol)) return false;
  advance();
  return true;
}

bool ParserBase::accept_keyword(std::string_view word) {
  if (failed() || !token_.is_keyword(word)) return false;
  advance();
  return true;
}

void ParserBase::expect_symbol(std::string_view symbol) {
  if (!failed() && !accept_symbol(symbol)) fail_unexpected("expected '" + std::string(symbol) + "'");
}

void ParserBase::expect_keyword(std::string_view word) {
  if (!failed() && !accept_keyword(word)) fail_unexpected("expected '" + std::string(word) + "'");
}

std::string ParserBase::expect_variable() {
  if (token_.kind != TokenKind::Variable) {
    fail_unexpected("expected a variable");
    return {};
  }
  std::string name(token_.text);
  advance();
  return name;
}

void ParserBase::add_child(Ast& parent, Ast child) {
  parent.depth = std::max(parent.depth, child.depth + 1);
  if (parent.depth > kMaxNesting) fail_too_deep(parent.offset);
  parent.children.push_back(std::move(child));
}

Ast ParserBase::literal(Value constant, std::size_t offset) {
  Ast ast = node(Syntax::Literal, offset);
  ast.constant = std::move(constant);
  return ast;
}

Ast ParserBase::string_literal(std::string_view text, std::size_t offset) {
  return literal(Value::string(text), offset);
}

Ast ParserBase::named(Syntax syntax, std::size_t offset, std::string_view name) {
  Ast ast = node(syntax, offset);
  ast.text = name;
  return ast;
}

}  // namespace baton::jq
