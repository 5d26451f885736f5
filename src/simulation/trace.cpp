#include "simulation/trace.hpp"

#include "base/overloaded.hpp"

#include <array>
#include <cstdio>

namespace baton::simulation {
namespace {

std::string clock_text(Timestamp clock, Timestamp began) {
  const auto total = (clock - began).count();
  const auto ms = total < 0 ? -total : total;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%c%02lld:%02lld:%02lld.%03lld", total < 0 ? '-' : '+',
                static_cast<long long>(ms / 3'600'000), static_cast<long long>(ms / 60'000 % 60),
                static_cast<long long>(ms / 1'000 % 60), static_cast<long long>(ms % 1'000));
  return text.data();
}

std::string text_of(const core::Outcome& outcome) {
  return std::visit(overloaded{[](const core::Succeeded&) { return std::string("succeeded"); },
                               [](const core::Failed&) { return std::string("failed"); },
                               [](const core::OutcomeUnknown&) { return std::string("unknown"); }},
                    outcome);
}

// What somebody has sent.
Value content_of(const core::EventBody& sent) {
  const auto* offer = std::get_if<core::Offer>(&sent);
  return offer == nullptr ? std::get<core::Deliver>(sent).event : offer->event;
}

class Teller {
 public:
  explicit Teller(const Evidence& evidence) : evidence_(evidence) {}

  std::string operator()(const Begun& begun) const {
    return begun.instance.value + "  call " + begun.call.function + " at " +
           reference(begun.instance, begun.call.task) + " with " + to_json(begun.call.arguments) + " under " +
           begun.key.value;
  }
  std::string operator()(const Performed& performed) const {
    return performed.instance.value + "  the operator does " + performed.key.value;
  }
  std::string operator()(const Declined& declined) const {
    return declined.instance.value + "  the operator refuses " + declined.key.value;
  }
  std::string operator()(const Withdrawn& withdrawn) const {
    return withdrawn.instance.value + "  withdraws " + withdrawn.key.value +
           (withdrawn.is_dropped ? ", which is never made" : "");
  }
  std::string operator()(const Answered& answered) const {
    return answered.instance.value + "  the answer to " + answered.key.value + ": " + text_of(answered.outcome);
  }
  std::string operator()(const Moved& moved) const {
    std::string line = moved.instance.value + "  revision " + std::to_string(moved.record.revision.value) + ": " +
                       name_of(moved.record.event.body);
    if (const auto* event = std::get_if<core::Arrival>(&moved.record.event.body)) {
      line += " at " + std::to_string(event->position);
    }
    const char* separator = " -> ";
    for (const core::Change& change : moved.record.changes) {
      line += separator + std::string(core::change_name(change.kind)) + ' ' + reference(moved.instance, change.task);
      if (change.problem) line += " (" + change.problem->title + ": " + change.problem->detail + ")";
      separator = ", ";
    }
    return line;
  }
  std::string operator()(const Commanded& commanded) const {
    return commanded.instance.value + "  a client asks for " + name_of(commanded.command);
  }
  std::string operator()(const Accepted& accepted) const {
    return accepted.instance.value + "  the event " + to_json(content_of(accepted.event)) + " is accepted";
  }
  std::string operator()(const Published& published) const { return "a client publishes " + published.key; }
  std::string operator()(const Logged& logged) const {
    return "the event " + logged.key + " is at position " + std::to_string(logged.position);
  }
  std::string operator()(const Mishap& mishap) const { return "-- " + mishap.what; }
  std::string operator()(const Crashed&) const { return "-- the process crashes and starts again"; }

 private:
  [[nodiscard]] std::string reference(const InstanceId& instance, core::TaskId task) const {
    const auto known = evidence_.instances.find(instance.value);
    if (known == evidence_.instances.end()) return "task " + std::to_string(static_cast<std::uint32_t>(task));
    return std::string(known->second.program->reference(task));
  }

  const Evidence& evidence_;
};

}  // namespace

std::string name_of(const core::EventBody& event) {
  return std::visit(overloaded{[](const core::Start&) { return std::string("start"); },
                               [](const core::Answer& answer) { return "answer " + text_of(answer.outcome); },
                               [](const core::Acknowledged&) { return std::string("acknowledged"); },
                               [](const core::TimerFired&) { return std::string("timer"); },
                               [](const core::Continue&) { return std::string("continue"); },
                               [](const core::Deliver&) { return std::string("event"); },
                               [](const core::Arrival&) { return std::string("event of the log"); },
                               [](const core::Offer&) { return std::string("event for its listeners"); },
                               [](const core::Cancel& cancel) {
                                 return std::string(cancel.compensate ? "cancel with compensation" : "cancel");
                               },
                               [](const core::Suspend&) { return std::string("suspend"); },
                               [](const core::Resume&) { return std::string("resume"); },
                               [](const core::Retry&) { return std::string("retry"); }},
                    event);
}

std::vector<std::string> trace_of(const Evidence& evidence) {
  std::vector<std::string> lines;
  const Timestamp began = evidence.log.empty() ? Timestamp() : evidence.log.front().clock;
  for (const Entry& entry : evidence.log) {
    lines.push_back(clock_text(entry.clock, began) + "  " + std::visit(Teller(evidence), entry.what));
  }
  return lines;
}

}  // namespace baton::simulation
