// What a plain (unquoted) YAML scalar means, by the core schema of YAML 1.2: `yes` is a string, `0x1F` is 31.
#pragma once

#include <baton/value.hpp>

#include <expected>
#include <string>
#include <string_view>

namespace baton::dsl {

// Numbers that are JSON numbers keep their text; the others are rewritten as JSON. What JSON cannot hold (infinities,
// NaN, hexadecimal and octal integers beyond 64 bits) is refused.
[[nodiscard]] std::expected<Value, std::string> resolve_plain_scalar(std::string_view text);

}  // namespace baton::dsl
