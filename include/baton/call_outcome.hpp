// The outcome of a call.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <variant>

namespace baton BATON_PUBLIC {

struct CallSucceeded {
  Value output;

  friend bool operator==(const CallSucceeded&, const CallSucceeded&) = default;
};
// A declared failure: the effect has not happened. If `was_made` is false, this request was not even sent; an earlier
// request under the same idempotency key may still have had an effect.
struct CallFailed {
  Problem problem;
  bool was_made = true;

  friend bool operator==(const CallFailed&, const CallFailed&) = default;
};
// The effect may or may not have happened.
struct CallUnknown {
  Problem problem;

  friend bool operator==(const CallUnknown&, const CallUnknown&) = default;
};
using CallOutcome = std::variant<CallSucceeded, CallFailed, CallUnknown>;

}  // namespace baton BATON_PUBLIC
