#include "core/workflow/retry_points.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

using Frames = std::vector<std::shared_ptr<const Frame>>;

// A frame whose call is in flight keeps what it asked for: a retry may have to ask for the same again.
std::shared_ptr<const Frame> with_call_in_flight(const Transition& transition, std::shared_ptr<const Frame> frame) {
  const auto* state = std::get_if<CallState>(&frame->state);
  if (state == nullptr || !state->key || state->unknown) return frame;
  const Pending* asked = transition.find_pending(*state->key);
  if (asked == nullptr) return frame;
  auto kept = std::make_shared<Frame>(*frame);
  std::get<CallState>(kept->state).unknown =
      UnknownCall{.place = {}, .arguments = std::get<Call>(asked->request).arguments, .key = asked->key};
  return kept;
}

// A compensation that runs goes on to its end; with what it has undone there is nothing to go back to.
std::shared_ptr<const RetryPoint> unless_undoing(const Transition& transition, Frames frames, FrameId origin) {
  if (std::ranges::any_of(frames, [](const auto& frame) { return frame->compensation; })) return nullptr;
  for (auto& frame : frames) frame = with_call_in_flight(transition, std::move(frame));
  return std::make_shared<RetryPoint>(RetryPoint{.frames = std::move(frames), .origin = origin});
}

}  // namespace

std::shared_ptr<const RetryPoint> retry_point_at(const Transition& transition, FrameId origin) {
  return unless_undoing(transition, transition.state().frames, origin);
}

std::shared_ptr<const RetryPoint> carried_out_of(const Transition& transition, FrameId id,
                                                 std::shared_ptr<const RetryPoint> point) {
  if (point == nullptr) return nullptr;
  Frames frames;
  for (const auto& frame : transition.state().frames) {
    if (frame->id != id) frames.push_back(frame);
  }
  std::set<FrameId> inside{id};
  for (const auto& frame : point->frames) {  // a frame's id is greater than its parent's
    if (frame->id != id && !inside.contains(frame->parent)) continue;
    inside.insert(frame->id);
    frames.push_back(frame);
  }
  std::ranges::sort(frames, {}, [](const auto& frame) { return frame->id; });
  return unless_undoing(transition, std::move(frames), point->origin);
}

void note_in_retry_points(Transition& transition, FrameId frame, const Outcome& outcome) {
  for (const FrameId id : transition.path_to(frame)) {
    const Boxed<Unwinding>& unwinding = transition.at(id).unwinding;
    if (!unwinding || !unwinding->retry_point) continue;
    auto point = std::make_shared<RetryPoint>(*unwinding->retry_point);
    for (auto& kept : point->frames) {
      if (kept->id != frame) continue;
      auto answered_frame = std::make_shared<Frame>(*kept);
      answered_frame->answered = outcome;
      kept = std::move(answered_frame);
    }
    transition.edit(id).unwinding->retry_point = std::move(point);
  }
}

}  // namespace baton::core
