// Integers from the texts of JSON numbers.
#pragma once

#include <baton/detail/visibility.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace baton BATON_PUBLIC {
namespace detail {

// Exactly, also when it is written 1e3 or 1.0; nullopt if it is no integer, is negative or does not fit.
[[nodiscard]] std::optional<std::uint64_t> unsigned_from_number(std::string_view text) noexcept;

}  // namespace detail
}  // namespace baton BATON_PUBLIC
