#include "dsl/authentication.hpp"

#include "dsl/jq_text.hpp"
#include "dsl/names.hpp"
#include "dsl/properties.hpp"
#include "dsl/support.hpp"

#include <array>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

using core::Template;

constexpr std::array<std::string_view, 1> kReferenceProperties = {"use"};
constexpr std::array<Property, 2> kPasswordProperties = {{{.name = "username", .compile = as_text, .required = true},
                                                          {.name = "password", .compile = as_text, .required = true}}};
constexpr std::array<Property, 1> kBearerProperties = {{{.name = "token", .compile = as_text, .required = true}}};

struct Scheme {
  std::string_view name;
  Template (*compile)(Compilation&, const Node&, const Visible&);
  std::string_view not_run;  // what it is called, if it cannot be used yet
};
constexpr std::array<Scheme, 5> kSchemes = {{{"basic", as_properties<kPasswordProperties>, ""},
                                             {"bearer", as_properties<kBearerProperties>, ""},
                                             {"digest", as_properties<kPasswordProperties>, "digest"},
                                             {"oauth2", compile_oauth2, "OAuth2"},
                                             {"oidc", compile_oidc, "OpenID Connect"}}};
constexpr std::array<std::string_view, 5> kSchemeNames = {"basic", "bearer", "digest", "oauth2", "oidc"};

// {use: secret}: the whole of the secret.
Template secret_credentials(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!expect_members(compilation.diagnostics, node, kReferenceProperties)) return {};
  const Node& use = *node.find("use");
  const auto name = read_string(compilation.diagnostics, use);
  if (!name || !expect_listed_secret(compilation, use, *name)) return {};
  auto expression = compile_code(compilation, use, "$secrets[" + to_json(use.value) + "]", visible);
  return expression ? Template{*std::move(expression)} : Template{};
}

Template compile_credentials(Compilation& compilation, const Scheme& scheme, const Node& node, const Visible& visible) {
  if (node.find("use") != nullptr) return secret_credentials(compilation, node, visible);
  if (scheme.name == "bearer" && whole_expression(node.text())) {
    note_beyond_schema(compilation.diagnostics, node, "an object {token} or {use}");
    return object_template({{"token", compile_template(compilation, node, visible)}});
  }
  return scheme.compile(compilation, node, visible);
}

std::optional<Template> compile_policy(Compilation& compilation, const Node& node, const Visible& visible) {
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect_members(diagnostics, node, kSchemeNames)) return std::nullopt;
  if (node.children.size() != 1) {
    diagnostics.error(node, "must have exactly one of " + listed(kSchemeNames));
    return std::nullopt;
  }
  const Node& found = *node.children[0];
  for (const Scheme& scheme : kSchemes) {
    if (scheme.name != found.key()) continue;
    if (!scheme.not_run.empty()) {
      note_not_run(compilation, found, "calls with " + std::string(scheme.not_run) + " authentication");
    }
    return object_template({{std::string(scheme.name), compile_credentials(compilation, scheme, found, visible)}});
  }
  return std::nullopt;  // unknown, and reported
}

std::optional<Template> compile_named(Compilation& compilation, const Node& name, const Visible& visible) {
  const Node* policy = compilation.resolve(name, compilation.components.authentications);
  return policy == nullptr ? std::nullopt : compile_policy(compilation, *policy, visible);
}

}  // namespace

std::optional<Template> compile_authentication(Compilation& compilation, const Node& node, const Visible& visible) {
  if (node.value.is_string()) {
    note_beyond_schema(compilation.diagnostics, node, "an object {use}");
    return compile_named(compilation, node, visible);
  }
  const Node* use = node.find("use");
  if (use == nullptr) return compile_policy(compilation, node, visible);
  refuse_unknown(compilation.diagnostics, node, kReferenceProperties);
  if (!expect(compilation.diagnostics, *use, Kind::String)) return std::nullopt;
  return compile_named(compilation, *use, visible);
}

Template as_authentication(Compilation& compilation, const Node& node, const Visible& visible) {
  return compile_authentication(compilation, node, visible).value_or(Template{});
}

}  // namespace baton::dsl
