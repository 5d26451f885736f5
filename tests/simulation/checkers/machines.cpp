// Machines: an event that was accepted is kept and handled once; each rung was climbed once, in order, and its result is in
// the output; no rest was cut short. What it hears is for the checker of listeners, but that it hears nothing twice. What the ladder does is written in ../machine.hpp.
#include "simulation/checkers/checkers.hpp"

#include "simulation/machine.hpp"

#include <map>
#include <set>

namespace baton::tests {
namespace {

using core::ChangeKind;

class MachineChecker {
 public:
  MachineChecker(std::string id, const Run& run, Violations& violations)
      : id_(std::move(id)), run_(run), found_(run.evidence.instances.at(id_)), violations_(violations) {}

  void check() {
    for (const core::HistoryRecord& record : found_.history) {
      const Value* sent = sent_in(record.event.body);
      if (sent != nullptr && !is_refused(record)) ++kept_[to_json(*sent)];
      for (const core::Change& change : record.changes) take(change, record.event.at);
    }
    check_events();
    if (found_.stored.status == Status::Completed) check_climb();
    if (run_.is_faithful && found_.stored.status != Status::Completed) violated("did not arrive");
  }

 private:
  static const Value* sent_in(const core::EventBody& event) {
    if (const auto* sent = std::get_if<core::Deliver>(&event)) return &sent->event;
    const auto* offered = std::get_if<core::Offer>(&event);
    return offered == nullptr ? nullptr : &offered->event;
  }
  // At once: one that had been held before was accepted all the same.
  static bool is_refused(const core::HistoryRecord& record) {
    return !record.changes.empty() && record.changes.front().kind == ChangeKind::EventRefused;
  }

  void violated(const std::string& what) { violations_.push_back("machines: " + id_ + ' ' + what); }

  void take(const core::Change& change, Timestamp at) {
    if (change.kind == ChangeKind::IntentDecided && change.output.find("rest") != nullptr) rests_since_ = at;
    if (change.kind != ChangeKind::EventHandled) return;
    if (change.output.find("rested") != nullptr && at - rests_since_ < kRest) violated("rested too short a time");
    const bool is_from_outside = change.output.find("nudged") != nullptr || change.output.find("heard") != nullptr;
    if (is_from_outside && ++handled_[to_json(change.output)] > 1) {
      violated("handled " + to_json(change.output) + " twice");
    }
  }

  void check_events() {
    for (const simulation::Entry& entry : run_.evidence.log) {
      const auto* accepted = std::get_if<simulation::Accepted>(&entry.what);
      if (accepted == nullptr || accepted->instance.value != id_) continue;
      const std::string event = to_json(*sent_in(accepted->event));
      if (kept_[event] != 1) violated("accepted " + event + " and has it " + std::to_string(kept_[event]) + " times");
    }
  }

  // Of each rung one call had an effect, and its result is in the output.
  void check_climb() {
    std::map<std::string, std::set<std::string>> effective;  // keys by arguments
    std::map<std::string, std::string> arguments;            // by key
    for (const simulation::Entry& entry : run_.evidence.log) {
      if (const auto* begun = std::get_if<simulation::Begun>(&entry.what); begun && begun->instance.value == id_) {
        arguments[begun->key.value] = to_json(begun->call.arguments);
      }
      const auto* done = std::get_if<simulation::Performed>(&entry.what);
      if (done != nullptr && arguments.contains(done->key.value)) {
        effective[arguments[done->key.value]].insert(done->key.value);
      }
    }
    const Value* results = found_.stored.output.find("results");
    const auto rungs = static_cast<std::size_t>(*found_.stored.input.as_integer());
    if (results == nullptr || results->size() != rungs) return violated("arrived without having climbed every rung");
    for (std::size_t rung = 0; rung < rungs; ++rung) {
      const Value climbed = Value::object({{"rung", Value::number(static_cast<std::int64_t>(rung))}});
      const std::set<std::string>& keys = effective[to_json(climbed)];
      if (keys.size() != 1)
        violated("climbed rung " + std::to_string(rung) + ' ' + std::to_string(keys.size()) + " times");
      const Value expected =
          operator_result(kClimb, climbed).with(kEffect, Value::string(keys.empty() ? "" : *keys.begin()));
      if (!(results->items()[rung] == expected)) violated("has another result of rung " + std::to_string(rung));
    }
  }

  std::string id_;
  const Run& run_;
  const simulation::InstanceEvidence& found_;
  Violations& violations_;
  Timestamp rests_since_;
  std::map<std::string, int> kept_;     // events in the history, by their text
  std::map<std::string, int> handled_;  // likewise, of those handled
};

}  // namespace

void check_machines(const Run& run, Violations& violations) {
  for (const std::string& id : run.machines) MachineChecker(id, run, violations).check();
}

}  // namespace baton::tests
