// OAuth2 and OpenID Connect: how a call gets its token.
#include "dsl/authentication.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/properties.hpp"

#include <array>
#include <iterator>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

using core::Template;

constexpr std::array<std::string_view, 5> kGrants = {"authorization_code", "client_credentials", "password",
                                                     "refresh_token",
                                                     "urn:ietf:params:oauth:grant-type:token-exchange"};
constexpr std::array<std::string_view, 5> kClientAuthentications = {"client_secret_basic", "client_secret_post",
                                                                    "client_secret_jwt", "private_key_jwt", "none"};
constexpr std::array<std::string_view, 2> kEncodings = {"application/x-www-form-urlencoded", "application/json"};

constexpr std::array<Property, 3> kEndpoints = {
    {{.name = "token", .compile = compile_uri, .fallback = "/oauth2/token"},
     {.name = "revocation", .compile = compile_uri, .fallback = "/oauth2/revoke"},
     {.name = "introspection", .compile = compile_uri, .fallback = "/oauth2/introspect"}}};
constexpr std::array<Property, 4> kClient = {
    {{.name = "id", .compile = as_text},
     {.name = "secret", .compile = as_text},
     {.name = "assertion", .compile = as_text},
     {.name = "authentication", .compile = as_word<kClientAuthentications>, .fallback = "client_secret_post"}}};
constexpr std::array<Property, 1> kRequest = {
    {{.name = "encoding", .compile = as_word<kEncodings>, .fallback = "application/x-www-form-urlencoded"}}};
constexpr std::array<Property, 2> kToken = {
    {{.name = "token", .compile = as_text, .required = true}, {.name = "type", .compile = as_text, .required = true}}};

Template as_grant(Compilation& compilation, const Node& node, const Visible& /*visible*/) {
  const auto grant = read_word(compilation.diagnostics, node, kGrants);
  if (grant == "authorization_code") {
    compilation.diagnostics.error(
        node, "the grant 'authorization_code' needs a person at a browser, so a workflow cannot use it");
  }
  return {node.value};
}

// The client's id and assertion are required or not by the way in which it authenticates.
Template as_client(Compilation& compilation, const Node& node, const Visible& visible) {
  Template client = as_properties<kClient>(compilation, node, visible);
  if (!node.value.is_object()) return client;
  const Node* way = node.find("authentication");
  const std::string_view name = way == nullptr ? "client_secret_post" : way->text();
  if (name != "none") static_cast<void>(required(compilation.diagnostics, node, "id"));
  if (name == "private_key_jwt") static_cast<void>(required(compilation.diagnostics, node, "assertion"));
  return client;
}

constexpr std::array<Property, 11> kShared = {{{.name = "authority", .compile = compile_uri, .required = true},
                                               {.name = "grant", .compile = as_grant, .required = true},
                                               {.name = "client", .compile = as_client},
                                               {.name = "request", .compile = as_properties<kRequest>},
                                               {.name = "issuers", .compile = as_texts},
                                               {.name = "scopes", .compile = as_texts},
                                               {.name = "audiences", .compile = as_texts},
                                               {.name = "username", .compile = as_text},
                                               {.name = "password", .compile = as_text},
                                               {.name = "subject", .compile = as_properties<kToken>},
                                               {.name = "actor", .compile = as_properties<kToken>}}};

constexpr std::array<Property, 12> with_endpoints() {
  std::array<Property, 12> all;
  for (std::size_t i = 0; i < kShared.size(); ++i) all[i] = kShared[i];
  all.back() = {.name = "endpoints", .compile = as_properties<kEndpoints>};
  return all;
}
constexpr std::array<Property, 12> kOAuth2 = with_endpoints();

void expect_fixed_authority(Diagnostics& diagnostics, const Node& node) {
  const Node* authority = node.find("authority");
  if (authority == nullptr || !whole_expression(authority->text())) return;
  diagnostics.error(*authority, "must be a URI, which may contain '{name}', and not an expression");
}

}  // namespace

Template compile_oauth2(Compilation& compilation, const Node& node, const Visible& visible) {
  expect_fixed_authority(compilation.diagnostics, node);
  return as_properties<kOAuth2>(compilation, node, visible);
}

Template compile_oidc(Compilation& compilation, const Node& node, const Visible& visible) {
  expect_fixed_authority(compilation.diagnostics, node);
  return as_properties<kShared>(compilation, node, visible);
}

}  // namespace baton::dsl
