// Calls to services, one file per kind: how `with` becomes the arguments that the call's adapter takes, with all defaults.
#pragma once

#include "core/expression.hpp"
#include "dsl/compilation.hpp"
#include "dsl/scope.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/tree.hpp"

#include <optional>
#include <string_view>

namespace baton::dsl {

// `with`, at the task's call, and what its expressions see.
struct CallSite {
  const TaskSite& task;
  const Node& with;
  const Visible& visible;
};
using Arguments = std::optional<core::Template>;

// A call that is checked and cannot run yet.
struct ServiceCall {
  std::string_view name;   // `call: grpc`
  std::string_view title;  // "gRPC calls"
  Arguments (*compile)(Compilation&, const CallSite&);
};
// nullptr: there is none of that name.
[[nodiscard]] const ServiceCall* find_service_call(std::string_view name);

[[nodiscard]] Arguments compile_a2a_arguments(Compilation& compilation, const CallSite& site);
// Without `subscription`: its expressions are evaluated on each message.
[[nodiscard]] Arguments compile_asyncapi_arguments(Compilation& compilation, const CallSite& site);
[[nodiscard]] Arguments compile_grpc_arguments(Compilation& compilation, const CallSite& site);
[[nodiscard]] Arguments compile_mcp_arguments(Compilation& compilation, const CallSite& site);
[[nodiscard]] Arguments compile_openapi_arguments(Compilation& compilation, const CallSite& site);

}  // namespace baton::dsl
