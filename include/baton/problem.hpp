// A workflow's error: Problem Details (RFC 9457), as the DSL reference's "Error" describes it.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baton BATON_PUBLIC {

// The standard error types of the DSL.
enum class ProblemKind : std::uint8_t {
  Configuration,
  Validation,
  Expression,
  Authentication,
  Authorization,
  Timeout,
  Communication,
  Runtime
};

struct Problem {
  std::string type = {};  // a URI; compared with same_problem_type()
  int status = 500;
  std::string title = {};     // empty: none
  std::string detail = {};    // empty: none
  std::string instance = {};  // JSON Pointer of the failing task; empty until the core sets it
  // An object of further members that an operator added, or null. With {"final": true} no retry policy makes another attempt.
  Value extensions = {};

  friend bool operator==(const Problem&, const Problem&) = default;
};

// A standard error with its default status and title. Bytes of the detail that are not valid UTF-8 become U+FFFD; a
// Problem that is made in another way is repaired when it enters the engine.
[[nodiscard]] Problem make_problem(ProblemKind kind, std::string detail);
[[nodiscard]] Problem make_problem(ProblemKind kind, int status, std::string detail);

// The URI "https://open-workflow-specification.org/spec/1.0.0/errors/<kind>".
[[nodiscard]] std::string problem_type(ProblemKind kind);
// True if the URIs are equal, or if both are known spellings of the same standard kind.
[[nodiscard]] bool same_problem_type(std::string_view left, std::string_view right);

// The object that `$error` and `catch` see: absent members are left out.
[[nodiscard]] Value to_value(const Problem& problem);
// The reverse of to_value; nullopt unless it is an object with a string `type` and an integer `status`.
[[nodiscard]] std::optional<Problem> problem_from_value(const Value& value);

}  // namespace baton BATON_PUBLIC
