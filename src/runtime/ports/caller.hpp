// Port: a caller. Makes the calls of one kind; the engine's gateway gives it each of them, with its arguments evaluated.
#pragma once

#include "core/program.hpp"

#include <baton/operator.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace baton::runtime {

class Caller {
 public:
  using Done = std::function<void(CallOutcome)>;

  Caller() = default;
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  virtual ~Caller() = default;

  // Makes the call, on any thread, also on several at once. `function` is what the document names it. `done` is called once, from
  // any thread, before call() returns or later. Once `context.stop` is requested nobody waits for the answer, and a call that
  // has not been sent need not be; `done` is called all the same. Where call() throws, the outcome is unknown, as of an operator.
  // False: nobody serves the function here, so nothing was done, and `done` is not called. The call may be made later.
  virtual bool call(const std::string& function, Value arguments, CallContext context, Done done) = 0;
  // How many calls it may have that it has not answered.
  [[nodiscard]] virtual std::size_t capacity() const = 0;
  // What the program calls of this kind and is not there.
  [[nodiscard]] virtual std::vector<std::string> missing(const core::Program& program) const = 0;
};

}  // namespace baton::runtime
