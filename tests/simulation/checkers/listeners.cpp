// Listeners: what a task or a machine consumes is in the event log, at that position, and passes one of its filters; it has not consumed it before;
// and it has passed over nothing that one of its filters lets pass. What was sent to the instance alone is in no log.
//
// Where the log drops events: what has been dropped before a listener opened is not the listener's any more; what comes later it loses only
// with a transition that says so, and only where the log held as much as it has to.
//
// What passes is decided here from the few forms that the generated documents use.
#include "simulation/checkers/checkers.hpp"

#include "core/handle.hpp"
#include "core/interpreter/state.hpp"
#include "simulation/moody.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

const core::EventFilter& filter_of(const core::ListenTask& task, std::uint32_t number) {
  const auto& own = task.to.events.filters;
  return number < own.size() ? own[number] : std::get<core::EventStrategy>(task.to.until).filters[number - own.size()];
}

bool passes(const core::EventFilter& filter, const core::Listener& listener, const Value& event) {
  for (const core::AttributeTest& test : filter.attributes) {
    const Value* attribute = event.find(test.attribute);
    const auto& wanted = std::get<core::AttributeTest::Text>(test.wanted).text;
    if (attribute == nullptr || *attribute != Value::string(wanted)) return false;
  }
  for (std::size_t i = 0; i < filter.correlations.size(); ++i) {
    const Value* subject = event.find("subject");
    if (subject == nullptr) return false;
    if (!listener.expected[i].is_null() && listener.expected[i] != *subject) return false;
  }
  return true;
}

class ListenersOf {
 public:
  ListenersOf(const std::string& id, const std::vector<std::optional<Value>>& log, const Run& run,
              Violations& violations)
      : id_(id), log_(log), run_(run), violations_(violations) {}

  void check(const simulation::InstanceEvidence& found) {
    core::Instance replayed = core::new_instance(InstanceId{id_}, *found.program);
    for (const core::HistoryRecord& record : found.history) {
      check(*found.program, replayed, record);
      have_moods_of(*found.program, record);
      replayed = core::handle(*found.program, replayed, record.event).next;
      note_opened(replayed, record);
    }
  }

 private:
  // What the log had dropped when the listener opened; where the process died before it could say, all.
  void note_opened(const core::Instance& after, const core::HistoryRecord& record) {
    if (!run_.retention) return;
    const auto oldest = run_.evidence.oldest_event.find({id_, record.revision.value});
    const std::uint64_t first = oldest == run_.evidence.oldest_event.end() ? log_.size() + 1 : oldest->second;
    for (const ListenerId id : core::listeners_of(after)) dropped_before_.emplace(id, first - 1);
  }

  void check_loss(const core::Instance& before, const core::Arrival& loss, const core::HistoryRecord& record) {
    if (!run_.retention) return violated(record, "has lost events, and the log keeps all");
    const std::uint64_t held = std::max(run_.retention->events, run_.retention->held_events);
    if (loss.position > log_.size()) return violated(record, "has lost events that there have never been");
    const auto check_position = [&](std::uint64_t position) {
      if (position >= loss.position || log_.size() - position > held) return;
      violated(record, "has lost events that the log had to keep");
    };
    if (const auto* machine = std::get_if<core::HostedState>(&before.state)) {
      for (const core::HostedListener& listener : machine->listeners) {
        check_position(listener.position);
        std::uint64_t& consumed = consumed_by(listener);
        consumed = std::max(consumed, loss.position);
      }
      return;
    }
    for (const auto& frame : std::get<core::WorkflowState>(before.state).frames) {
      const auto* state = std::get_if<core::ListenState>(&frame->state);
      if (state == nullptr) continue;
      for (const core::Listener& listener : state->listeners) check_position(listener.position);
    }
  }

  void check(const core::Program& program, const core::Instance& before, const core::HistoryRecord& record) {
    const auto* arrival = std::get_if<core::Arrival>(&record.event.body);
    if (arrival != nullptr && arrival->event.is_null()) return check_loss(before, *arrival, record);
    if (const auto* machine = std::get_if<core::HostedState>(&before.state)) return check(program, *machine, record);
    for (const core::Change& change : record.changes) {
      if (change.kind != core::ChangeKind::EventConsumed) continue;
      if (arrival == nullptr) return violated(record, "has consumed an event that has not come");
      const auto& state = std::get<core::WorkflowState>(before.state);
      for (const auto& frame : state.frames) {
        if (frame->task == change.task) check(program, *frame, *arrival, record);
      }
    }
  }

  void check(const core::Program& program, const core::Frame& frame, const core::Arrival& arrival,
             const core::HistoryRecord& record) {
    const auto* state = std::get_if<core::ListenState>(&frame.state);
    if (state == nullptr) return violated(record, "has consumed an event in a task that does not listen");
    if (state->handling) violated(record, "has consumed an event while it handled another one");
    const auto& task = std::get<core::ListenTask>(program.task(frame.task).kind);
    if (arrival.position == 0 || arrival.position > log_.size() || log_[arrival.position - 1] != arrival.event) {
      return violated(record, "has consumed an event that is not in the log at its position");
    }
    bool is_wanted = false;
    for (const core::Listener& listener : state->listeners) {
      const core::EventFilter& filter = filter_of(task, listener.filter);
      is_wanted |= listener.position < arrival.position && passes(filter, listener, arrival.event);
      for (std::uint64_t between = std::max(listener.position, dropped_before(listener.id)) + 1;
           between < arrival.position; ++between) {
        const std::optional<Value>& event = log_[between - 1];
        if (event && passes(filter, listener, *event)) {
          violated(record, "has passed over the event at position " + std::to_string(between));
        }
      }
    }
    if (!is_wanted) violated(record, "has consumed an event that none of its filters lets pass, or once more");
  }

  // What it has consumed is remembered here: from the start on it misses nothing and takes nothing again, whether it listens all the time or
  // not.
  void check(const core::Program& program, const core::HostedState& before, const core::HistoryRecord& record) {
    if (std::holds_alternative<core::Start>(record.event.body)) started_at_ = record.event.log;
    const auto* arrival = std::get_if<core::Arrival>(&record.event.body);
    const bool consumes =
        std::ranges::find(record.changes, core::ChangeKind::EventConsumed, &core::Change::kind) != record.changes.end();
    if (arrival == nullptr || !consumes) return;
    const auto listener = std::ranges::find(before.listeners, arrival->listener, &core::HostedListener::id);
    if (listener == before.listeners.end()) return violated(record, "has consumed an event by no listener");
    if (arrival->position == 0 || arrival->position > log_.size() || log_[arrival->position - 1] != arrival->event) {
      return violated(record, "has consumed an event that is not in the log at its position");
    }
    const auto passes = [&](const Value& event) {
      const auto topic = std::ranges::find(program.hosted->topics, listener->topic, &core::EventFilter::identity);
      const std::string& type = std::get<core::AttributeTest::Text>(topic->attributes.at(0).wanted).text;
      const Value* subject = event.find("subject");
      return *event.find("type") == Value::string(type) && subject != nullptr && *subject == listener->value;
    };
    std::uint64_t& consumed = consumed_by(*listener);
    if (arrival->position <= consumed || !passes(arrival->event)) {
      violated(record, "has consumed an event that it does not listen to, or once more");
    }
    for (std::uint64_t between = std::max(consumed, dropped_before(listener->id)) + 1; between < arrival->position;
         ++between) {
      const std::optional<Value>& event = log_[between - 1];
      if (event && passes(*event)) violated(record, "has passed over the event at position " + std::to_string(between));
    }
    consumed = arrival->position;
  }

  [[nodiscard]] std::uint64_t dropped_before(ListenerId listener) const {
    const auto dropped = dropped_before_.find(listener);
    return dropped == dropped_before_.end() ? 0 : dropped->second;
  }
  std::uint64_t& consumed_by(const core::HostedListener& listener) {
    return consumed_.try_emplace(listener.topic + to_json(listener.value), started_at_).first->second;
  }

  void violated(const core::HistoryRecord& record, const std::string& what) {
    violations_.push_back("listeners: " + id_ + " at revision " + std::to_string(record.revision.value) + ' ' + what);
  }

  const std::string& id_;
  const std::vector<std::optional<Value>>& log_;  // by position; what is no CloudEvent is left out
  const Run& run_;
  std::map<ListenerId, std::uint64_t> dropped_before_;  // the listener opened: up to this position
  Violations& violations_;
  std::uint64_t started_at_ = 0;                   // of a machine: where the log was
  std::map<std::string, std::uint64_t> consumed_;  // by a machine's topic and value
};

}  // namespace

void check_listeners(const Run& run, Violations& violations) {
  std::vector<std::optional<Value>> log;
  for (const runtime::EventRow& row : run.evidence.events) {
    auto event = parse_json(row.body);
    log.push_back(event ? std::optional(*std::move(event)) : std::nullopt);
  }
  for (const auto& [id, found] : run.evidence.instances) ListenersOf(id, log, run, violations).check(found);
}

}  // namespace baton::tests
