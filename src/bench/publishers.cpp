#include "bench/publishers.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace baton::bench {

Publishers::Publishers(Subject& subject, Plan plan) : subject_(subject), plan_(std::move(plan)) {
  for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this] { publish(); });
}

void Publishers::publish() {
  using Clock = std::chrono::steady_clock;
  while (!is_over_) {
    if (!plan_.may_go_on(published_)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    const std::uint64_t first = next_.fetch_add(plan_.batch);
    if (first >= plan_.most) return;
    const std::uint64_t end = std::min(first + plan_.batch, plan_.most);
    std::vector<CloudEvent> events;
    for (std::uint64_t number = first; number < end; ++number) events.push_back(plan_.event(number));
    const Clock::time_point begin = Clock::now();
    const auto published = subject_.engine().publish_all(std::move(events));
    if (!published) return subject_.fail(published.error());
    published_ += end - first;
    plan_.took(static_cast<std::size_t>(end - first), Clock::now() - begin);
  }
}

CloudEvent order_paid(std::uint64_t number, std::string subject) {
  CloudEvent event{.id = std::to_string(number), .source = "/bench/orders", .type = "order.paid"};
  event.subject = std::move(subject);
  event.data = Value{{"order", "order-4711"}, {"cents", 12'500}, {"currency", "EUR"}};
  return event;
}

}  // namespace baton::bench
