// The built-in functions: those written in C++, those written in jq, and those that are refused.
#pragma once

#include <baton/value.hpp>

#include <optional>
#include <span>
#include <string_view>

namespace baton::jq {

class Execution;

// Computes one result from the input and evaluated arguments; fails by execution.fail(), whatever it then returns.
using NativeFunction = Value (*)(Execution& execution, Value input, std::span<Value> arguments);

struct Native {
  std::string_view name;
  std::size_t arity;
  NativeFunction function;
};

// Calls it, with the digits of long numbers charged.
[[nodiscard]] Value call_native(const Native& native, Execution& execution, Value input, std::span<Value> arguments);

// nullptr if there is none.
[[nodiscard]] const Native* find_native(std::string_view name, std::size_t arity);

// The definition in jq; empty if there is none.
[[nodiscard]] std::string_view find_prelude(std::string_view name, std::size_t arity);

// Why a function that jq has is not available here; empty if it is not such a function.
[[nodiscard]] std::string_view refusal(std::string_view name);

// One table per file.
std::span<const Native> array_natives();
std::span<const Native> date_natives();
std::span<const Native> math_natives();
std::span<const Native> object_natives();
std::span<const Native> regex_natives();
std::span<const Native> string_natives();

}  // namespace baton::jq
