// The meta-schemas of the drafts, as JSON texts.
#pragma once

#include <optional>
#include <string_view>

namespace baton::schema {

// By the URL, without a fragment, of a meta-schema or of one of its vocabularies.
[[nodiscard]] std::optional<std::string_view> find_meta_schema(std::string_view url);

}  // namespace baton::schema
