#include "dsl/templates.hpp"

#include "dsl/fields.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/names.hpp"
#include "dsl/support.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <expected>
#include <string_view>

namespace baton::dsl {
namespace {

using core::Argument;
using core::Expression;
using core::Template;

bool is_literal(const Template& part) {
  return std::holds_alternative<Template::Literal>(part.node);
}

std::string unfinished(std::string_view text, std::size_t offset) {
  return "the '${' at offset " + std::to_string(utf8::count(text.substr(0, offset))) + " has no closing brace";
}

void check_arguments(Compilation& compilation, const Node& node, const Expression& expression, const Visible& visible) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (expression.uses(Argument::Input) && !visible.input) {
    diagnostics.error(node, "$input may not be used here, because this call's 'input.from' uses $secrets");
  }
  if (expression.uses(Argument::Authorization)) {
    diagnostics.error(
        node,
        "$authorization is not supported by this version of Baton, which does not keep the credentials of a "
        "call; write 'authentication' in the call, or use $secrets in its 'with'");
  }
  if (!expression.uses(Argument::Secrets)) return;
  if (!visible.secrets) {
    diagnostics.error(node,
                      "$secrets may be used only in the 'with', the 'input.from' and the authentication of a "
                      "call to an operator or a service, and in 'run' with a container, a script or a shell command");
    return;
  }
  for (const std::string& name : members_mentioned(expression.text, "secrets")) {
    expect_listed_secret(compilation, node, name);
  }
}

std::expected<Expression, jq::CompileError> to_expression(std::string_view code, const Scope& scope) {
  auto program = jq::compile(code, scope.all());
  if (program && !scope.bind_task().empty() && program->uses(static_cast<std::size_t>(Argument::Task))) {
    program = jq::compile(scope.bind_task() + std::string(code), scope.all());
  }
  if (!program) return std::unexpected(std::move(program).error());
  return Expression{.text = std::string(code),
                    .program = *std::move(program),
                    .variables = {scope.lexical().begin(), scope.lexical().end()}};
}

// Every string that compiles is an expression; should it fail when it runs, it is the string after all.
Template loose_template(Compilation& compilation, const Node& node, const Visible& visible) {
  if (trimmed(node.text()).empty()) return {node.value};
  auto expression = to_expression(node.text(), visible.scope);
  if (!expression) return {node.value};
  check_arguments(compilation, node, *expression, visible);
  expression->loose = true;
  return {*std::move(expression)};
}

Template text_template(Compilation& compilation, const Node& node, const std::vector<Piece>& pieces,
                       const Visible& visible) {
  Template::Text text;
  for (const Piece& piece : pieces) {
    if (!piece.is_expression) {
      text.emplace_back(std::string(piece.text));
    } else if (auto expression = compile_code(compilation, node, piece.text, visible)) {
      text.emplace_back(*std::move(expression));
    }
  }
  return {std::move(text)};
}

Template string_template(Compilation& compilation, const Node& node, const Visible& visible) {
  if (const auto code = whole_expression(node.text())) {
    auto expression = compile_code(compilation, node, *code, visible);
    return expression ? Template{*std::move(expression)} : Template{};
  }
  const auto pieces = split_expressions(node.text());
  if (!pieces) {
    compilation.diagnostics.error(node, unfinished(node.text(), pieces.error()));
    return {};
  }
  if (std::ranges::any_of(*pieces, &Piece::is_expression)) return text_template(compilation, node, *pieces, visible);
  return compilation.loose ? loose_template(compilation, node, visible) : Template{node.value};
}

// RFC 6570 at level 1: literal text and "{name}". The error says why the text is no such template.
std::expected<Template::Uri, std::string> parse_uri(std::string_view text) {
  Template::Uri pieces;
  while (!text.empty()) {
    const std::size_t brace = std::min(text.find_first_of("{}"), text.size());
    if (brace > 0) pieces.emplace_back(std::string(text.substr(0, brace)));
    text.remove_prefix(brace);
    if (text.empty()) break;
    const std::size_t end = text.find_first_of("{}", 1);
    if (text[0] == '}' || end == std::string_view::npos || text[end] == '{') {
      return std::unexpected("its braces do not match");
    }
    const std::string_view name = text.substr(1, end - 1);
    if (name.empty()) return std::unexpected("'{}' does not name a variable");
    if (std::string_view("+#./;?&=,!@|").contains(name[0]) || name.find_first_of(",*:") != std::string_view::npos) {
      return std::unexpected("only simple expansion, such as '{id}', is supported, not " +
                             quoted(text.substr(0, end + 1)));
    }
    pieces.emplace_back(Template::Variable{std::string(name)});
    text.remove_prefix(end + 1);
  }
  return pieces;
}

Template literal_uri(Compilation& compilation, const Node& node) {
  const std::string_view text = node.text();
  if (text.empty() || text.find_first_of(" \t\r\n") != std::string_view::npos) {
    compilation.diagnostics.error(node, quoted(text) + " is not a URI: it must not be empty or contain spaces");
    return {};
  }
  auto pieces = parse_uri(text);
  if (!pieces) {
    compilation.diagnostics.error(node, quoted(text) + " is not a URI template: " + pieces.error());
    return {};
  }
  const bool has_variables =
      std::ranges::any_of(*pieces, [](const auto& piece) { return std::holds_alternative<Template::Variable>(piece); });
  return has_variables ? Template{*std::move(pieces)} : Template{node.value};
}

}  // namespace

bool expect_listed_secret(Compilation& compilation, const Node& node, std::string_view name) {
  if (std::ranges::find(compilation.components.secrets, name) != compilation.components.secrets.end()) return true;
  compilation.diagnostics.error(node, "the secret " + quoted(name) + " is not listed in use.secrets");
  return false;
}

std::optional<Expression> compile_code(Compilation& compilation, const Node& node, std::string_view code,
                                       const Visible& visible) {
  code = trimmed(code);
  if (code.empty()) {
    compilation.diagnostics.error(node, "an expression is missing");
    return std::nullopt;
  }
  auto expression = to_expression(code, visible.scope);
  if (!expression) {
    const jq::CompileError& error = expression.error();
    compilation.diagnostics.error(node, "the expression " + quoted(code) + " does not compile: " + error.message +
                                            " (at offset " + std::to_string(error.offset) + ")");
    return std::nullopt;
  }
  check_arguments(compilation, node, *expression, visible);
  return *std::move(expression);
}

std::optional<Expression> compile_whole_expression(Compilation& compilation, const Node& node, const Visible& visible) {
  const auto code = whole_expression(node.text());
  return code ? compile_code(compilation, node, *code, visible) : std::nullopt;
}

std::optional<Expression> compile_expression_field(Compilation& compilation, const Node& node, const Visible& visible) {
  const auto text = read_string(compilation.diagnostics, node);
  if (!text) return std::nullopt;
  return compile_code(compilation, node, whole_expression(*text).value_or(*text), visible);
}

std::optional<Template> compile_transformation(Compilation& compilation, const Node& node, const Visible& visible) {
  if (node.value.is_object()) return compile_template(compilation, node, visible);
  if (!node.value.is_string()) {
    compilation.diagnostics.error(node, "must be an expression or an object that may contain expressions");
    return std::nullopt;
  }
  auto expression = compile_expression_field(compilation, node, visible);
  if (!expression) return std::nullopt;
  return Template{*std::move(expression)};
}

Template object_template(Template::Object members) {
  if (!std::ranges::all_of(members, [](const auto& member) { return is_literal(member.value); })) {
    return {std::move(members)};
  }
  std::vector<Member> literals;
  for (const auto& [name, part] : members) literals.emplace_back(name, std::get<Template::Literal>(part.node));
  return {Value::object(std::move(literals))};
}

Template compile_template(Compilation& compilation, const Node& node, const Visible& visible) {
  switch (node.value.kind()) {
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
      return {node.value};
    case Kind::String:
      return string_template(compilation, node, visible);
    case Kind::Array: {
      Template::Array items;
      for (const Node* child : node.children) items.push_back(compile_template(compilation, *child, visible));
      return std::ranges::all_of(items, is_literal) ? Template{node.value} : Template{std::move(items)};
    }
    case Kind::Object: {
      Template::Object members;
      for (const Node* child : node.children) {
        members.emplace_back(std::string(child->key()), compile_template(compilation, *child, visible));
      }
      return object_template(std::move(members));
    }
  }
  return {};
}

Template compile_uri(Compilation& compilation, const Node& node, const Visible& visible) {
  const auto text = read_string(compilation.diagnostics, node);
  if (!text) return {};
  if (const auto code = whole_expression(*text)) {
    auto expression = compile_code(compilation, node, *code, visible);
    return expression ? Template{*std::move(expression)} : Template{};
  }
  if (!text->contains("${")) return literal_uri(compilation, node);
  const auto pieces = split_expressions(*text);
  if (!pieces) {
    compilation.diagnostics.error(node, unfinished(node.text(), pieces.error()));
    return {};
  }
  if (std::ranges::any_of(*pieces,
                          [](const Piece& piece) { return !piece.is_expression && piece.text.contains('{'); })) {
    compilation.diagnostics.error(node, "a URI can contain '${ … }' or '{name}', but not both");
    return {};
  }
  if (text->contains(' ')) {
    note_beyond_schema(compilation.diagnostics, node,
                       "one expression '${ … }', or a URI with '{name}' and without spaces");
  }
  return text_template(compilation, node, *pieces, visible);
}

}  // namespace baton::dsl
