// Performs `call: http` with libcurl.
//
//   http::HttpCaller caller;
//   caller.call(arguments, context, [](CallOutcome outcome) { ... });
//
// One thread, owned here, makes every transfer; idle connections are used again. A second one parses and answers what is
// large. `done` is called once: by one of these threads, one call after the other, or before call() returns where nothing
// was sent. It must neither throw nor wait for another call nor destroy the caller; it may call again.
#pragma once

#include <baton/operator.hpp>

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace baton::http {

class HttpCaller {
 public:
  // That many requests are under way at the same time; the others wait for their turn, in order. libcurl and the thread
  // begin with the first call, which fails if it cannot have them; a later call tries again.
  explicit HttpCaller(std::size_t max_concurrent = 64);
  ~HttpCaller();  // aborts what is in flight; `done` is not called for it
  HttpCaller(const HttpCaller&) = delete;
  HttpCaller& operator=(const HttpCaller&) = delete;

  // Returns at once, from any thread. README.md says which arguments there are and what the outcomes mean.
  void call(const Value& arguments, const CallContext& context, std::function<void(CallOutcome)> done);

 private:
  class Loop;
  [[nodiscard]] std::expected<Loop*, std::string> loop();

  const std::size_t max_concurrent_;
  std::mutex mutex_;
  std::unique_ptr<Loop> loop_;  // null before the first call
};

}  // namespace baton::http
