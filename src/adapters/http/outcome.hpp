// The outcome of a call without a complete response.
#pragma once

#include "adapters/http/call.hpp"

#include <baton/operator.hpp>
#include <baton/time.hpp>

#include <cstdint>
#include <string>

namespace baton::http {

// A response with a status below this one is interim: it says nothing of what happens next.
inline constexpr int kFirstFinalStatus = 200;

// How a transfer ended short of a complete, acceptable response.
enum class Shortfall : std::uint8_t { Broken, Refused, TimedOut, HeaderCutOff, HeadersTooLong, BodyTooLong, Withdrawn };

struct Failure {
  Shortfall shortfall = Shortfall::Broken;
  bool was_begun = false;  // the request, or a part of it, may have been sent
  int status = 0;          // of a response whose header is cut off, or that is too long
  std::string reason;      // libcurl's words; of Refused: those of the rules
};

[[nodiscard]] CallOutcome outcome_of(const Call& call, const Failure& failure, Timestamp now);

// A response that gives no output: its status is an error, or it is none that can be read. A success that cannot be read has
// happened nevertheless, and what a gateway could not pass on may have; then the outcome is unknown.
[[nodiscard]] CallOutcome without_output(const Request& request, int status, Problem problem);

// The rules for outgoing connections do not let it be made. That is final: another attempt would be refused too.
[[nodiscard]] CallOutcome refused(const Request& request, const std::string& why);

// The call waited for its turn until its deadline had passed.
[[nodiscard]] CallOutcome never_begun(const Call& call);

}  // namespace baton::http
