// Which instances: in the query of a list, and in the body of a request for many.
#pragma once

#include "server/body.hpp"
#include "server/call.hpp"

#include <baton/instance.hpp>

#include <expected>

namespace baton::server {

// A caller with grants in one namespace sees that one; with grants in several, the filter names one. The answer instead, where the
// filter is not valid or the caller may not see what it asks for.
[[nodiscard]] std::expected<InstanceFilter, Response> filter_from_query(const Call& call);
[[nodiscard]] std::expected<InstanceFilter, Response> filter_from_body(const Call& call, Body& body);

}  // namespace baton::server
