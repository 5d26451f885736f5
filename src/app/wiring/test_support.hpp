// For the tests of the opened engine: documents, and operators whose answers the test gives.
#pragma once

#include <baton/engine.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton::app {

// A document of the namespace `shop`, version 1.0.0, with this body.
inline std::string document(const std::string& name, const std::string& body) {
  return "document: {dsl: '1.0.3', namespace: shop, name: " + name + ", version: '1.0.0'}\n" + body;
}
inline const std::string kOrder =
    document("order", "do:\n- charge: {call: payment.charge, with: {cents: '${ .cents }'}}\n");

inline Value json(std::string_view text) {
  return parse_json(text).value();
}

// For what would hang if it went wrong: ends the test program then, and says so.
template <class Work>
auto bounded(Work work) {
  std::packaged_task<std::invoke_result_t<Work>()> task(std::move(work));
  auto result = task.get_future();
  std::thread thread(std::move(task));
  if (result.wait_for(std::chrono::minutes{2}) != std::future_status::ready) {
    std::fputs("it hangs\n", stderr);
    std::abort();
  }
  thread.join();
  return result.get();
}

// An operator method that answers when the test says so. The engine may outlive it: a call that nobody has answered stays open then.
class HeldMethod {
 public:
  [[nodiscard]] OperatorMethod method() {
    return [held = held_](Value, CallContext context, std::function<void(CallOutcome)> done) {
      {
        const std::lock_guard lock(held->mutex);
        held->calls.emplace_back(std::move(context), std::move(done));
      }
      held->changed.notify_all();
    };
  }
  // Waits for the call with this number, from 0.
  [[nodiscard]] CallContext context(std::size_t number) { return call(number).first; }
  void answer(std::size_t number, CallOutcome outcome) { call(number).second(std::move(outcome)); }
  [[nodiscard]] std::size_t count() {
    const std::lock_guard lock(held_->mutex);
    return held_->calls.size();
  }

 private:
  using Call = std::pair<CallContext, std::function<void(CallOutcome)>>;
  struct Held {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Call> calls;
  };

  Call call(std::size_t number) {
    std::unique_lock lock(held_->mutex);
    held_->changed.wait(lock, [&] { return held_->calls.size() > number; });
    return held_->calls[number];
  }

  std::shared_ptr<Held> held_ = std::make_shared<Held>();
};

}  // namespace baton::app
