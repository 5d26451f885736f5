#include "core/handle.hpp"

#include "base/overloaded.hpp"
#include "core/admission.hpp"
#include "core/hosted/moments.hpp"
#include "core/interpreter/moments.hpp"
#include "core/lifecycle/events.hpp"
#include "core/limits.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace baton::core {
namespace {

// Waits, and nothing else: no request in flight, nothing that another turn would advance.
bool only_waits(const Instance& instance) {
  const auto* workflow = std::get_if<WorkflowState>(&instance.state);
  if (workflow != nullptr && workflow->timers.empty() && !listens(*workflow))
    return false;  // what is hosted waits for events
  return std::ranges::all_of(instance.pending, [](const Pending& pending) {
    return std::holds_alternative<Notify>(pending.request) || std::holds_alternative<CancelChild>(pending.request);
  });
}

// A settled request and a forgotten timer row do not come again.
void refuse(Transition& transition, const Event& event) {
  const auto* answer = std::get_if<Answer>(&event.body);  // whether the child that nobody awaits has been started
  if (answer != nullptr && transition.settle(answer->key)) return;
  const auto* fired = std::get_if<TimerFired>(&event.body);  // a row that a damaged store has of an ended instance
  if (fired != nullptr) transition.forget_timer_row(fired->timer);
  transition.ignore();
}

// Up to where the event says that the log has nothing for the instance any more.
std::optional<std::uint64_t> lost_through(const EventBody& event) {
  const auto* arrival = std::get_if<Arrival>(&event);
  return arrival != nullptr && arrival->event.is_null() ? std::optional(arrival->position) : std::nullopt;
}

template <class T>
void dispatch(T& transition, const Event& event) {
  const Instance& instance = transition.instance();
  if (const auto* acknowledged = std::get_if<Acknowledged>(&event.body)) {
    if (!transition.settle(acknowledged->key)) transition.ignore();
    return;
  }
  if (refusal(instance, event.body)) return refuse(transition, event);
  std::visit(overloaded{[&](const Start& start) { on_start(transition, start); },
                        [&](const Suspend&) { on_suspend(transition); }, [&](const Resume&) { on_resume(transition); },
                        [&](const Cancel& cancel) { on_cancel(transition, cancel); },
                        [&](const Retry&) { on_retry(transition); },
                        [&](const auto&) {
                          if (const auto through = lost_through(event.body)) return on_loss(transition, *through);
                          if (instance.status == Status::Suspended) return hold(transition, event);
                          on_progress(transition, event.body);
                        }},
             event.body);
  if (instance.status != Status::Suspended) run_ready(transition);
}

template <class T>
void apply_event(const Program& program, Decision& decision) {
  T transition(program, decision);
  dispatch(transition, transition.event());
  if (!transition.has_drawn()) decision.record.event.seed = 0;
  if (!transition.has_read_log()) decision.record.event.log = 0;
  decision.steps = transition.steps();
}

bool is_being_undone(const Instance& instance) {
  const auto* workflow = std::get_if<WorkflowState>(&instance.state);
  const Frame* root = workflow == nullptr ? nullptr : workflow->find(kRootFrame);
  return root != nullptr && root->unwinding.has_value();
}

std::optional<std::string> refusal_when_ended(const Instance& instance, const EventBody& command) {
  const std::string has_ended_text =
      "it has already " + std::string(instance.status == Status::Completed ? "completed"
                                      : instance.status == Status::Faulted ? "faulted"
                                                                           : "been cancelled");
  if (!std::holds_alternative<Retry>(command)) return has_ended_text;
  if (instance.status != Status::Faulted) return has_ended_text + "; only a faulted instance can be retried";
  const auto* workflow = std::get_if<WorkflowState>(&instance.state);
  if (workflow == nullptr || workflow->retry_point == nullptr) {
    return "its work has been undone, undoing it has failed, "
           "or a machine has decided to end; start a new instance";
  }
  return std::nullopt;
}

}  // namespace

Instance new_instance(InstanceId id, const Program& program) {
  Instance instance;
  instance.id = std::move(id);
  instance.definition = program.name;
  instance.digest = program.digest;
  if (program.hosted) instance.state = HostedState{};
  return instance;
}

std::vector<SetTimer> timers_of(const Instance& instance) {
  std::vector<SetTimer> timers;
  std::visit(overloaded{[&](const WorkflowState& workflow) {
                          for (const Timer& timer : workflow.timers) timers.push_back({timer.id, timer.due});
                        },
                        [&](const HostedState& hosted) {
                          for (const HostedRequest& request : hosted.requests) {
                            if (request.timer) timers.push_back({*request.timer, request.due});
                          }
                        }},
             instance.state);
  return timers;
}

std::vector<ListenerId> listeners_of(const Instance& instance) {
  std::vector<ListenerId> listeners;
  const auto add = [&](const auto& open) {
    for (const auto& listener : open) listeners.push_back(listener.id);
  };
  std::visit(overloaded{[&](const WorkflowState& workflow) {
                          for (const auto& frame : workflow.frames) {
                            if (const auto* state = std::get_if<ListenState>(&frame->state)) add(state->listeners);
                          }
                        },
                        [&](const HostedState& hosted) { add(hosted.listeners); }},
             instance.state);
  return listeners;
}

std::uint32_t level_of(const Instance& instance) {
  return instance.parent ? instance.parent->above + 1 : 1;
}

Parent parent_of_child(const Instance& instance, IntentKey start, bool awaits) {
  return Parent{.instance = instance.id, .start = std::move(start), .awaits = awaits, .above = level_of(instance)};
}

bool is_child_of(const Instance& instance, const InstanceId& parent, const IntentKey& start) {
  return instance.parent && instance.parent->instance == parent && instance.parent->start == start;
}

std::optional<Problem> too_many_levels(std::uint32_t level) {
  if (level < kMaxFamilyLevels) return std::nullopt;
  return make_problem(ProblemKind::Runtime, "it would be level " + std::to_string(kMaxFamilyLevels + 1) +
                                                " of workflows that start each other, and " +
                                                std::to_string(kMaxFamilyLevels) +
                                                " are allowed; does a workflow start itself without end?");
}

bool is_sent(const EventBody& event) {
  return std::holds_alternative<Deliver>(event) || std::holds_alternative<Offer>(event);
}

const Problem* refused(const Decision& decision) {
  const EventBody& event = decision.record.event.body;
  const Instance& next = decision.next;
  if (std::holds_alternative<Resume>(event)) {
    return next.status == Status::Suspended && next.error ? &*next.error : nullptr;
  }
  if (!std::holds_alternative<Start>(event) && !is_sent(event)) return nullptr;
  const auto change = std::ranges::find(decision.record.changes, ChangeKind::EventRefused, &Change::kind);
  return change == decision.record.changes.end() ? nullptr : &*change->problem;
}

Decision handle(const Program& program, Instance&& instance, Event&& event) {
  if (auto* answer = std::get_if<Answer>(&event.body)) admit(answer->outcome);
  Decision decision{
      .next = std::move(instance), .intents = {}, .record = {.revision = {}, .event = std::move(event), .changes = {}}};
  if (program.hosted) {
    apply_event<HostedTransition>(program, decision);
  } else {
    apply_event<WorkflowTransition>(program, decision);
  }
  Instance& next = decision.next;
  if (next.status == Status::Running || next.status == Status::Waiting) {
    next.status = only_waits(next) ? Status::Waiting : Status::Running;
  }
  return decision;
}

std::optional<std::string> refusal(const Instance& instance, const EventBody& command) {
  if (std::holds_alternative<Start>(command)) {
    if (instance.status == Status::Pending) return std::nullopt;
    return "it has already been started";
  }
  if (instance.status == Status::Pending) return "it has not been started";
  if (has_ended(instance.status)) return refusal_when_ended(instance, command);
  const bool suspended = instance.status == Status::Suspended;
  if (std::holds_alternative<Retry>(command)) return "it has not faulted; only a faulted instance can be retried";
  if (std::holds_alternative<Suspend>(command) && suspended) return "it is already suspended";
  if (std::holds_alternative<Resume>(command) && !suspended) return "it is not suspended";
  if (std::holds_alternative<Cancel>(command) && is_being_undone(instance)) {
    return "it is already ending and undoing its work";
  }
  if (std::holds_alternative<Deliver>(command) && !std::holds_alternative<HostedState>(instance.state)) {
    return "it is a workflow; only machines take events of their own";
  }
  if (std::holds_alternative<Offer>(command) && listeners_of(instance).empty()) return "it does not listen to anything";
  return std::nullopt;
}

bool is_new_key(const IntentKey& key, std::string_view run_id, Revision revision) {
  std::string_view rest = key.value;
  for (const std::string_view part : {run_id, std::string_view("/")}) {
    if (!rest.starts_with(part)) return false;
    rest.remove_prefix(part.size());
  }
  std::uint64_t made_in = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), made_in);
  return error == std::errc() && made_in == revision.value;
}

InstanceId child_id(const IntentKey& start, const InstanceId& named) {
  if (!named.value.empty()) return named;
  std::string id = start.value;
  std::ranges::replace(id, '/', '-');
  return InstanceId{std::move(id)};
}

}  // namespace baton::core
