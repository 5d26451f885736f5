// The kinds of call: who makes the call. Each kind has an adapter of its own behind the gateway.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace baton::core {

// Stored: each number keeps its meaning for ever, and a number that is given up is never used again.
enum class CallKind : std::uint8_t {
  Operator = 0,  // a method of an operator in this process
  Http = 1,
};
inline constexpr std::size_t kCallKinds = 2;

// The kind of the calls that a document or a machine writes with this name: "http", or "operator.method". The one place where
// a name decides; everything else looks at the kind.
[[nodiscard]] constexpr CallKind call_kind_of(std::string_view function) {
  return function == "http" ? CallKind::Http : CallKind::Operator;
}

}  // namespace baton::core
