// What the DSL has and this version of Baton does not, and what goes beyond the specification.
#pragma once

#include "dsl/compilation.hpp"
#include "dsl/diagnostics.hpp"
#include "dsl/tree.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace baton::dsl {

inline constexpr std::array<std::string_view, 12> kTaskKinds = {"call",  "do",  "emit", "for",    "fork", "listen",
                                                                "raise", "run", "set",  "switch", "try",  "wait"};
inline constexpr std::array<std::string_view, 8> kNamesOfCalls = {
    "http", "a2a", "asyncapi", "grpc", "mcp", "openapi", "'operator.method'", "functions of use.functions"};

// What this version checks and cannot do: `what` is its plural, as in "gRPC calls". A note says so, and a program that has it is
// not started.
void note_not_run(Compilation& compilation, const Node& node, const std::string& what);

// What the text of the specification, or a use case of its users, allows and its JSON schema does not: `instead` is what that
// wants. Other programs may refuse it.
void note_beyond_schema(Diagnostics& diagnostics, const Node& node, std::string_view instead);

// What Baton reads in `metadata`. All else there is the author's own.
inline constexpr std::array<std::string_view, 4> kTaskMetadata = {"compensate", "drain", "idempotent", "required"};
inline constexpr std::array<std::string_view, 3> kDocumentMetadata = {"retry", "schedule", "timezone"};

// Says of a key that is nearly one that Baton reads, or that it reads elsewhere, that it has no effect here.
void note_unread_metadata(Diagnostics& diagnostics, const Node& metadata, std::span<const std::string_view> read);

}  // namespace baton::dsl
