#include "dsl/calls/calls.hpp"

#include <algorithm>
#include <array>

namespace baton::dsl {
namespace {

constexpr std::array<ServiceCall, 5> kServiceCalls = {{{"a2a", "A2A calls", compile_a2a_arguments},
                                                       {"asyncapi", "AsyncAPI calls", compile_asyncapi_arguments},
                                                       {"grpc", "gRPC calls", compile_grpc_arguments},
                                                       {"mcp", "MCP calls", compile_mcp_arguments},
                                                       {"openapi", "OpenAPI calls", compile_openapi_arguments}}};

}  // namespace

const ServiceCall* find_service_call(std::string_view name) {
  const auto* found = std::ranges::find(kServiceCalls, name, &ServiceCall::name);
  return found == kServiceCalls.end() ? nullptr : found;
}

}  // namespace baton::dsl
