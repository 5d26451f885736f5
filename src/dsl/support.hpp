// The features of the DSL that this version of Baton does not support: one table, which later versions shrink.
#pragma once

#include "dsl/compilation.hpp"
#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace baton::dsl {

// A feature of the DSL that has several variants.
struct Feature {
  std::string_view plural;  // "'listen' tasks are not supported …"
  std::span<const std::string_view> supported;
  std::span<const std::string_view> unsupported;
};

namespace support {

inline constexpr std::array<std::string_view, 12> kTasks = {"call",  "do",  "emit", "for",    "fork", "listen",
                                                            "raise", "run", "set",  "switch", "try",  "wait"};

inline constexpr std::array<std::string_view, 8> kCalls = {
    "http", "a2a", "asyncapi", "grpc", "mcp", "openapi", "'operator.method'", "functions of use.functions"};
inline constexpr std::array<std::string_view, 1> kLanguages = {"jq"};

}  // namespace support

inline constexpr Feature kTaskKinds = {"tasks", support::kTasks, {}};
inline constexpr Feature kCallKinds = {"calls", support::kCalls, {}};
inline constexpr Feature kExpressionLanguages = {"expressions", support::kLanguages, {}};

// Properties, by their parent property ("" for the workflow's own).
struct UnsupportedProperty {
  std::string_view owner;
  std::string_view name;
};
inline constexpr std::array<UnsupportedProperty, 5> kUnsupportedProperties = {
    {{"use", "catalogs"}, {"use", "extensions"}, {"input", "schema"}, {"output", "schema"}, {"export", "schema"}}};

// "'listen' tasks are not supported by this version of Baton (supported: call, do, …)", at the node's key.
void refuse_unsupported(Diagnostics& diagnostics, const Node& node, std::string_view name, const Feature& feature);
// What this version checks and cannot do: `what` is its plural, as in "gRPC calls". A note says so, and a program that has it is
// not started.
void note_not_run(Compilation& compilation, const Node& node, const std::string& what);

// What the text of the specification, or a use case of its users, allows and its JSON schema does not: `instead` is what that
// wants. Other programs may refuse it.
void note_beyond_schema(Diagnostics& diagnostics, const Node& node, std::string_view instead);

// An object without other members than these; of those that the table lists for `owner` it says that they will come.
bool expect_supported_members(Diagnostics& diagnostics, const Node& node, std::string_view owner,
                              std::span<const std::string_view> known);

// What Baton reads in `metadata`. All else there is the author's own.
inline constexpr std::array<std::string_view, 4> kTaskMetadata = {"compensate", "drain", "idempotent", "required"};
inline constexpr std::array<std::string_view, 1> kDocumentMetadata = {"retry"};

// Says of a key that is nearly one that Baton reads, or that it reads elsewhere, that it has no effect here.
void note_unread_metadata(Diagnostics& diagnostics, const Node& metadata, std::span<const std::string_view> read);

}  // namespace baton::dsl
