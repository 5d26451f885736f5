#include "dsl/properties.hpp"

#include "dsl/policies.hpp"

#include <string>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

using core::Template;

std::optional<Template> fallback_of(const Property& property) {
  if (const auto* text = std::get_if<std::string_view>(&property.fallback)) return Template{Value::string(*text)};
  if (const auto* flag = std::get_if<bool>(&property.fallback)) return Template{Value::boolean(*flag)};
  return std::nullopt;
}

}  // namespace

std::optional<Template::Object> compile_properties(Compilation& compilation, const Node& node, const Visible& visible,
                                                   std::span<const Property> properties) {
  std::vector<std::string_view> names;
  for (const Property& property : properties) names.push_back(property.name);
  if (!expect_members(compilation.diagnostics, node, names)) return std::nullopt;
  Template::Object members;
  for (const Property& property : properties) {
    const Node* member =
        property.required ? required(compilation.diagnostics, node, property.name) : node.find(property.name);
    if (member == nullptr) {
      if (auto fallback = fallback_of(property)) members.emplace_back(std::string(property.name), *std::move(fallback));
    } else if (property.compile != nullptr) {
      members.emplace_back(std::string(property.name), property.compile(compilation, *member, visible));
    }
  }
  return members;
}

Template as_anything(Compilation& compilation, const Node& node, const Visible& visible) {
  return compile_template(compilation, node, visible);
}

Template as_text(Compilation& compilation, const Node& node, const Visible& visible) {
  return expect(compilation.diagnostics, node, Kind::String) ? compile_template(compilation, node, visible)
                                                             : Template{};
}

Template as_texts(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!expect(compilation.diagnostics, node, Kind::Array)) return {};
  for (const Node* item : node.children) expect(compilation.diagnostics, *item, Kind::String);
  return compile_template(compilation, node, visible);
}

Template as_object(Compilation& compilation, const Node& node, const Visible& visible) {
  return expect(compilation.diagnostics, node, Kind::Object) ? compile_template(compilation, node, visible)
                                                             : Template{};
}

Template as_text_map(Compilation& compilation, const Node& node, const Visible& visible) {
  for (const Node* member : node.children) expect(compilation.diagnostics, *member, Kind::String);
  return as_object(compilation, node, visible);
}

Template as_object_or_expression(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!node.value.is_string()) return as_object(compilation, node, visible);
  auto expression = compile_expression_field(compilation, node, visible);
  return expression ? Template{*std::move(expression)} : Template{};
}

Template as_boolean(Compilation& compilation, const Node& node, const Visible& /*visible*/) {
  return read_boolean(compilation.diagnostics, node) ? Template{node.value} : Template{};
}

Template as_duration(Compilation& compilation, const Node& node, const Visible& visible) {
  return compile_duration(compilation, node, visible) ? compile_template(compilation, node, visible) : Template{};
}

}  // namespace baton::dsl
