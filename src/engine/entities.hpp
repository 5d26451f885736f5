// The names that HTML gives to characters of ASCII and of Latin-1: entity("uuml") is 0xFC. PURE.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace baton::engine {

inline constexpr std::size_t kLongestEntity = 10;

// The character with that name, which is case-sensitive; nullopt where there is none, or its name is longer.
[[nodiscard]] std::optional<std::uint32_t> entity(std::string_view name);

}  // namespace baton::engine
