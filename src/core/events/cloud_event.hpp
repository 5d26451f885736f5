// CloudEvents are checked here, at the edge: what is inside the engine is a valid event. PURE.
//
// The rules are those of CloudEvents 1.0.2, "Context Attributes", and of its "JSON Event Format". What users call is declared in
// baton/cloud_event.hpp.
#pragma once

#include <baton/cloud_event.hpp>
#include <baton/ids.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace baton::core {

// Why it is no valid event, or too large; it names the attribute that is wrong.
[[nodiscard]] std::optional<std::string> reason_not_to_accept(const CloudEvent& event);

// The name with all but unreserved characters percent-encoded, as a part of a URI.
[[nodiscard]] std::string escaped_for_uri(std::string_view name);
// The source of an event that tells of an instance of this definition, or that one emits without a source.
[[nodiscard]] std::string source_of(const DefinitionName& emitter);

}  // namespace baton::core
