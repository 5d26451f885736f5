#include "support/random_world.hpp"

#include "core/listening.hpp"
#include "support/document_generator.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

namespace baton::tests {

RandomWorld::RandomWorld(std::uint64_t seed, bool users, const core::Instance& loaded) : RandomWorld(seed, users) {
  now_ = loaded.updated_at;
  for (const core::SetTimer& timer : core::timers_of(loaded)) timers_[timer.timer] = timer.due;
}

void RandomWorld::note(const core::Decision& decision) {
  for (const core::Intent& intent : decision.intents) {
    if (const auto* timer = std::get_if<core::SetTimer>(&intent)) timers_[timer->timer] = timer->due;
    if (const auto* timer = std::get_if<core::ClearTimer>(&intent)) timers_.erase(timer->timer);
  }
}

std::optional<core::Event> RandomWorld::next(const core::Instance& instance) {
  if (users_ && pick(12) == 0) return at(user_command());
  const std::size_t count = instance.pending.size() + timers_.size();
  if (count == 0) return std::nullopt;
  const std::size_t chosen = pick(count);
  if (chosen < instance.pending.size()) return at(answer_to(instance.pending[chosen]));
  const auto timer = std::next(timers_.begin(), static_cast<std::ptrdiff_t>(chosen - instance.pending.size()));
  now_ = std::max(now_, timer->second);
  const TimerId id = timer->first;
  timers_.erase(timer);
  return at(core::TimerFired{id});
}

std::optional<core::Event> RandomWorld::arrival(const core::Program& program, const core::Instance& instance) {
  const auto ready = core::ready_listeners(program, instance);
  if (ready.empty()) return std::nullopt;
  const core::ReadyListener& listener = ready[pick(ready.size())];
  const std::uint64_t position = listener.position + 1 + pick(3);
  const Value event = Value::object({{"specversion", Value::string("1.0")},
                                     {"id", Value::string(std::to_string(position))},
                                     {"source", Value::string("/test")},
                                     {"type", Value::string(kEventTypes[pick(kEventTypes.size())])},
                                     {"subject", Value::string(kEventSubjects[pick(kEventSubjects.size())])},
                                     {"data", Value::number(static_cast<std::int64_t>(position))}});
  core::Event arrived = at(core::Arrival{.listener = listener.id, .position = position, .event = event});
  arrived.log = position;
  return arrived;
}

core::Event RandomWorld::at(core::EventBody body) {
  now_ += Duration(static_cast<std::int64_t>(pick(300)));
  return core::Event{.at = now_, .seed = random_(), .body = std::move(body)};
}

core::EventBody RandomWorld::user_command() {
  switch (pick(6)) {
    case 0:
      return core::Suspend{};
    case 1:
      return core::Resume{};
    case 2:
      return core::Retry{};
    case 3:
      return core::Answer{.key = IntentKey{"nobody/asked/0"}, .outcome = core::Succeeded{}};
    case 4:
      return core::TimerFired{TimerId{9999}};
    default:
      return pick(10) == 0 ? core::Cancel{.compensate = pick(2) == 0} : core::EventBody(core::Suspend{});
  }
}

core::EventBody RandomWorld::answer_to(const core::Pending& pending) {
  if (std::holds_alternative<core::Yield>(pending.request)) return core::Continue{pending.key};
  if (std::holds_alternative<core::CancelChild>(pending.request) ||
      std::holds_alternative<core::Notify>(pending.request)) {
    return core::Acknowledged{pending.key};
  }
  switch (pick(5)) {
    case 0:
      return core::Answer{.key = pending.key,
                          .outcome = core::Failed{make_problem(ProblemKind::Communication, 503, "busy")},
                          .attempt = pending.attempt};
    case 1:
      return core::Answer{.key = pending.key,
                          .outcome = core::OutcomeUnknown{make_problem(ProblemKind::Communication, 504, "lost")},
                          .attempt = pending.attempt};
    default:
      return core::Answer{
          .key = pending.key,
          .outcome = core::Succeeded{Value::object(
              {{"by", Value::string(pending.key.value)}, {"pad", Value::string(std::string(pick(2) * 400, 'x'))}})},
          .attempt = pending.attempt};
  }
}

}  // namespace baton::tests
