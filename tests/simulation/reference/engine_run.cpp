#include "simulation/reference/engine_run.hpp"

#include "base/overloaded.hpp"
#include "core/interpreter/listening.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace baton::tests {
namespace {

using ProgramPtr = std::shared_ptr<const core::Program>;

class IdealWorld {
 public:
  IdealWorld(ProgramPtr child, const OperatorResult& operators, std::function<std::vector<Value>()> more)
      : child_(std::move(child)), operators_(operators), more_(std::move(more)) {}

  EngineOutcome run(const ProgramPtr& program, const Value& input) {
    begin("root", program, input, {}, 0);
    while (step()) {
    }
    return {.instance = runs_.at("root").instance, .completed = std::move(completed_)};
  }

 private:
  struct Run {
    ProgramPtr program;
    core::Instance instance;
    std::map<TimerId, Timestamp> timers;
  };
  struct Delivery {
    std::string to;
    core::EventBody event;
    std::optional<std::uint64_t> log = {};  // a child's start: where it begins to listen
  };

  void begin(const std::string& id, const ProgramPtr& program, const Value& input, std::optional<core::Parent> parent,
             std::uint64_t log) {
    runs_[id] = Run{.program = program, .instance = core::new_instance(InstanceId{id}, *program), .timers = {}};
    queue_.push_back({id, core::Start{.run_id = id, .input = input, .parent = std::move(parent)}, log});
  }

  bool step() {
    if (queue_.empty() && !deliver_event() && !advance_time() && !publish()) return false;
    if (queue_.empty()) return true;
    const Delivery next = std::move(queue_.front());
    queue_.pop_front();
    Run& run = runs_.at(next.to);
    core::Decision decision = core::handle(
        *run.program, run.instance, {.at = now_, .seed = 1, .log = next.log.value_or(log_.size()), .body = next.event});
    run.instance = std::move(decision.next);
    if (next.to == "root") count(*run.program, decision.record);
    for (const core::Intent& intent : decision.intents) {
      std::visit(overloaded{[&](const core::Pending& pending) { execute(next.to, pending); },
                            [&](const core::SetTimer& timer) { runs_.at(next.to).timers[timer.timer] = timer.due; },
                            [&](const core::ClearTimer& timer) { runs_.at(next.to).timers.erase(timer.timer); },
                            [](const core::SetListener&) {}, [](const core::ClearListener&) {},
                            [&](const core::Emit& emitted) { log_.push_back(to_value(emitted.event)); },
                            [](const core::Withdraw&) {}},
                 intent);
    }
    return true;
  }

  void count(const core::Program& program, const core::HistoryRecord& record) {
    for (const core::Change& change : record.changes) {
      if (change.kind == core::ChangeKind::TaskCompleted) ++completed_[program.task(change.task).reference];
    }
  }

  void execute(const std::string& id, const core::Pending& pending) {
    std::visit(overloaded{[&](const core::Call& call) {
                            Value output = operators_(call.function, call.arguments);
                            if (output.is_object()) output = output.with("effect", Value::string(pending.key.value));
                            queue_.push_back({id, core::Answer{.key = pending.key,
                                                               .outcome = core::Succeeded{output},
                                                               .attempt = pending.attempt}});
                          },
                          [&](const core::StartChild& start) {
                            const auto parent = core::parent_of_child(runs_.at(id).instance, pending.key, start.await);
                            begin(core::child_id(pending.key).value, child_, start.input, parent, start.log);
                            if (!start.await) {
                              queue_.push_back({id, core::Answer{.key = pending.key, .outcome = core::Succeeded{}}});
                            }
                          },
                          [&](const core::CancelChild& cancel) {
                            queue_.push_back({core::child_id(cancel.start).value, core::Cancel{.compensate = true}});
                            queue_.push_back({id, core::Acknowledged{pending.key}});
                          },
                          [&](const core::Notify& news) {
                            const core::Answer answer{.key = news.start, .outcome = news.outcome};
                            queue_.push_back({news.parent.value, answer});
                            queue_.push_back({id, core::Acknowledged{pending.key}});
                          },
                          [&](const core::Yield&) { queue_.push_back({id, core::Continue{pending.key}}); }},
               pending.request);
  }

  // Queues the next event of the log for one who listens. Filters that do not let it pass say so.
  bool deliver_event() {
    for (const auto& [id, run] : runs_) {
      std::optional<core::Arrival> first;
      for (const core::ReadyListener& listener : core::ready_listeners(*run.program, run.instance)) {
        const std::uint64_t position = listener.position + 1;
        if (position > log_.size() || (first && first->position <= position)) continue;
        first = core::Arrival{.listener = listener.id, .position = position, .event = log_[position - 1]};
      }
      if (!first) continue;
      queue_.push_back({id, *first});
      return true;
    }
    return false;
  }

  // Something for those who still listen.
  bool publish() {
    constexpr int kMostRounds = 2'000;
    const auto listens = [](const auto& each) {
      return !core::ready_listeners(*each.second.program, each.second.instance).empty();
    };
    if (!more_ || rounds_++ == kMostRounds || std::ranges::none_of(runs_, listens)) return false;
    for (Value& event : more_()) log_.push_back(std::move(event));
    return true;
  }

  // Queues the timer that is due first.
  bool advance_time() {
    std::optional<Timestamp> due;
    for (const auto& [id, run] : runs_) {
      for (const auto& [timer, at] : run.timers) due = std::min(due.value_or(at), at);
    }
    if (!due) return false;
    now_ = std::max(now_, *due);
    for (auto& [id, run] : runs_) {
      const auto found = std::ranges::find_if(run.timers, [&](const auto& timer) { return timer.second == *due; });
      if (found == run.timers.end()) continue;
      queue_.push_back({id, core::TimerFired{found->first}});
      run.timers.erase(found);
      return true;
    }
    return false;
  }

  ProgramPtr child_;
  const OperatorResult& operators_;
  std::function<std::vector<Value>()> more_;
  int rounds_ = 0;
  std::vector<Value> log_;  // of events
  std::map<std::string, Run> runs_;
  std::deque<Delivery> queue_;
  std::map<std::string, int> completed_;
  Timestamp now_{};
};

}  // namespace

EngineOutcome run_engine(const ProgramPtr& program, const ProgramPtr& child, const Value& input,
                         const OperatorResult& operators, std::function<std::vector<Value>()> more) {
  return IdealWorld(child, operators, std::move(more)).run(program, input);
}

}  // namespace baton::tests
