// The features of the DSL that this version of Baton does not support: one table, which later versions shrink.
#pragma once

#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <array>
#include <span>
#include <string_view>

namespace baton::dsl {

// A feature of the DSL that has several variants.
struct Feature {
  std::string_view plural;  // "'listen' tasks are not supported …"
  std::span<const std::string_view> supported;
  std::span<const std::string_view> unsupported;
};

namespace support {

inline constexpr std::array<std::string_view, 10> kTasks = {"call", "do",  "for",    "fork", "raise",
                                                            "run",  "set", "switch", "try",  "wait"};
inline constexpr std::array<std::string_view, 2> kOtherTasks = {"emit", "listen"};

inline constexpr std::array<std::string_view, 3> kCalls = {"http", "'operator.method'", "functions of use.functions"};
inline constexpr std::array<std::string_view, 5> kOtherCalls = {"a2a", "asyncapi", "grpc", "mcp", "openapi"};

inline constexpr std::array<std::string_view, 1> kProcesses = {"workflow"};
inline constexpr std::array<std::string_view, 3> kOtherProcesses = {"container", "script", "shell"};

inline constexpr std::array<std::string_view, 2> kAuthentications = {"basic", "bearer"};
inline constexpr std::array<std::string_view, 3> kOtherAuthentications = {"digest", "oauth2", "oidc"};

inline constexpr std::array<std::string_view, 1> kLanguages = {"jq"};

}  // namespace support

inline constexpr Feature kTaskKinds = {"tasks", support::kTasks, support::kOtherTasks};
inline constexpr Feature kCallKinds = {"calls", support::kCalls, support::kOtherCalls};
inline constexpr Feature kProcessKinds = {"processes", support::kProcesses, support::kOtherProcesses};
inline constexpr Feature kAuthenticationKinds = {"authentication policies", support::kAuthentications,
                                                 support::kOtherAuthentications};
inline constexpr Feature kExpressionLanguages = {"expressions", support::kLanguages, {}};

// Properties, by their parent property ("" for the workflow's own).
struct UnsupportedProperty {
  std::string_view owner;
  std::string_view name;
};
inline constexpr std::array<UnsupportedProperty, 1> kUnsupportedProperties = {{{"", "schedule"}}};

// "'listen' tasks are not supported by this version of Baton (supported: call, do, …)", at the node's key.
void refuse_unsupported(Diagnostics& diagnostics, const Node& node, std::string_view name, const Feature& feature);
// An object without other members than these; of those that the table lists for `owner` it says that they will come.
bool expect_supported_members(Diagnostics& diagnostics, const Node& node, std::string_view owner,
                              std::span<const std::string_view> known);

// What Baton reads in `metadata`. All else there is the author's own.
inline constexpr std::array<std::string_view, 4> kTaskMetadata = {"compensate", "drain", "idempotent", "required"};
inline constexpr std::array<std::string_view, 1> kDocumentMetadata = {"retry"};

// Says of a key that is nearly one that Baton reads, or that it reads elsewhere, that it has no effect here.
void note_unread_metadata(Diagnostics& diagnostics, const Node& metadata, std::span<const std::string_view> read);

}  // namespace baton::dsl
