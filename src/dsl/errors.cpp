// Errors: what `raise` raises and what `catch` filters by.
#include "dsl/fields.hpp"
#include "dsl/policies.hpp"
#include "dsl/templates.hpp"

#include <array>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 5> kErrorProperties = {"type", "status", "title", "detail", "instance"};
constexpr std::array<std::string_view, 6> kFilterProperties = {"type",   "status",   "title",
                                                               "detail", "instance", "details"};
constexpr Range kStatuses = {.least = 0, .most = 999};

std::optional<core::Template> compile_text(Compilation& compilation, const Node& error, std::string_view name,
                                           const Visible& visible) {
  const Node* node = error.find(name);
  if (node == nullptr || !expect(compilation.diagnostics, *node, Kind::String)) return std::nullopt;
  return compile_template(compilation, *node, visible);
}

std::optional<core::ErrorTemplate> compile_error_object(Compilation& compilation, const Node& node,
                                                        const Visible& visible) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect_members(diagnostics, node, kErrorProperties)) return std::nullopt;
  core::ErrorTemplate error;
  if (const Node* type = required(diagnostics, node, "type")) error.type = compile_uri(compilation, *type, visible);
  if (const Node* status = required(diagnostics, node, "status")) {
    error.status = static_cast<int>(read_integer(diagnostics, *status, kStatuses).value_or(0));
  }
  error.title = compile_text(compilation, node, "title", visible);
  error.detail = compile_text(compilation, node, "detail", visible);
  error.instance = compile_text(compilation, node, "instance", visible);
  if (error.instance) {
    const auto* literal = std::get_if<core::Template::Literal>(&error.instance->node);
    if (literal != nullptr && literal->is_string() && !literal->as_string().empty() &&
        !literal->as_string().starts_with('/')) {
      diagnostics.error(*node.find("instance"), "must be a JSON Pointer, which begins with '/'");
    }
  }
  return error;
}

// The schemas of the specification say `details` where an error has `detail`.
std::string_view name_of_detail(Diagnostics& diagnostics, const Node& filter) {
  const Node* details = filter.find("details");
  if (details == nullptr) return "detail";
  if (filter.find("detail") != nullptr) {
    diagnostics.error_at_key(*details, "means the same as 'detail'; remove one of them");
    return "detail";
  }
  diagnostics.note(*details, "is read as 'detail', which is the property's name in an error");
  return "details";
}

std::optional<std::string> read_filter_text(Diagnostics& diagnostics, const Node& filter, std::string_view name) {
  const Node* node = filter.find(name);
  if (node == nullptr) return std::nullopt;
  const auto text = read_string(diagnostics, *node);
  if (!text) return std::nullopt;
  if (text->contains("${")) {
    diagnostics.error(*node, "must be a fixed text; to test the error with an expression, use the catch's 'when'");
  }
  return std::string(*text);
}

}  // namespace

std::optional<core::ErrorTemplate> compile_error(Compilation& compilation, const Node& node, const Visible& visible) {
  const Node* error = compilation.resolve(node, compilation.components.errors);
  return error == nullptr ? std::nullopt : compile_error_object(compilation, *error, visible);
}

core::ErrorFilter read_error_filter(Diagnostics& diagnostics, const Node& errors) {
  constexpr std::array<std::string_view, 1> kErrorsProperties = {"with"};
  core::ErrorFilter filter;
  if (!expect_members(diagnostics, errors, kErrorsProperties)) return filter;
  const Node* with = errors.find("with");
  if (with == nullptr || !expect_members(diagnostics, *with, kFilterProperties)) return filter;
  if (with->children.empty()) diagnostics.error(*with, "must name at least one property of an error");
  filter.type = read_filter_text(diagnostics, *with, "type");
  filter.title = read_filter_text(diagnostics, *with, "title");
  filter.detail = read_filter_text(diagnostics, *with, name_of_detail(diagnostics, *with));
  filter.instance = read_filter_text(diagnostics, *with, "instance");
  if (const Node* status = with->find("status")) filter.status = read_integer(diagnostics, *status, kStatuses);
  return filter;
}

}  // namespace baton::dsl
