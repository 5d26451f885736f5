// The DSL's authentication policies, as far as HTTP calls know them: basic and bearer.
#pragma once

#include "adapters/http/uri.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <expected>
#include <optional>
#include <string>

namespace baton::http {

// The Authorization header's value: of the policy {"basic": ...} or {"bearer": ...} (nullptr: there is none), or else of
// the URI's user information; nullopt if there is neither. Both at once is a problem.
[[nodiscard]] std::expected<std::optional<std::string>, Problem> read_authorization(
    const Value* policy, const std::optional<Credentials>& uri_credentials);

}  // namespace baton::http
