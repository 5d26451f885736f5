#include "bench/steps.hpp"

#include "base/check.hpp"

#include <charconv>
#include <utility>

namespace baton::bench {

OperatorMethod Steps::method() {
  return [this](Value arguments, const CallContext& context, const std::function<void(CallOutcome)>& done) {
    const std::size_t index = slot_of(context.instance.value);
    Slot& slot = slots_.at(index);
    enter(slot);
    const bool is_last = slot.calls == plan_.calls;
    if (is_last) slot.calls = 0;
    slot.returned_at = Clock::now();
    done(CallSucceeded{std::move(arguments)});
    if (is_last) plan_.ended(index);
  };
}

OperatorMethod Steps::counting_method() {
  return [this](Value arguments, const CallContext& /*context*/, const std::function<void(CallOutcome)>& done) {
    count_.fetch_add(1, std::memory_order_relaxed);
    done(CallSucceeded{std::move(arguments)});
  };
}

OperatorMethod Steps::silent_method() {
  return [this](const Value& /*arguments*/, const CallContext& /*context*/, std::function<void(CallOutcome)> done) {
    {
      const std::lock_guard lock(mutex_);
      open_.push_back(std::move(done));
    }
    count_.fetch_add(1, std::memory_order_relaxed);
  };
}

void Steps::took(std::uint64_t steps, std::chrono::nanoseconds latency) {
  count_.fetch_add(steps, std::memory_order_relaxed);
  latency_ns_.add(static_cast<std::uint64_t>(latency.count()));
}

void Steps::enter(Slot& slot) {
  count_.fetch_add(1, std::memory_order_relaxed);
  ++slot.calls;
  if (slot.calls == 1) return;
  const std::chrono::nanoseconds latency = Clock::now() - slot.returned_at;
  latency_ns_.add(static_cast<std::uint64_t>(latency.count()));
  if (plan_.step) plan_.step(slot.calls, latency);
}

std::string Steps::id(std::size_t slot, std::uint64_t number) {
  return std::to_string(slot) + "-" + std::to_string(number);
}

std::size_t Steps::slot_of(const std::string& id) {
  std::size_t slot = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), slot);
  BATON_CHECK(error == std::errc(), "the instance does not belong to the benchmark");
  return slot;
}

}  // namespace baton::bench
