// Objects of the document that become templates, described by a table of their properties.
//
//   constexpr std::array<std::string_view, 3> kPolicies = {"ifNotPresent", "always", "never"};
//   constexpr std::array<Property, 2> kContainer = {{{.name = "image", .compile = as_text, .required = true},
//                                                    {.name = "pullPolicy", .compile = as_word<kPolicies>,
//                                                     .fallback = "ifNotPresent"}}};
//   auto container = compile_properties(compilation, node, visible, kContainer);
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/fields.hpp"
#include "dsl/scope.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace baton::dsl {

struct Property {
  std::string_view name;
  // Reports what is wrong with the value. nullptr: who reads the object compiles this one too.
  core::Template (*compile)(Compilation&, const Node&, const Visible&) = nullptr;
  bool required = false;
  std::variant<std::monostate, std::string_view, bool> fallback = {};  // where the document does not have it
};

// What the object gives, in the order of the table, with the fallbacks; nullopt, and reported, if it is no object.
[[nodiscard]] std::optional<core::Template::Object> compile_properties(Compilation& compilation, const Node& node,
                                                                       const Visible& visible,
                                                                       std::span<const Property> properties);

// What a property may be. Texts may have expressions inside.
[[nodiscard]] core::Template as_anything(Compilation& compilation, const Node& node, const Visible& visible);
[[nodiscard]] core::Template as_text(Compilation& compilation, const Node& node, const Visible& visible);
[[nodiscard]] core::Template as_texts(Compilation& compilation, const Node& node, const Visible& visible);  // a list
[[nodiscard]] core::Template as_object(Compilation& compilation, const Node& node, const Visible& visible);
[[nodiscard]] core::Template as_text_map(Compilation& compilation, const Node& node, const Visible& visible);
[[nodiscard]] core::Template as_object_or_expression(Compilation& compilation, const Node& node,
                                                     const Visible& visible);
[[nodiscard]] core::Template as_boolean(Compilation& compilation, const Node& node, const Visible& visible);
[[nodiscard]] core::Template as_duration(Compilation& compilation, const Node& node, const Visible& visible);
template <const auto& kWords>
[[nodiscard]] core::Template as_word(Compilation& compilation, const Node& node, const Visible& /*visible*/) {
  return read_word(compilation.diagnostics, node, kWords) ? core::Template{node.value} : core::Template{};
}
template <const auto& kProperties>
[[nodiscard]] core::Template as_properties(Compilation& compilation, const Node& node, const Visible& visible);

}  // namespace baton::dsl

#include "dsl/templates.hpp"

namespace baton::dsl {

template <const auto& kProperties>
core::Template as_properties(Compilation& compilation, const Node& node, const Visible& visible) {
  auto members = compile_properties(compilation, node, visible, kProperties);
  return members ? object_template(*std::move(members)) : core::Template{};
}

}  // namespace baton::dsl
