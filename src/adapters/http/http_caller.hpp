// Performs `call: http` with libcurl.
//
//   http::HttpCaller caller;
//   caller.call("http", arguments, context, [](CallOutcome outcome) { ... });
//
// One thread, owned here, makes every transfer; idle connections are used again. A second one parses and answers what is
// large. `done` is called once: by one of these threads, one call after the other, or before call() returns where nothing
// was sent. It must neither throw nor wait for another call nor destroy the caller; it may call again.
#pragma once

#include "base/outgoing_rules.hpp"
#include "runtime/ports/caller.hpp"

#include <baton/operator.hpp>

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace baton::http {

class HttpCaller final : public runtime::Caller {
 public:
  // That many requests are under way at the same time; the others wait for their turn, in order. libcurl and the thread
  // begin with the first call, which fails if it cannot have them; a later call tries again.
  // Where the rules refuse a host or the address of one, nothing is sent.
  explicit HttpCaller(std::size_t max_concurrent = 64, OutgoingRules rules = {});
  ~HttpCaller() override;  // aborts what is in flight; `done` is not called for it

  // Returns at once, from any thread. README.md says which arguments there are and what the outcomes mean. Once the context's stop
  // is requested, a call that waits is never sent, and one that is in flight is aborted. True.
  bool call(const std::string& function, Value arguments, CallContext context, Done done) override;
  [[nodiscard]] std::size_t capacity() const override;
  [[nodiscard]] std::vector<std::string> missing(const core::Program&) const override { return {}; }

 private:
  class Loop;
  [[nodiscard]] std::expected<Loop*, std::string> loop();
  void begin(const Value& arguments, CallContext context, Done done);

  const std::size_t max_concurrent_;
  const OutgoingRules rules_;
  std::mutex mutex_;
  std::unique_ptr<Loop> loop_;  // null before the first call
};

}  // namespace baton::http
