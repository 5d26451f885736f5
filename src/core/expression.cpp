#include "core/expression.hpp"

#include "base/overloaded.hpp"
#include "core/admission.hpp"

#include <algorithm>

namespace baton::core {
namespace {

Problem expression_problem(const Expression& expression, std::string_view what) {
  constexpr std::size_t kShown = 200;
  std::string shown = expression.text.substr(0, kShown);
  if (expression.text.size() > kShown) shown += "…";
  return make_problem(ProblemKind::Expression, "'" + shown + "': " + std::string(what));
}

std::string as_text(const Value& value) {
  return value.is_string() ? std::string(value.as_string()) : to_json(value);
}

bool is_unreserved(unsigned char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// RFC 6570, simple string expansion of one value.
void append_percent_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char raw : text) {
    const auto c = static_cast<unsigned char>(raw);
    if (is_unreserved(c)) {
      out += raw;
    } else {
      out += '%';
      out += kHex[c >> 4];
      out += kHex[c & 15];
    }
  }
}

// "." or "..", also with its dots encoded: a reader of the URI takes it for the parent folder, not for a name.
bool is_dot_segment(std::string_view segment) {
  std::size_t dots = 0;
  for (; !segment.empty(); ++dots) {
    const bool is_encoded = segment.starts_with("%2e") || segment.starts_with("%2E");
    if (!is_encoded && !segment.starts_with('.')) return false;
    segment.remove_prefix(is_encoded ? 3 : 1);
  }
  return dots == 1 || dots == 2;
}

// A part of the path that a value has made a step up.
std::optional<Problem> escaping_segment(std::string_view uri, std::span<const std::size_t> values) {
  const std::size_t authority = uri.find("://");
  const std::size_t path = uri.find('/', authority == std::string_view::npos ? 0 : authority + 3);
  if (path == std::string_view::npos) return std::nullopt;
  const std::size_t end = std::min(uri.find_first_of("?#", path), uri.size());
  for (const std::size_t value : values) {
    if (value < path || value > end) continue;
    const std::size_t begin = uri.rfind('/', value == 0 ? 0 : value - 1) + 1;
    const std::string_view segment = uri.substr(begin, std::min(uri.find('/', begin), end) - begin);
    if (!is_dot_segment(segment)) continue;
    return make_problem(ProblemKind::Expression, "a value makes '" + std::string(segment) +
                                                     "' of a part of the URI's path, which leads to another resource");
  }
  return std::nullopt;
}

std::expected<Value, Problem> expand_uri(const Template::Uri& pieces, const Value& input) {
  std::string uri;
  std::vector<std::size_t> values;  // where one begins
  for (const auto& piece : pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      uri += *literal;
      continue;
    }
    values.push_back(uri.size());
    const std::string& name = std::get<Template::Variable>(piece).name;
    const Value* value = input.find(name);
    if (value == nullptr || value->is_null()) continue;  // no value: an empty string
    if (value->is_array() || value->is_object()) {
      return std::unexpected(make_problem(
          ProblemKind::Expression, "the URI variable '{" + name + "}' must be a string, number or boolean, not an " +
                                       std::string(kind_name(value->kind()))));
    }
    append_percent_encoded(uri, as_text(*value));
  }
  if (auto escaping = escaping_segment(uri, values)) return std::unexpected(*std::move(escaping));
  return Value::string(uri);
}

// A value that is built from results of expressions; jq limits each of them.
std::expected<Value, Problem> limited(Value value) {
  const auto why = reason_not_to_keep("the result of an expression", value);
  if (!why) return value;
  return std::unexpected(make_problem(ProblemKind::Expression, *why));
}

std::expected<Value, Problem> evaluate_object(const Template::Object& source, const Value& input,
                                              const Bindings& bindings) {
  std::vector<Member> members;
  members.reserve(source.size());
  for (const auto& [name, part] : source) {
    auto value = evaluate(part, input, bindings);
    if (!value) return value;
    members.emplace_back(name, *std::move(value));
  }
  return limited(Value::object(std::move(members)));
}

std::expected<Value, Problem> evaluate_array(const Template::Array& source, const Value& input,
                                             const Bindings& bindings) {
  std::vector<Value> items;
  items.reserve(source.size());
  for (const Template& part : source) {
    auto value = evaluate(part, input, bindings);
    if (!value) return value;
    items.push_back(*std::move(value));
  }
  return limited(Value::array(std::move(items)));
}

std::expected<Value, Problem> evaluate_text(const Template::Text& source, const Value& input,
                                            const Bindings& bindings) {
  std::string text;
  for (const auto& piece : source) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      text += *literal;
      continue;
    }
    auto value = evaluate(std::get<Expression>(piece), input, bindings);
    if (!value) return value;
    text += as_text(*value);
  }
  return Value::string(text);
}

Value bound_value(const Expression& expression, std::size_t variable, const Bindings& bindings) {
  constexpr std::size_t kFixed = kArgumentNames.size();
  return variable < kFixed ? bindings.argument(static_cast<Argument>(variable))
                           : bindings.variable(expression.variables[variable - kFixed]);
}

// Most expressions of a workflow are plain paths; these need no evaluator.
std::optional<Value> follow_path(const Expression& expression, const Value& input, const Bindings& bindings) {
  const jq::PlainPath* path = expression.program.plain_path();
  if (path == nullptr) return std::nullopt;
  return path->variable ? path->find(bound_value(expression, *path->variable, bindings)) : path->find(input);
}

using Results = std::expected<std::vector<Value>, Problem>;

Results all_results(const Expression& expression, const Value& input, const Bindings& bindings) {
  std::vector<Value> variables(kArgumentNames.size() + expression.variables.size());
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (expression.program.uses(i)) variables[i] = bound_value(expression, i, bindings);
  }
  auto [results, steps] = jq::evaluate_counting(
      expression.program,
      {.input = input, .variables = variables, .now = bindings.now(), .steps_before = bindings.steps_taken()});
  bindings.take_steps(steps - bindings.steps_taken());
  if (results) return *std::move(results);
  if (expression.loose) return std::vector{Value::string(expression.text)};
  return std::unexpected(expression_problem(
      expression, bindings.hold_secrets()
                      ? "cannot be evaluated; the reason is not shown, because the call uses $secrets"
                      : results.error().message));
}

// Of a form that gives one array, if all is well.
std::expected<Value, Problem> one_array(const Expression& expression, const Value& input, const Bindings& bindings) {
  auto results = all_results(expression, input, bindings);
  if (!results) return std::unexpected(std::move(results).error());
  if (results->empty())
    return std::unexpected(expression_problem(expression, "for.in must give an array, not nothing"));
  if (results->size() == 1 && results->front().is_array()) return std::move(results->front());
  const std::string found = results->size() > 1 ? std::to_string(results->size()) + " results"
                                                : std::string(kind_name(results->front().kind()));
  return std::unexpected(expression_problem(expression, "for.in must give an array, not " + found));
}

}  // namespace

bool Template::uses(Argument argument) const {
  const auto piece_uses = [&](const std::variant<std::string, Expression>& piece) {
    const auto* expression = std::get_if<Expression>(&piece);
    return expression != nullptr && expression->uses(argument);
  };
  return std::visit(
      overloaded{[](const Literal&) { return false; }, [](const Uri&) { return false; },
                 [&](const Expression& expression) { return expression.uses(argument); },
                 [&](const Object& parts) {
                   return std::ranges::any_of(parts, [&](const auto& part) { return part.value.uses(argument); });
                 },
                 [&](const Array& parts) {
                   return std::ranges::any_of(parts, [&](const Template& part) { return part.uses(argument); });
                 },
                 [&](const Text& pieces) { return std::ranges::any_of(pieces, piece_uses); }},
      node);
}

std::expected<Value, Problem> evaluate(const Expression& expression, const Value& input, const Bindings& bindings) {
  if (auto found = follow_path(expression, input, bindings)) return *std::move(found);
  auto results = all_results(expression, input, bindings);
  if (!results) return std::unexpected(std::move(results).error());
  if (results->empty()) return Value();
  if (results->size() == 1) return std::move(results->front());
  return limited(Value::array(*std::move(results)));
}

std::expected<Value, Problem> evaluate(const Template& source, const Value& input, const Bindings& bindings) {
  return std::visit(overloaded{
                        [](const Template::Literal& literal) -> std::expected<Value, Problem> { return literal; },
                        [&](const Expression& expression) { return evaluate(expression, input, bindings); },
                        [&](const Template::Object& object) { return evaluate_object(object, input, bindings); },
                        [&](const Template::Array& array) { return evaluate_array(array, input, bindings); },
                        [&](const Template::Text& text) { return evaluate_text(text, input, bindings); },
                        [&](const Template::Uri& uri) { return expand_uri(uri, input); },
                    },
                    source.node);
}

std::expected<bool, Problem> evaluate_condition(const Expression& expression, const Value& input,
                                                const Bindings& bindings) {
  if (const auto found = follow_path(expression, input, bindings)) return found->is_truthy();
  const auto results = all_results(expression, input, bindings);
  if (!results) return std::unexpected(results.error());
  if (results->size() <= 1) return !results->empty() && results->front().is_truthy();
  return std::unexpected(
      expression_problem(expression, "a condition must give one result, not " + std::to_string(results->size()) +
                                         "; write any(…) or all(…) around it, or [ … ] | length > 0"));
}

std::expected<Value, Problem> evaluate_items(const Template& source, const Value& input, const Bindings& bindings) {
  const auto* expression = std::get_if<Expression>(&source.node);
  if (expression == nullptr) return evaluate(source, input, bindings);
  if (!expression->program.can_give_several()) return one_array(*expression, input, bindings);
  auto items = all_results(*expression, input, bindings);
  if (!items) return std::unexpected(std::move(items).error());
  return limited(Value::array(*std::move(items)));
}

std::expected<CalendarDuration, Problem> evaluate(const DurationSource& source, const Value& input,
                                                  const Bindings& bindings) {
  if (const auto* fixed = std::get_if<CalendarDuration>(&source)) return *fixed;
  const Expression& expression = std::get<Expression>(source);
  auto value = evaluate(expression, input, bindings);
  if (!value) return std::unexpected(std::move(value).error());
  auto duration = value->is_string() ? parse_iso8601_duration(value->as_string()) : duration_from_value(*value);
  if (!duration) return std::unexpected(expression_problem(expression, duration.error()));
  return *duration;
}

}  // namespace baton::core
