// Names: the forms that the DSL gives them, and how messages show and suggest them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace baton::dsl {

// A workflow's name or namespace: 1 to 63 letters, digits and hyphens, none at the ends.
[[nodiscard]] bool is_workflow_name(std::string_view text);
// https://semver.org, 2.0.0.
[[nodiscard]] bool is_semantic_version(std::string_view text);
// A variable of an expression, without its `$`: [A-Za-z_][A-Za-z0-9_]*.
[[nodiscard]] bool is_variable_name(std::string_view text);
// "payment.charge": two identifiers [A-Za-z_][A-Za-z0-9_-]* with a dot between.
[[nodiscard]] bool is_operator_method(std::string_view text);
// The name of a host as the DSL has it: 1 to 63 letters, digits, hyphens and dots, letters or digits at the ends.
[[nodiscard]] bool is_host_name(std::string_view text);
// RFC 9110 `token`: the form of an HTTP method or header name.
[[nodiscard]] bool is_http_token(std::string_view text);

[[nodiscard]] bool is_one_of(std::string_view text, std::span<const std::string_view> words);

// One step of a JSON Pointer: '~' becomes "~0" and '/' becomes "~1".
[[nodiscard]] std::string escape_pointer(std::string_view step);

[[nodiscard]] std::string_view trimmed(std::string_view text);
// At most some 60 bytes of the text, the cut marked.
[[nodiscard]] std::string shortened(std::string_view text);
// The name in quotes, shortened.
[[nodiscard]] std::string quoted(std::string_view name);
// "a, b, c": at most the first dozen, the rest counted.
[[nodiscard]] std::string listed(std::span<const std::string_view> names);
// The candidate that a person may have meant, if one is near.
[[nodiscard]] std::optional<std::string_view> nearest(std::string_view name,
                                                      std::span<const std::string_view> candidates);

}  // namespace baton::dsl
