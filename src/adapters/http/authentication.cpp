#include "adapters/http/authentication.hpp"

#include "adapters/http/encoding.hpp"
#include "adapters/http/pairs.hpp"

#include <string_view>

namespace baton::http {
namespace {

Problem misconfigured(std::string detail) {
  return make_problem(ProblemKind::Configuration, std::move(detail));
}

std::expected<std::string, Problem> read_text(const Value& scheme, std::string_view scheme_name,
                                              std::string_view member) {
  const Value* text = scheme.find(member);
  if (text != nullptr && text->is_string()) return std::string(text->as_string());
  const std::string argument = "authentication." + std::string(scheme_name) + "." + std::string(member);
  return std::unexpected(wrong_argument(argument, "a string", text == nullptr ? Value() : *text));
}

// RFC 7617.
std::expected<std::string, Problem> basic_authorization(const Credentials& credentials) {
  if (credentials.username.contains(':')) {
    return std::unexpected(misconfigured("the username contains a colon, which basic authentication does not allow"));
  }
  return "Basic " + base64(credentials.username + ":" + credentials.password);
}

std::expected<std::string, Problem> policy_authorization(const Value& policy) {
  if (!policy.is_object()) return std::unexpected(wrong_argument("authentication", "an object", policy));
  if (policy.size() == 1) {
    const Value& scheme = policy.members()[0].value;
    if (policy.find("basic") != nullptr) {
      const auto username = read_text(scheme, "basic", "username");
      if (!username) return username;
      const auto password = read_text(scheme, "basic", "password");
      if (!password) return password;
      return basic_authorization({.username = *username, .password = *password});
    }
    if (policy.find("bearer") != nullptr) {
      const auto token = read_text(scheme, "bearer", "token");
      if (!token) return token;
      return "Bearer " + *token;
    }
  }
  return std::unexpected(misconfigured("`authentication` must have either `basic` or `bearer`"));
}

}  // namespace

std::expected<std::optional<std::string>, Problem> read_authorization(
    const Value* policy, const std::optional<Credentials>& uri_credentials) {
  if (policy != nullptr && uri_credentials) {
    return std::unexpected(
        misconfigured("`uri` contains a user name, and `authentication` is given too; use only one of them"));
  }
  if (policy != nullptr) return policy_authorization(*policy);
  if (uri_credentials) return basic_authorization(*uri_credentials);
  return std::nullopt;
}

}  // namespace baton::http
