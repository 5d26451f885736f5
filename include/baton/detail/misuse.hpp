// What a program must never do, and the library notices: it prints a message to the standard error stream and aborts.
#pragma once

#include <baton/detail/visibility.hpp>

namespace baton BATON_PUBLIC {
namespace detail {

[[noreturn]] void stop_on_misuse(const char* message) noexcept;

}  // namespace detail
}  // namespace baton BATON_PUBLIC
