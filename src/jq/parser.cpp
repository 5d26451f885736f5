// Recursive descent over jq's grammar, precedence climbing for operators.
#include "jq/parser.hpp"

#include "jq/parser_base.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace baton::jq {
namespace {

struct InfixOperator {
  std::string_view text;
  int precedence;
  enum class Side { Left, Right, None } side;
  Syntax syntax;
};

constexpr int kComma = 2;
constexpr int kAboveComma = 3;

constexpr InfixOperator kInfixOperators[] = {
    {",", kComma, InfixOperator::Side::Left, Syntax::Comma}, {"//", 3, InfixOperator::Side::Right, Syntax::Binary},
    {"=", 4, InfixOperator::Side::None, Syntax::Update},     {"|=", 4, InfixOperator::Side::None, Syntax::Update},
    {"+=", 4, InfixOperator::Side::None, Syntax::Update},    {"-=", 4, InfixOperator::Side::None, Syntax::Update},
    {"*=", 4, InfixOperator::Side::None, Syntax::Update},    {"/=", 4, InfixOperator::Side::None, Syntax::Update},
    {"%=", 4, InfixOperator::Side::None, Syntax::Update},    {"//=", 4, InfixOperator::Side::None, Syntax::Update},
    {"or", 5, InfixOperator::Side::Left, Syntax::Binary},    {"and", 6, InfixOperator::Side::Left, Syntax::Binary},
    {"==", 7, InfixOperator::Side::None, Syntax::Binary},    {"!=", 7, InfixOperator::Side::None, Syntax::Binary},
    {"<", 7, InfixOperator::Side::None, Syntax::Binary},     {"<=", 7, InfixOperator::Side::None, Syntax::Binary},
    {">", 7, InfixOperator::Side::None, Syntax::Binary},     {">=", 7, InfixOperator::Side::None, Syntax::Binary},
    {"+", 8, InfixOperator::Side::Left, Syntax::Binary},     {"-", 8, InfixOperator::Side::Left, Syntax::Binary},
    {"*", 9, InfixOperator::Side::Left, Syntax::Binary},     {"/", 9, InfixOperator::Side::Left, Syntax::Binary},
    {"%", 9, InfixOperator::Side::Left, Syntax::Binary},
};

class Parser : private ParserBase {
 public:
  explicit Parser(std::string_view text) : ParserBase(text) {}

  std::expected<Ast, CompileError> whole() {
    Ast ast = pipe();
    if (!failed() && token_.kind != TokenKind::End)
      fail_unexpected("expected an operator or the end of the expression");
    if (failed()) return std::unexpected(error());
    return ast;
  }

  std::expected<Ast, CompileError> definition_alone() {
    Ast ast = definition();
    if (failed()) return std::unexpected(error());
    return ast;
  }

 private:
  // The lowest level: def, label, as and |.
  Ast pipe() { return pipe_of(kComma); }

  Ast pipe_of(int lowest) {
    const Nesting nesting(*this);
    if (failed()) return {};
    const int outer = std::exchange(pipe_lowest_, lowest);
    Ast ast = pipe_parts(lowest);
    pipe_lowest_ = outer;
    return ast;
  }

  BATON_OWN_FRAME Ast pipe_parts(int lowest) {
    const std::size_t offset = token_.offset;
    if (token_.is_keyword("def")) {
      Ast define = definition();
      if (failed()) return define;
      add_child(define, pipe_of(lowest));
      return define;
    }
    if (token_.is_keyword("label")) return label(lowest);
    if (token_.is_keyword("import") || token_.is_keyword("include") || token_.is_keyword("module")) {
      fail("modules are not available: an expression may not read files", offset);
      return {};
    }
    Ast left = operators(lowest);
    if (failed()) return left;
    if (token_.is_keyword("as")) fail_unexpected("'as' follows a term; put parentheses around the expression");
    const std::size_t bar = token_.offset;
    if (!accept_symbol("|")) return left;
    return node(Syntax::Pipe, bar, std::move(left), pipe_of(lowest));
  }

  BATON_OWN_FRAME Ast label(int lowest) {
    const std::size_t offset = token_.offset;
    advance();
    Ast ast = named(Syntax::Label, offset, expect_variable());
    expect_symbol("|");
    add_child(ast, pipe_of(lowest));
    return ast;
  }

  BATON_OWN_FRAME Ast definition() {
    const std::size_t offset = token_.offset;
    expect_keyword("def");
    if (token_.kind != TokenKind::Identifier && token_.kind != TokenKind::Keyword)
      fail_unexpected("expected a function's name");
    Ast define = named(Syntax::Define, offset, token_.text);
    if (failed()) return define;
    advance();
    if (accept_symbol("(")) {
      do {
        const bool is_value = token_.kind == TokenKind::Variable;
        if (!is_value && token_.kind != TokenKind::Identifier) fail_unexpected("expected a parameter's name");
        define.parameters.push_back((is_value ? "$" : "") + std::string(token_.text));
        advance();
      } while (accept_symbol(";"));
      expect_symbol(")");
    }
    expect_symbol(":");
    add_child(define, pipe());
    expect_symbol(";");
    return define;
  }

  [[nodiscard]] const InfixOperator* current_operator() const {
    if (token_.kind != TokenKind::Symbol && token_.kind != TokenKind::Keyword) return nullptr;
    const auto* found = std::ranges::find(kInfixOperators, token_.text, &InfixOperator::text);
    return found == std::end(kInfixOperators) ? nullptr : found;
  }

  Ast operators(int lowest) {
    Ast left = unary();
    while (!failed()) {
      const InfixOperator* op = current_operator();
      if (op == nullptr || op->precedence < lowest) break;
      const std::size_t offset = token_.offset;
      advance();
      const int next = op->side == InfixOperator::Side::Right ? op->precedence : op->precedence + 1;
      Ast right = right_operand(next);
      left = combine(*op, offset, std::move(left), std::move(right));
      if (op->side == InfixOperator::Side::None) {
        if (const InfixOperator* after = current_operator(); after != nullptr && after->precedence == op->precedence) {
          fail_unexpected("this operator cannot be chained; add parentheses");
        }
      }
    }
    return left;
  }

  BATON_OWN_FRAME Ast right_operand(int lowest) {
    const Nesting nesting(*this);
    if (failed()) return {};
    return token_.is_keyword("def") || token_.is_keyword("label") ? pipe_of(pipe_lowest_) : operators(lowest);
  }

  BATON_OWN_FRAME Ast combine(const InfixOperator& op, std::size_t offset, Ast left, Ast right) {
    if (op.syntax == Syntax::Comma && left.syntax == Syntax::Comma) {
      add_child(left, std::move(right));
      return left;
    }
    Ast ast = node(op.syntax, offset, std::move(left), std::move(right));
    ast.text = op.text;
    return ast;
  }

  // A term with what is bound to it, or -term, or `term as $x | ...`, which takes all that follows.
  Ast unary() {
    const std::size_t offset = token_.offset;
    if (accept_symbol("-")) {
      const Nesting nesting(*this);
      return failed() ? Ast{} : node(Syntax::Negate, offset, unary());
    }
    Ast left = postfix();
    if (failed() || !accept_keyword("as")) return left;
    Ast bind = node(Syntax::Bind, offset, std::move(left));
    bind.patterns = pattern_alternatives();
    expect_symbol("|");
    add_child(bind, pipe_of(pipe_lowest_));
    return bind;
  }

  std::vector<Pattern> pattern_alternatives() {
    std::vector<Pattern> patterns;
    do {
      patterns.push_back(pattern());
    } while (accept_symbol("?//"));
    return patterns;
  }

  Pattern pattern() {
    const Nesting nesting(*this);
    Pattern result;
    result.offset = token_.offset;
    if (failed()) return result;
    if (token_.kind == TokenKind::Variable) {
      result.name = expect_variable();
    } else if (accept_symbol("[")) {
      result.shape = Pattern::Shape::Array;
      do {
        result.items.push_back(pattern());
      } while (accept_symbol(","));
      expect_symbol("]");
    } else if (accept_symbol("{")) {
      result.shape = Pattern::Shape::Object;
      do {
        result.entries.push_back(pattern_entry());
      } while (accept_symbol(","));
      expect_symbol("}");
    } else {
      fail_unexpected("expected a variable or a pattern");
    }
    return result;
  }

  BATON_OWN_FRAME Pattern::Entry pattern_entry() {
    Pattern::Entry entry;
    const std::size_t offset = token_.offset;
    if (token_.kind == TokenKind::Variable) {
      entry.name = expect_variable();
      entry.key = string_literal(entry.name, offset);
      if (accept_symbol(":")) entry.value.push_back(pattern());
      return entry;
    }
    if (token_.kind == TokenKind::Identifier || token_.kind == TokenKind::Keyword) {
      entry.key = string_literal(token_.text, offset);
      advance();
    } else if (token_.kind == TokenKind::Quote) {
      entry.key = string("");
    } else if (accept_symbol("(")) {
      entry.key = pipe();
      expect_symbol(")");
    } else {
      fail_unexpected("expected a key of the pattern");
    }
    expect_symbol(":");
    entry.value.push_back(pattern());
    return entry;
  }

  Ast postfix() {
    Ast ast = term();
    while (!failed()) {
      const std::size_t offset = token_.offset;
      if (token_.kind == TokenKind::Field) {
        ast = node(Syntax::Index, offset, std::move(ast), field_name());
      } else if (accept_symbol(".")) {
        if (token_.kind == TokenKind::Quote) {
          ast = node(Syntax::Index, offset, std::move(ast), string(""));
        } else if (token_.is_symbol("[")) {
          ast = bracket(std::move(ast));
        } else {
          fail_unexpected("expected a field name after '.'");
        }
      } else if (token_.is_symbol("[")) {
        ast = bracket(std::move(ast));
      } else if (token_.is_symbol("?//")) {  // behind a term this is `?` and then `//`
        token_.text.remove_prefix(1);
        ast = optional(std::move(ast), offset);
      } else if (accept_symbol("?")) {
        ast = optional(std::move(ast), offset);
      } else {
        break;
      }
    }
    return ast;
  }

  // Behind an access, `?` forgives that access alone, item by item; behind anything else it is a `try`.
  BATON_OWN_FRAME Ast optional(Ast ast, std::size_t offset) {
    const bool access = ast.syntax == Syntax::Index || ast.syntax == Syntax::Slice || ast.syntax == Syntax::Iterate;
    if (!access || ast.optional || ast.enclosed) return node(Syntax::Try, offset, std::move(ast));
    ast.optional = true;
    return ast;
  }

  BATON_OWN_FRAME Ast field_name() {
    Ast name = string_literal(token_.text, token_.offset);
    advance();
    return name;
  }

  BATON_OWN_FRAME Ast bracket(Ast target) {
    const std::size_t offset = token_.offset;
    expect_symbol("[");
    if (accept_symbol("]")) return node(Syntax::Iterate, offset, std::move(target));
    if (accept_symbol(":")) {
      Ast ast = node(Syntax::Slice, offset, std::move(target), literal(Value(), offset), pipe());
      expect_symbol("]");
      return ast;
    }
    Ast first = pipe();
    if (accept_symbol(":")) {
      const bool open = token_.is_symbol("]");
      Ast last = open ? literal(Value(), token_.offset) : pipe();
      expect_symbol("]");
      return node(Syntax::Slice, offset, std::move(target), std::move(first), std::move(last));
    }
    expect_symbol("]");
    return node(Syntax::Index, offset, std::move(target), std::move(first));
  }

  Ast term() {
    if (failed()) return {};
    const Token token = token_;
    switch (token.kind) {
      case TokenKind::Number:
        advance();
        return literal(number(token), token.offset);
      case TokenKind::Quote:
        return string("");
      case TokenKind::Format:
        advance();
        if (token_.kind == TokenKind::Quote) return string(token.text);
        return named(Syntax::Format, token.offset, token.text);
      case TokenKind::Variable:
        advance();
        if (token.text == "__loc__") return node(Syntax::Location, token.offset);
        return named(Syntax::Variable, token.offset, token.text);
      case TokenKind::Field:
        return node(Syntax::Index, token.offset, node(Syntax::Identity, token.offset), field_name());
      case TokenKind::Identifier:
        return call();
      case TokenKind::Keyword:
        return keyword_term();
      case TokenKind::Symbol:
        return symbol_term();
      case TokenKind::End:
      case TokenKind::Invalid:
        break;
    }
    fail_unexpected("expected an expression");
    return {};
  }

  static Value number(const Token& token) {
    if (auto exact = Value::number_from_text(token.text)) return *std::move(exact);
    std::string text(token.text);  // 1. or .5 or 007, which JSON does not know
    if (text.starts_with('.')) text.insert(0, "0");
    double real = 0;
    std::from_chars(text.data(), text.data() + text.size(), real);
    return Value::number(real);
  }

  BATON_OWN_FRAME Ast call() {
    Ast ast = named(Syntax::Call, token_.offset, token_.text);
    advance();
    if (ast.text == "break" && token_.kind == TokenKind::Variable)
      return named(Syntax::Break, ast.offset, expect_variable());
    if (accept_symbol("(")) {
      do {
        add_child(ast, pipe());
      } while (accept_symbol(";"));
      expect_symbol(")");
    }
    return ast;
  }

  BATON_OWN_FRAME Ast symbol_term() {
    const std::size_t offset = token_.offset;
    if (accept_symbol("..")) return node(Syntax::RecurseDefault, offset);
    if (accept_symbol(".")) {
      Ast identity = node(Syntax::Identity, offset);
      if (token_.kind == TokenKind::Quote) return node(Syntax::Index, offset, std::move(identity), string(""));
      return identity;
    }
    if (accept_symbol("(")) {
      Ast inner = pipe();
      expect_symbol(")");
      inner.enclosed = true;
      return inner;
    }
    if (accept_symbol("[")) {
      Ast array = node(Syntax::Array, offset);
      if (accept_symbol("]")) return array;
      add_child(array, pipe());
      expect_symbol("]");
      return array;
    }
    if (token_.is_symbol("{")) return object();
    fail_unexpected("expected an expression");
    return {};
  }

  BATON_OWN_FRAME Ast keyword_term() {
    const std::size_t offset = token_.offset;
    if (accept_keyword("if")) return conditional(offset);
    if (accept_keyword("try")) {
      Ast ast = node(Syntax::Try, offset, try_part());
      if (accept_keyword("catch")) add_child(ast, try_part());
      return ast;
    }
    if (accept_keyword("reduce")) return fold(Syntax::Reduce, offset);
    if (accept_keyword("foreach")) return fold(Syntax::Foreach, offset);
    fail_unexpected("expected an expression");
    return {};
  }

  BATON_OWN_FRAME Ast try_part() {
    const Nesting nesting(*this);
    if (failed()) return {};
    const std::size_t offset = token_.offset;
    if (accept_symbol("-")) return node(Syntax::Negate, offset, postfix());
    return postfix();
  }

  // Behind `if` or `elif`.
  BATON_OWN_FRAME Ast conditional(std::size_t offset) {
    const Nesting nesting(*this);
    if (failed()) return {};
    Ast ast = node(Syntax::If, offset, pipe());
    expect_keyword("then");
    add_child(ast, pipe());
    const std::size_t next = token_.offset;
    if (accept_keyword("elif")) {
      add_child(ast, conditional(next));
      return ast;
    }
    add_child(ast, accept_keyword("else") ? pipe() : node(Syntax::Identity, next));
    expect_keyword("end");
    return ast;
  }

  BATON_OWN_FRAME Ast fold(Syntax syntax, std::size_t offset) {
    const Nesting nesting(*this);
    if (failed()) return {};
    Ast ast = node(syntax, offset, postfix());
    expect_keyword("as");
    if (failed()) return ast;
    ast.patterns = pattern_alternatives();
    expect_symbol("(");
    add_child(ast, pipe());
    expect_symbol(";");
    add_child(ast, pipe());
    if (syntax == Syntax::Foreach && accept_symbol(";")) add_child(ast, pipe());
    expect_symbol(")");
    return ast;
  }

  BATON_OWN_FRAME Ast object() {
    Ast ast = node(Syntax::Object, token_.offset);
    expect_symbol("{");
    if (accept_symbol("}")) return ast;
    do {
      object_entry(ast);
    } while (accept_symbol(","));
    expect_symbol("}");
    return ast;
  }

  BATON_OWN_FRAME void object_entry(Ast& object) {
    const Token token = token_;
    if (token.kind == TokenKind::Variable) {
      advance();
      const bool is_location = token.text == "__loc__";
      add_child(object, string_literal(token.text, token.offset));
      if (accept_symbol(":")) {
        object.children.pop_back();
        add_child(object, named(Syntax::Variable, token.offset, token.text));
        add_child(object, object_value());
        return;
      }
      add_child(object,
                is_location ? node(Syntax::Location, token.offset) : named(Syntax::Variable, token.offset, token.text));
      return;
    }
    if (token.is_symbol("(")) {
      advance();
      add_child(object, pipe());
      expect_symbol(")");
      expect_symbol(":");
      add_child(object, object_value());
      return;
    }
    Ast key = object_key();
    if (accept_symbol(":")) {
      add_child(object, std::move(key));
      add_child(object, object_value());
      return;
    }
    Ast same = node(Syntax::Index, token.offset, node(Syntax::Identity, token.offset), key);
    add_child(object, std::move(key));
    add_child(object, std::move(same));
  }

  BATON_OWN_FRAME Ast object_key() {
    const Token token = token_;
    switch (token.kind) {
      case TokenKind::Identifier:
      case TokenKind::Keyword:
        advance();
        return string_literal(token.text, token.offset);
      case TokenKind::Quote:
        return string("");
      case TokenKind::Format:
        advance();
        if (token_.kind == TokenKind::Quote) return string(token.text);
        return named(Syntax::Format, token.offset, token.text);
      case TokenKind::End:
      case TokenKind::Field:
      case TokenKind::Variable:
      case TokenKind::Number:
      case TokenKind::Symbol:
      case TokenKind::Invalid:
        break;
    }
    fail_unexpected("expected an object's key");
    return {};
  }

  Ast object_value() { return pipe_of(kAboveComma); }

  // At an opening quote. A string without interpolation is a literal.
  BATON_OWN_FRAME Ast string(std::string_view format) {
    const std::size_t offset = token_.offset;
    Ast ast = named(Syntax::String, offset, format);
    while (!failed()) {
      auto part = lexer_.string_part();
      if (!part) {
        fail(part.error().message, part.error().offset);
        break;
      }
      add_child(ast, string_literal(part->text, offset));
      if (!part->interpolation_follows) {
        advance();
        break;
      }
      advance();
      add_child(ast, pipe());
      if (!failed() && !token_.is_symbol(")")) fail_unexpected("expected ')' after the interpolation");
    }
    if (!failed() && ast.children.size() == 1) return std::move(ast.children.front());
    return ast;
  }

  int pipe_lowest_ = kComma;  // the lowest operator of the innermost pipe: an object's value ends at a comma
};

}  // namespace

std::expected<Ast, CompileError> parse(std::string_view text) {
  if (text.size() > kMaxTextBytes) {
    return std::unexpected(
        CompileError{"the expression is longer than " + std::to_string(kMaxTextBytes) + " bytes", 0});
  }
  if (text.find('\0') != std::string_view::npos) {
    return std::unexpected(CompileError{"the expression contains a NUL character", text.find('\0')});
  }
  return Parser(text).whole();
}

std::expected<Ast, CompileError> parse_definition(std::string_view text) {
  return Parser(text).definition_alone();
}

}  // namespace baton::jq
