// `emit.event.with`, and what events and their filters have in common: the attributes of CloudEvents.
#include "dsl/events.hpp"

#include "dsl/event_attributes.hpp"
#include "dsl/fields.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/names.hpp"
#include "dsl/templates.hpp"
#include "schema/formats.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

using core::Template;

// CloudEvents 1.0, "Naming conventions".
bool is_attribute_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

bool is_fixed(const Node& node) {
  return !node.text().contains("${");
}

Template compile_attribute(Compilation& compilation, const Node& node, const Visible& visible) {
  switch (attribute_kind(node.key())) {
    case AttributeKind::Uri:
      return compile_uri(compilation, node, visible);
    case AttributeKind::Time:
      if (is_fixed(node)) check_event_time(compilation.diagnostics, node);
      return compile_template(compilation, node, visible);
    case AttributeKind::Text:
    case AttributeKind::Data:
    case AttributeKind::Extension:
      return compile_template(compilation, node, visible);
  }
  return {};
}

}  // namespace

AttributeKind attribute_kind(std::string_view name) {
  constexpr std::array<std::string_view, 2> kUris = {"source", "dataschema"};
  constexpr std::array<std::string_view, 4> kTexts = {"id", "type", "subject", "datacontenttype"};
  if (name == "data") return AttributeKind::Data;
  if (name == "time") return AttributeKind::Time;
  if (is_one_of(name, kUris)) return AttributeKind::Uri;
  return is_one_of(name, kTexts) ? AttributeKind::Text : AttributeKind::Extension;
}

bool expect_attribute(Diagnostics& diagnostics, const Node& node) {
  switch (attribute_kind(node.key())) {
    case AttributeKind::Data:
      return true;
    case AttributeKind::Extension:
      if (!is_attribute_name(node.key())) {
        diagnostics.note(node,
                         "CloudEvents allows only the letters a-z and digits in the name of an attribute: other "
                         "programs may refuse an event that has it");
      }
      if (node.value.is_string() || node.value.is_number() || node.value.is_boolean()) return true;
      diagnostics.error(node,
                        "an attribute of an event must be a string, a number or a boolean; put everything else into "
                        "'data'");
      return false;
    case AttributeKind::Text:
    case AttributeKind::Time:
    case AttributeKind::Uri:
      if (!expect(diagnostics, node, Kind::String)) return false;
      if (!trimmed(node.text()).empty()) return true;
      diagnostics.error(node, "must not be empty");
      return false;
  }
  return false;
}

void check_event_time(Diagnostics& diagnostics, const Node& node) {
  if (schema::find_format("date-time")(node.text())) return;
  diagnostics.error(node, quoted(node.text()) + " is not a time such as 2026-01-31T12:00:00Z (RFC 3339)");
}

Template compile_event(Compilation& compilation, const Node& with, const Visible& visible) {
  if (!expect(compilation.diagnostics, with, Kind::Object)) return {};
  static_cast<void>(required(compilation.diagnostics, with, "type"));
  Template::Object attributes;
  for (const Node* node : with.children) {
    if (!expect_attribute(compilation.diagnostics, *node)) continue;
    attributes.emplace_back(std::string(node->key()), compile_attribute(compilation, *node, visible));
  }
  return object_template(std::move(attributes));
}

}  // namespace baton::dsl
