// Port: the gateway. Carries calls out, each to whoever serves its kind.
#pragma once

#include "core/intent.hpp"
#include "core/program.hpp"

#include <baton/ids.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace baton::runtime {

struct CallRequest {
  InstanceId instance;
  IntentKey key;
  std::uint32_t attempt = 1;  // under this key
  std::uint64_t process = 0;  // which makes the call: drawn by each runtime
  std::shared_ptr<const core::Program> program;
  core::Call call;
};

// The outcome of a call.
struct CallAnswer {
  InstanceId instance;
  IntentKey key;
  core::Outcome outcome;
  std::uint32_t attempt = 1;  // of the request
  std::uint64_t process = 0;  // of the request: an answer may come to a later process
  bool was_made = true;       // false: a failure that came before the request was sent
};

// Does the failure say only that *this* request was not dealt with? It was not made, or the service turned it away. Of an
// earlier one under the same key it says nothing: that one may have its effect already, or may be why.
[[nodiscard]] bool is_of_this_request_alone(const CallAnswer& answer);
// Does a service with such an answer turn the request away without dealing with it?
[[nodiscard]] bool turns_away(int status);

class Gateway {
 public:
  Gateway() = default;
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;
  virtual ~Gateway() = default;

  // Begins the call and returns at once. Its outcome comes back to the runtime as an Answer with the request's key,
  // by the way the wiring has given the gateway; also when the call could not begin. Never called twice with one key and
  // attempt while the first has not been answered.
  virtual void begin(CallRequest request) = 0;
  // Nobody waits for the answer to this attempt any more. It is dropped where it has not been sent, and otherwise aborted or
  // left alone. It is answered once all the same, as any call, also when it is dropped: Failed and not made. Of a call that was
  // never begun, or has been answered, there is nothing to do. A later attempt under the same key is another call.
  virtual void withdraw(const core::Withdraw& call) = 0;
  // No more calls come for now: a gateway that gathers calls sends them out.
  virtual void flush() {}

  // Does this call wait until somebody registers what it calls? Then nothing moves it from here.
  [[nodiscard]] virtual bool waits_for_operator(const IntentKey& /*key*/, std::uint32_t /*attempt*/) const {
    return false;
  }
  // How many calls of this kind may be begun and not yet answered.
  [[nodiscard]] virtual std::size_t capacity(core::CallKind kind) const = 0;
  // What the program calls and nobody serves, so that it cannot be started.
  [[nodiscard]] virtual std::vector<std::string> missing(const core::Program& program) const = 0;
};

}  // namespace baton::runtime
