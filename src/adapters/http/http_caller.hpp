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
#include <functional>
#include <memory>

namespace baton::http {

class HttpCaller {
 public:
  // That many requests are under way at the same time; the others wait for their turn, in order. Throws std::system_error
  // if the system gives it no thread.
  explicit HttpCaller(std::size_t max_concurrent = 64);
  ~HttpCaller();  // aborts what is in flight; `done` is not called for it
  HttpCaller(const HttpCaller&) = delete;
  HttpCaller& operator=(const HttpCaller&) = delete;

  // Returns at once, from any thread. README.md says which arguments there are and what the outcomes mean.
  void call(const Value& arguments, const CallContext& context, std::function<void(CallOutcome)> done);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace baton::http
