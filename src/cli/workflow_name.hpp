// Workflows as users name them: [NAMESPACE/]NAME[/VERSION].
#pragma once

#include <baton/error.hpp>
#include <baton/instance.hpp>

#include <span>
#include <string_view>

namespace baton::cli {

// Parts that are left out are empty. InvalidArgument if it has another form.
[[nodiscard]] Result<DefinitionName> parse_workflow_name(std::string_view text);

// The namespace of a bare name, found among what is deployed. NotFound if none has that name, InvalidArgument if several
// namespaces have it; the message lists them.
[[nodiscard]] Result<DefinitionName> resolve(DefinitionName name, std::span<const DefinitionSummary> deployed);

}  // namespace baton::cli
