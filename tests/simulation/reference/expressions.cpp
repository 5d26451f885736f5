#include "simulation/reference/expressions.hpp"

#include "jq/jq.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <span>

namespace baton::tests::reference {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// The place of the brace that closes the expression beginning at `begin`; braces in strings do not count.
std::size_t closing_brace(std::string_view text, std::size_t begin) {
  std::size_t open = 0;
  bool in_string = false;
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (in_string && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      in_string = !in_string;
    } else if (!in_string && text[at] == '{') {
      ++open;
    } else if (!in_string && text[at] == '}' && open-- == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

std::optional<std::string_view> whole_expression(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with("${")) return std::nullopt;
  const std::size_t end = closing_brace(text, 2);
  if (end + 1 != text.size()) return std::nullopt;
  return text.substr(2, end - 2);
}

// Compiled once for each set of names.
std::optional<jq::CompiledExpression> compiled(std::string_view code, std::span<const std::string> names) {
  static std::map<std::string, jq::CompiledExpression> programs;
  std::string key(code);
  for (const std::string& name : names) key += "\n" + name;
  if (const auto found = programs.find(key); found != programs.end()) return found->second;
  const auto program = jq::compile(code, names);
  if (!program) return std::nullopt;
  return programs.emplace(std::move(key), *program).first->second;
}

struct Outcome {
  std::vector<Value> results;
  bool can_be_several;  // by the expression's form
};

std::expected<Outcome, Problem> outcome_of(std::string_view code, const Value& data, const View& view) {
  std::vector<std::string> names = {"context", "input", "output", "task", "workflow"};
  std::vector<Value> values = {view.context, view.input, view.output, view.task, view.workflow};
  for (const auto& [name, value] : std::views::reverse(view.variables)) {
    if (std::ranges::find(names, name) != names.end()) continue;  // an inner one hides it
    names.push_back(name);
    values.push_back(value);
  }
  const auto program = compiled(trimmed(code), names);
  if (!program) return std::unexpected(expression_problem("does not compile: " + std::string(code)));
  auto results = jq::evaluate(*program, {.input = data, .variables = values, .now = {}});
  if (!results) return std::unexpected(expression_problem(results.error().message));
  return Outcome{.results = *std::move(results), .can_be_several = program->can_give_several()};
}

Evaluated evaluate_code(std::string_view code, const Value& data, const View& view) {
  auto outcome = outcome_of(code, data, view);
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->results.empty()) return Value();
  return outcome->results.size() == 1 ? outcome->results.front() : Value::array(std::move(outcome->results));
}

Evaluated evaluate_text(std::string_view text, const Value& data, const View& view) {
  if (const auto code = whole_expression(text)) return evaluate_code(*code, data, view);
  std::string made;
  while (!text.empty()) {
    const std::size_t opening = std::min(text.find("${"), text.size());
    made += text.substr(0, opening);
    if (opening == text.size()) break;
    const std::size_t end = closing_brace(text, opening + 2);
    const Evaluated piece = evaluate_code(text.substr(opening + 2, end - opening - 2), data, view);
    if (!piece) return piece;
    made += piece->is_string() ? std::string(piece->as_string()) : to_json(*piece);
    text.remove_prefix(end + 1);
  }
  return Value::string(made);
}

}  // namespace

Problem expression_problem(std::string detail) {
  return Problem{.type = "https://open-workflow-specification.org/spec/1.0.0/errors/expression",
                 .status = 400,
                 .title = "Expression Error",
                 .detail = std::move(detail),
                 .instance = {}};
}

Evaluated evaluate_field(std::string_view text, const Value& data, const View& view) {
  return evaluate_code(whole_expression(text).value_or(text), data, view);
}

Evaluated evaluate_template(const Value& source, const Value& data, const View& view) {
  if (source.is_string()) return evaluate_text(source.as_string(), data, view);
  if (source.is_array()) {
    std::vector<Value> items;
    for (const Value& item : source.items()) {
      Evaluated value = evaluate_template(item, data, view);
      if (!value) return value;
      items.push_back(*std::move(value));
    }
    return Value::array(std::move(items));
  }
  if (source.is_object()) {
    std::vector<Member> members;
    for (const Member& member : source.members()) {
      Evaluated value = evaluate_template(member.value, data, view);
      if (!value) return value;
      members.emplace_back(member.name(), *std::move(value));
    }
    return Value::object(std::move(members));
  }
  return source;
}

std::expected<bool, Problem> evaluate_condition(std::string_view text, const Value& data, const View& view) {
  const auto outcome = outcome_of(whole_expression(text).value_or(text), data, view);
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->results.size() > 1) return std::unexpected(expression_problem("a condition has several results"));
  return !outcome->results.empty() && outcome->results.front().is_truthy();
}

Evaluated evaluate_items(const Value& source, const Value& data, const View& view) {
  if (!source.is_string()) return evaluate_template(source, data, view);
  auto outcome = outcome_of(whole_expression(source.as_string()).value_or(source.as_string()), data, view);
  if (!outcome) return std::unexpected(outcome.error());
  if (outcome->can_be_several) return Value::array(std::move(outcome->results));
  if (outcome->results.size() == 1 && outcome->results.front().is_array()) return outcome->results.front();
  return std::unexpected(expression_problem("for.in gives no array"));
}

Evaluated evaluate_transformation(const Value& source, const Value& data, const View& view) {
  return source.is_string() ? evaluate_field(source.as_string(), data, view) : evaluate_template(source, data, view);
}

}  // namespace baton::tests::reference
