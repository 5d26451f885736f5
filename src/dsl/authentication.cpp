#include "dsl/fields.hpp"
#include "dsl/http_call.hpp"
#include "dsl/names.hpp"
#include "dsl/support.hpp"
#include "dsl/templates.hpp"

#include <array>
#include <span>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

using core::Template;

constexpr std::array<std::string_view, 2> kBasicProperties = {"username", "password"};
constexpr std::array<std::string_view, 1> kBearerProperties = {"token"};
constexpr std::array<std::string_view, 1> kReferenceProperties = {"use"};

// {use: secret}: the whole of the secret.
std::optional<Template> secret_credentials(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!expect_members(compilation.diagnostics, node, kReferenceProperties)) return std::nullopt;
  const Node& use = *node.find("use");
  const auto name = read_string(compilation.diagnostics, use);
  if (!name || !expect_listed_secret(compilation, use, *name)) return std::nullopt;
  auto expression = compile_code(compilation, use, "$secrets[" + to_json(use.value) + "]", visible);
  if (!expression) return std::nullopt;
  return Template{*std::move(expression)};
}

// An object of strings, each of which may be an expression; or {use: secret}.
std::optional<Template> compile_credentials(Compilation& compilation, const Node& node,
                                            std::span<const std::string_view> properties, const Visible& visible) {
  if (node.find("use") != nullptr) return secret_credentials(compilation, node, visible);
  if (!expect_members(compilation.diagnostics, node, properties)) return std::nullopt;
  Template::Object credentials;
  for (const std::string_view name : properties) {
    const Node* member = required(compilation.diagnostics, node, name);
    if (member == nullptr || !expect(compilation.diagnostics, *member, Kind::String)) continue;
    credentials.emplace_back(std::string(name), compile_template(compilation, *member, visible));
  }
  return object_template(std::move(credentials));
}

std::optional<Template> compile_policy(Compilation& compilation, const Node& node, const Visible& visible) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect(diagnostics, node, Kind::Object)) return std::nullopt;
  for (const Node* member : node.children) {
    if (!is_one_of(member->key(), kAuthenticationKinds.unsupported)) continue;
    refuse_unsupported(diagnostics, *member, member->key(), kAuthenticationKinds);
    return std::nullopt;
  }
  refuse_unknown(diagnostics, node, kAuthenticationKinds.supported);
  if (node.children.size() != 1) {
    diagnostics.error(node, "must have exactly one of " + listed(kAuthenticationKinds.supported));
    return std::nullopt;
  }
  const Node& scheme = *node.children[0];
  const bool is_basic = scheme.key() == "basic";
  auto credentials = is_basic ? compile_credentials(compilation, scheme, kBasicProperties, visible)
                              : compile_credentials(compilation, scheme, kBearerProperties, visible);
  if (!credentials) return std::nullopt;
  return object_template({{is_basic ? "basic" : "bearer", *std::move(credentials)}});
}

}  // namespace

std::optional<Template> compile_authentication(Compilation& compilation, const Node& node, const Visible& visible) {
  if (node.value.is_string()) {
    compilation.diagnostics.note(node,
                                 "names a policy by a text, which the schema of the specification does not allow; "
                                 "'{use: " +
                                     std::string(node.text()) + "}' is understood everywhere");
    const Node* named = compilation.resolve(node, compilation.components.authentications);
    return named == nullptr ? std::nullopt : compile_policy(compilation, *named, visible);
  }
  const Node* use = node.find("use");
  if (use == nullptr) return compile_policy(compilation, node, visible);
  refuse_unknown(compilation.diagnostics, node, kReferenceProperties);
  if (!expect(compilation.diagnostics, *use, Kind::String)) return std::nullopt;
  const Node* policy = compilation.resolve(*use, compilation.components.authentications);
  return policy == nullptr ? std::nullopt : compile_policy(compilation, *policy, visible);
}

}  // namespace baton::dsl
