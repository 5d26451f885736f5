#include "scenarios/world.hpp"

#include "base/overloaded.hpp"
#include "core/events/matching.hpp"
#include "core/interpreter/listening.hpp"
#include "runtime/codec/validate.hpp"

#include <algorithm>
#include <optional>

namespace baton::tests {
namespace {

std::string seconds_text(Duration time) {
  std::string text = std::to_string(time.count() / 1000);
  if (time.count() % 1000 != 0) text += "." + std::to_string(1000 + time.count() % 1000).substr(1);
  return text + "s";
}

std::string outcome_text(const core::Outcome& outcome) {
  return std::visit(
      overloaded{[](const core::Succeeded& success) { return "ok " + to_json(success.output); },
                 [](const core::Failed& failure) { return "fail " + failure.problem->detail; },
                 [](const core::OutcomeUnknown& unknown) { return "unknown " + unknown.problem->detail; }},
      outcome);
}

std::optional<core::Outcome> outcome_of(const std::string& answer) {
  const std::size_t space = answer.find(' ');
  const std::string verb = answer.substr(0, space);
  const std::string rest = space == std::string::npos ? "" : answer.substr(space + 1);
  if (verb == "ok") return core::Succeeded{rest.empty() ? Value() : parse_json(rest).value()};
  if (verb == "fail") {
    const std::size_t gap = rest.find(' ');
    return core::Failed{make_problem(ProblemKind::Communication, std::stoi(rest.substr(0, gap)),
                                     gap == std::string::npos ? "failed" : rest.substr(gap + 1))};
  }
  if (verb == "unknown") return core::OutcomeUnknown{make_problem(ProblemKind::Communication, 504, "no answer")};
  return std::nullopt;
}

}  // namespace

void World::add_child(ProgramPtr program) {
  children_[program->name.name] = std::move(program);
}

void World::add_answer(const std::string& function, std::string answer) {
  answers_[function].push_back(std::move(answer));
}

void World::run(ProgramPtr program, Value input) {
  runs_["root"] = Run{.program = program, .instance = core::new_instance(InstanceId{"root"}, *program), .timers = {}};
  queue_.push_back({"root", core::Start{.run_id = "R", .input = std::move(input), .parent = {}}});
  std::ranges::stable_sort(actions_, {}, &UserAction::at);
  constexpr int kMostEvents = 20'000;
  for (int events = 0; events < kMostEvents; ++events) {
    if (queue_.empty()) {
      if (!deliver_from_log() && !advance_time()) return;
      continue;
    }
    const Delivery next = std::move(queue_.front());
    queue_.pop_front();
    deliver(next);
  }
  note("root", "(no end in sight)");
}

void World::deliver(const Delivery& delivery) {
  Run& run = runs_.at(delivery.instance);
  core::Event event{.at = now_, .seed = 1, .log = log_.size(), .body = delivery.event};
  if (auto* answer = std::get_if<core::Answer>(&event.body)) {
    std::set<std::uint32_t>& open = open_[answer->key.value];
    open.erase(answer->attempt);
    answer->overtakes = !open.empty();
  }
  core::Decision decision = core::handle(*run.program, run.instance, event);
  run.instance = std::move(decision.next);
  tell(delivery.instance, decision.record);
  if (const auto rule = runtime::broken_rule(*run.program, run.instance)) {
    note(delivery.instance, "(cannot be stored: " + *rule + ")");
  }
  for (const core::Intent& intent : decision.intents) {
    std::visit(overloaded{[&](const core::Pending& pending) { execute(delivery.instance, pending); },
                          [&](const core::SetTimer& timer) { run.timers[timer.timer] = timer.due; },
                          [&](const core::ClearTimer& timer) { run.timers.erase(timer.timer); },
                          [](const core::SetListener&) {}, [](const core::ClearListener&) {},
                          [&](const core::Emit& emitted) { append(to_value(emitted.event)); },
                          [&](const core::Withdraw& call) {
                            note(delivery.instance,
                                 "withdraw key " + call.key.value +
                                     (call.attempt > 1 ? " attempt " + std::to_string(call.attempt) : std::string()));
                          }},
               intent);
  }
}

void World::execute(const std::string& id, const core::Pending& pending) {
  std::visit(
      overloaded{
          [&](const core::Call& call) { answer_call(id, pending, call); },
          [&](const core::StartChild& child) {
            const std::string child_id = core::child_id(pending.key).value;
            note(id, "start " + child.workflow->name + " " + child_id + " " + to_json(child.input));
            const ProgramPtr program = children_.at(child.workflow->name);
            runs_[child_id] =
                Run{.program = program, .instance = core::new_instance(InstanceId{child_id}, *program), .timers = {}};
            auto parent = core::parent_of_child(runs_.at(id).instance, pending.key, child.await);
            queue_.push_back({child_id, core::Start{.run_id = child_id, .input = child.input, .parent = parent}});
            if (!child.await) {
              queue_.push_back({id, core::Answer{.key = pending.key, .outcome = core::Succeeded{}}});
            }
          },
          [&](const core::CancelChild& child) {
            note(id, "cancel " + core::child_id(child.start).value);
            queue_.push_back({core::child_id(child.start).value, core::Cancel{.compensate = true}});
            queue_.push_back({id, core::Acknowledged{pending.key}});
          },
          [&](const core::Notify& news) {
            queue_.push_back({news.parent.value, core::Answer{.key = news.start, .outcome = news.outcome}});
            queue_.push_back({id, core::Acknowledged{pending.key}});
          },
          [&](const core::Yield&) { queue_.push_back({id, core::Continue{pending.key}}); }},
      pending.request);
}

void World::answer_call(const std::string& id, const core::Pending& pending, const core::Call& call) {
  const IntentKey& key = pending.key;
  note(id, "call " + call.function + " " + to_json(call.arguments) + " key " + key.value +
               (pending.attempt > 1 ? " attempt " + std::to_string(pending.attempt) : "") +
               (call.deferred ? " deferred" : ""));
  open_[key.value].insert(pending.attempt);
  std::deque<std::string>& script = answers_[call.function];
  std::string answer = script.empty() ? "ok" : script.front();
  if (script.size() > 1) script.pop_front();
  if (answer.starts_with("after ")) {  // "after 5s ok …": comes later
    const std::size_t gap = answer.find(' ', 6);
    const Duration delay = std::chrono::seconds(std::stoi(answer.substr(6)));
    const auto late = outcome_of(answer.substr(gap + 1));
    actions_.push_back({now_.time_since_epoch() + delay,
                        core::Answer{.key = key, .outcome = *late, .attempt = pending.attempt},
                        "answer " + key.value + " " + outcome_text(*late)});
    std::ranges::stable_sort(actions_, {}, &UserAction::at);
    return;
  }
  if (auto outcome = outcome_of(answer))
    queue_.push_back({id, core::Answer{.key = key, .outcome = *outcome, .attempt = pending.attempt}});
}

void World::tell(const std::string& id, const core::HistoryRecord& record) {
  const core::Program& program = *runs_.at(id).program;
  for (const core::Change& change : record.changes) {
    std::string line(core::change_name(change.kind));
    if (change.task != core::kRootTask) line += " " + program.task(change.task).reference;
    if (change.attempt > 1) line += " attempt " + std::to_string(change.attempt);
    if (change.problem) line += " " + to_json(to_value(*change.problem));
    if (change.kind == core::ChangeKind::EventEmitted || change.kind == core::ChangeKind::EventConsumed) {
      line += " " + std::string(change.output.find("id")->as_string());
    }
    if (change.kind == core::ChangeKind::TaskCompleted || change.kind == core::ChangeKind::WorkflowCompleted) {
      line += " " + to_json(change.output);
    }
    note(id, line);
  }
}

void World::append(Value event) {
  Logged logged{.event = std::move(event), .found_by = {}};
  const auto note_patterns = [&](const core::Program& program) {
    for (const core::EventPattern& pattern : core::patterns_of(program)) {
      const auto correlation = core::found_by(pattern, logged.event, now_);
      if (correlation) logged.found_by.emplace(pattern.id, *correlation);
    }
  };
  note_patterns(*runs_.at("root").program);
  for (const auto& [name, program] : children_) note_patterns(*program);
  log_.push_back(std::move(logged));
}

// The earliest event of the log that a listener of an instance waits for.
bool World::deliver_from_log() {
  for (const auto& [id, run] : runs_) {
    const auto ready = core::ready_listeners(*run.program, run.instance);
    for (std::size_t at = 0; at < log_.size(); ++at) {
      const auto waits = [&](const core::ReadyListener& listener) {
        return listener.position <= at && log_[at].found_by.contains({listener.pattern, listener.correlation});
      };
      const auto listener = std::ranges::find_if(ready, waits);
      if (listener == ready.end()) continue;
      queue_.push_back({id, core::Arrival{.listener = listener->id, .position = at + 1, .event = log_[at].event}});
      return true;
    }
  }
  return false;
}

bool World::advance_time() {
  struct Next {
    Timestamp at;
    Delivery delivery;
    std::string text;
  };
  std::optional<Next> next;
  const bool root_ended = has_ended(root().status);
  for (auto& [id, run] : runs_) {
    for (const auto& [timer, due] : run.timers) {
      if (!next || due < next->at) next = Next{due, {id, core::TimerFired{timer}}, ""};
    }
  }
  const bool action_is_next = !actions_.empty() && (!next || Timestamp(actions_.front().at) <= next->at);
  if (action_is_next) {
    const UserAction action = actions_.front();
    actions_.erase(actions_.begin());
    if (const auto* published = std::get_if<Value>(&action.event)) {
      now_ = std::max(now_, Timestamp(action.at));
      note("root", "> " + action.text);
      append(*published);
      return true;
    }
    next = Next{Timestamp(action.at), {"root", std::get<core::EventBody>(action.event)}, action.text};
  }
  if (!next || (root_ended && next->text.empty() && runs_.size() == 1)) return false;
  now_ = std::max(now_, next->at);
  if (!next->text.empty()) note("root", "> " + next->text);
  if (const auto* timer = std::get_if<core::TimerFired>(&next->delivery.event)) {
    runs_.at(next->delivery.instance).timers.erase(timer->timer);
  }
  queue_.push_back(next->delivery);
  return true;
}

void World::note(const std::string& id, const std::string& line) {
  if (now_ != traced_at_) trace_.push_back("-- " + seconds_text(now_.time_since_epoch()));
  traced_at_ = now_;
  trace_.push_back(id == "root" ? line : "[" + id + "] " + line);
}

}  // namespace baton::tests
