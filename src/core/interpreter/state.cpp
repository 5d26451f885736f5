#include "core/interpreter/state.hpp"

#include "base/overloaded.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace baton::core {
namespace {

bool same_frames(const std::vector<std::shared_ptr<const Frame>>& left,
                 const std::vector<std::shared_ptr<const Frame>>& right) {
  return std::ranges::equal(left, right, [](const auto& a, const auto& b) { return a == b || *a == *b; });
}

template <class T>
bool same_pointee(const std::shared_ptr<const T>& left, const std::shared_ptr<const T>& right) {
  return left == right || (left != nullptr && right != nullptr && *left == *right);
}

}  // namespace

const IntentKey* awaited_key(const TaskState& state) {
  const auto of = [](const std::optional<IntentKey>& key) { return key ? &*key : nullptr; };
  return std::visit(overloaded{[&](const CallState& call) { return of(call.key); },
                               [&](const RunWorkflowState& child) { return of(child.key); },
                               [](const std::monostate&) -> const IntentKey* { return nullptr; },
                               [](const DoState&) -> const IntentKey* { return nullptr; },
                               [](const ForState&) -> const IntentKey* { return nullptr; },
                               [](const ForkState&) -> const IntentKey* { return nullptr; },
                               [](const TryState&) -> const IntentKey* { return nullptr; },
                               [](const WaitState&) -> const IntentKey* { return nullptr; },
                               [](const ListenState&) -> const IntentKey* { return nullptr; }},
                    state);
}

std::uint32_t attempt_of(const Frame& frame) {
  if (const auto* call = std::get_if<CallState>(&frame.state)) return call->attempt;
  if (const auto* block = std::get_if<TryState>(&frame.state)) return block->attempt;
  return 1;
}

const Frame* WorkflowState::find(FrameId id) const {
  if (!frames.empty() && frames.back()->id == id) return frames.back().get();  // nearly always the one in question
  const auto place = std::ranges::lower_bound(frames, id, {}, [](const auto& frame) { return frame->id; });
  return place != frames.end() && (*place)->id == id ? place->get() : nullptr;
}

bool listens(const WorkflowState& state) {
  return std::ranges::any_of(state.frames, [](const auto& frame) {
    const auto* listening = std::get_if<ListenState>(&frame->state);
    return listening != nullptr && !listening->listeners.empty();
  });
}

void WorkflowState::forget_progress() {
  frames.clear();
  timers.clear();
  ledger = Ledger();
}

bool operator==(const Unwinding& left, const Unwinding& right) {
  return left.next == right.next && left.compensate == right.compensate && left.spare == right.spare &&
         left.problem == right.problem && left.resume_at == right.resume_at && left.output == right.output &&
         left.undoing == right.undoing && left.undo_unknown == right.undo_unknown && left.undo_key == right.undo_key &&
         left.undo_calls == right.undo_calls && same_pointee(left.retry_point, right.retry_point);
}

bool operator==(const RetryPoint& left, const RetryPoint& right) {
  return left.origin == right.origin && same_frames(left.frames, right.frames);
}

bool operator==(const WorkflowState& left, const WorkflowState& right) {
  return left.context == right.context && same_frames(left.frames, right.frames) && left.timers == right.timers &&
         left.ledger == right.ledger && left.failed_compensations == right.failed_compensations &&
         same_pointee(left.retry_point, right.retry_point) && left.next_frame == right.next_frame &&
         left.next_timer == right.next_timer && left.next_listener == right.next_listener && left.log == right.log &&
         left.consumed == right.consumed;
}

}  // namespace baton::core
