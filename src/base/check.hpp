// BATON_CHECK(condition, "what was broken"): an always-on check for a programmer's error. It stops the program and says
// what was broken; it is never used for bad input, which is a value error.
#pragma once

namespace baton {

// A program that must continue after it, as a simulation that looks for such errors, links its own, which throws.
[[noreturn]] void check_failed(const char* condition, const char* message, const char* file, int line);

}  // namespace baton

#define BATON_CHECK(condition, message) \
  ((condition) ? static_cast<void>(0) : ::baton::check_failed(#condition, (message), __FILE__, __LINE__))
