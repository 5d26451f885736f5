#include "simulation/moody.hpp"

#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace baton::tests {
namespace {

constexpr std::string_view kComplaint = "it is in a bad mood";

class Moody final : public detail::AnyMachine {
 public:
  Moody(std::shared_ptr<const detail::AnyMachine> inner, std::function<bool()> is_in_bad_mood)
      : inner_(std::move(inner)), is_in_bad_mood_(std::move(is_in_bad_mood)) {}

  void have_moods(std::deque<bool> moods) const {
    is_in_bad_mood_ = [moods = std::move(moods)]() mutable {
      if (moods.empty()) return false;
      const bool mood = moods.front();
      moods.pop_front();
      return mood;
    };
    is_asked_for_outcome_ = false;
  }

  [[nodiscard]] int format() const override { return inner_->format(); }
  [[nodiscard]] std::expected<detail::MachineStep, Problem> start(const Value& input) const override {
    if (is_in_bad_mood_()) complain();
    return inner_->start(input);
  }
  // Of an outcome, and of an event of the log, it is asked twice: it throws at the first or at the second.
  [[nodiscard]] detail::MachineStep handle(const detail::Encoded& state, const detail::Encoded& event) const override {
    const bool is_of_outcome = std::exchange(is_asked_for_outcome_, false);
    if (is_of_outcome ? std::exchange(complains_later_, false) : is_in_bad_mood_()) complain();
    return inner_->handle(state, event);
  }
  [[nodiscard]] Value outcome(const detail::Encoded& intent, const CallOutcome& outcome) const override {
    prepare();
    return inner_->outcome(intent, outcome);
  }
  [[nodiscard]] std::span<const detail::MachineTopic> topics() const override { return inner_->topics(); }
  [[nodiscard]] Value arrival(std::size_t topic, const CloudEvent& event) const override {
    prepare();
    return inner_->arrival(topic, event);
  }
  [[nodiscard]] std::expected<Value, std::string> present(const detail::Encoded& state) const override {
    return inner_->present(state);
  }

 private:
  void prepare() const {
    if (is_in_bad_mood_()) {
      complains_first_ = !complains_first_;
      if (complains_first_) complain();
      complains_later_ = true;
    }
    is_asked_for_outcome_ = true;
  }
  [[noreturn]] static void complain() { throw std::runtime_error(std::string(kComplaint)); }

  std::shared_ptr<const detail::AnyMachine> inner_;
  mutable std::function<bool()> is_in_bad_mood_;
  mutable bool is_asked_for_outcome_ = false;
  mutable bool complains_first_ = false;
  mutable bool complains_later_ = false;
};

}  // namespace

runtime::ProgramPtr moody(const runtime::ProgramPtr& program, std::function<bool()> is_in_bad_mood) {
  auto copy = std::make_shared<core::Program>(*program);
  copy->hosted->machine = std::make_shared<const Moody>(program->hosted->machine, std::move(is_in_bad_mood));
  return copy;
}

void have_moods_of(const core::Program& program, const core::HistoryRecord& record) {
  const auto* machine = program.hosted ? dynamic_cast<const Moody*>(program.hosted->machine.get()) : nullptr;
  if (machine == nullptr) return;
  std::deque<bool> moods;
  for (const core::Change& change : record.changes) {
    using core::ChangeKind;
    const bool is_suspended_by_it = change.kind == ChangeKind::WorkflowSuspended && change.problem;
    // An event that none of its listeners takes is refused without asking it.
    const bool is_refused_by_it =
        change.kind == ChangeKind::EventRefused && change.problem->detail.find(kComplaint) != std::string::npos;
    const bool was_bad = is_refused_by_it || is_suspended_by_it;
    const bool was_good = change.kind == ChangeKind::EventHandled || change.kind == ChangeKind::WorkflowStarted;
    if (was_bad || was_good) moods.push_back(was_bad);
  }
  machine->have_moods(std::move(moods));
}

}  // namespace baton::tests
