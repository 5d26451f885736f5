#include "dsl/http_call.hpp"

#include "dsl/endpoint.hpp"
#include "dsl/fields.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/names.hpp"
#include "dsl/support.hpp"
#include "dsl/templates.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

using core::Template;

constexpr std::array<std::string_view, 7> kHttpProperties = {"method", "endpoint", "headers", "query",
                                                             "body",   "output",   "redirect"};
constexpr std::array<std::string_view, 3> kOutputs = {"raw", "content", "response"};

// Each of these returns the arguments for one property.
Template::Object method_argument(Diagnostics& diagnostics, const Node& with) {
  const Node* node = required(diagnostics, with, "method");
  if (node == nullptr) return {};
  const auto method = read_string(diagnostics, *node);
  if (!method) return {};
  if (!is_http_token(*method)) {
    diagnostics.error(*node, "must be an HTTP method such as get or post, not " + quoted(*method));
    return {};
  }
  std::string upper(*method);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return {{"method", Template{Value::string(upper)}}};
}

Template::Object endpoint_arguments(Compilation& compilation, const Node& with, const Visible& visible) {
  const Node* node = required(compilation.diagnostics, with, "endpoint");
  return node == nullptr ? Template::Object{} : compile_endpoint(compilation, *node, visible);
}

bool is_scalar(const Value& value) {
  return value.is_string() || value.is_number() || value.is_boolean();
}

void check_header(Diagnostics& diagnostics, const Node& header) {
  if (!is_http_token(header.key())) diagnostics.error_at_key(header, "is not the name of an HTTP header");
  if (!header.value.is_string()) {
    diagnostics.error(header, "a header's value must be a string; put quotes around it");
  } else if (!header.text().contains("${") && header.text().find_first_of("\r\n") != std::string_view::npos) {
    diagnostics.error(header, "a header's value must be one line");
  }
}

void check_query_parameter(Diagnostics& diagnostics, const Node& parameter) {
  const std::span<const Value> values =
      parameter.value.is_array() ? parameter.value.items() : std::span(&parameter.value, 1);
  if (std::ranges::all_of(values, is_scalar)) {
    if (!parameter.value.is_string()) note_beyond_schema(diagnostics, parameter, "a string");
    return;
  }
  diagnostics.error(parameter, "a query parameter must be a string, a number, a boolean or a list of these");
}

// `headers` and `query`: an object, each member of which passes the check, or an expression that gives one.
struct Pairs {
  std::string_view name;
  void (*check)(Diagnostics&, const Node&);
};
Template::Object pairs_argument(Compilation& compilation, const Node& with, const Visible& visible, Pairs pairs) {
  const Node* node = with.find(pairs.name);
  if (node == nullptr) return {};
  if (!node->value.is_object() && !whole_expression(node->text())) {
    compilation.diagnostics.error(*node, "must be an object or an expression '${ … }'");
    return {};
  }
  for (const Node* member : node->children) pairs.check(compilation.diagnostics, *member);
  return {{std::string(pairs.name), compile_template(compilation, *node, visible)}};
}

Template::Object option_arguments(Diagnostics& diagnostics, const Node& with) {
  std::string_view output = "content";
  if (const Node* node = with.find("output")) output = read_word(diagnostics, *node, kOutputs).value_or(output);
  bool redirect = false;
  if (const Node* node = with.find("redirect")) redirect = read_boolean(diagnostics, *node).value_or(redirect);
  return {{"output", Template{Value::string(output)}}, {"redirect", Template{Value::boolean(redirect)}}};
}

}  // namespace

std::optional<Template> compile_http_arguments(Compilation& compilation, const Node& with, const Visible& visible) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect_members(diagnostics, with, kHttpProperties)) return std::nullopt;
  Template::Object arguments;
  const auto append = [&arguments](Template::Object more) { std::ranges::move(more, std::back_inserter(arguments)); };
  append(method_argument(diagnostics, with));
  append(endpoint_arguments(compilation, with, visible));
  append(pairs_argument(compilation, with, visible, {.name = "headers", .check = check_header}));
  append(pairs_argument(compilation, with, visible, {.name = "query", .check = check_query_parameter}));
  if (const Node* body = with.find("body")) append({{"body", compile_template(compilation, *body, visible)}});
  append(option_arguments(diagnostics, with));
  return object_template(std::move(arguments));
}

}  // namespace baton::dsl
