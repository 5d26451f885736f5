// The order of versions and of what is deployed, the same in every store.
#pragma once

#include <baton/ids.hpp>

#include <compare>
#include <string_view>

namespace baton::adapters {

// By the precedence of Semantic Versioning 2.0.0, section 11. What is not a semantic version comes before all that are;
// versions of equal precedence (they differ in build metadata only) are ordered as text, so that the order is total.
[[nodiscard]] std::strong_ordering compare_versions(std::string_view left, std::string_view right);

// Is the candidate what "latest" means rather than the other? A release rather than a pre-release, such as 2.0.0-alpha,
// and otherwise the greater one.
[[nodiscard]] bool is_later(std::string_view candidate, std::string_view other);

// By namespace, name and version.
[[nodiscard]] bool is_listed_before(const DefinitionName& left, const DefinitionName& right);

}  // namespace baton::adapters
