#include "core/interpreter/retry_points.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace baton::core {
namespace {

using Frames = std::vector<std::shared_ptr<const Frame>>;

constexpr auto frame_id = [](const std::shared_ptr<const Frame>& frame) { return frame->id; };

// A frame whose call is in flight keeps what it asked for: a retry may have to ask for the same again.
std::shared_ptr<const Frame> with_call_in_flight(const WorkflowTransition& transition,
                                                 std::shared_ptr<const Frame> frame) {
  const auto* state = std::get_if<CallState>(&frame->state);
  if (state == nullptr || !state->key || state->unknown) return frame;
  const Pending* asked = transition.find_pending(*state->key);
  if (asked == nullptr) return frame;
  auto kept = std::make_shared<Frame>(*frame);
  std::get<CallState>(kept->state).unknown = UnknownCall{.place = {},
                                                         .arguments = std::get<Call>(asked->request).arguments,
                                                         .key = asked->key,
                                                         .attempts = asked->attempt};
  return kept;
}

// A compensation that runs continues to its end; after it has undone something, a retry cannot go back.
std::shared_ptr<const RetryPoint> unless_undoing(RetryPoint point) {
  if (std::ranges::any_of(point.frames, [](const auto& frame) { return frame->compensation; })) return nullptr;
  return std::make_shared<RetryPoint>(std::move(point));
}

// Another revision of the instance may share the point: then this one gets its own copy, as with frames.
void note(std::shared_ptr<const RetryPoint>& point, FrameId frame, const Outcome& outcome) {
  const auto place = std::ranges::lower_bound(point->frames, frame, {}, frame_id);
  if (place == point->frames.end() || (*place)->id != frame) return;
  const auto position = place - point->frames.begin();
  if (point.use_count() > 1) point = std::make_shared<RetryPoint>(*point);
  auto answered = std::make_shared<Frame>(*point->frames[position]);
  answered->answered = outcome;
  const_cast<RetryPoint&>(*point).frames[position] = std::move(answered);
}

// The frame and all inside it, as a retry needs them.
Frames frames_within(const WorkflowTransition& transition, FrameId id) {
  Frames frames = transition.frames_within(id);
  for (auto& frame : frames) frame = with_call_in_flight(transition, std::move(frame));
  return frames;
}

}  // namespace

std::shared_ptr<const RetryPoint> retry_point_at(const WorkflowTransition& transition, FrameId origin) {
  return unless_undoing(RetryPoint{.frames = frames_within(transition, origin), .origin = origin});
}

std::shared_ptr<const RetryPoint> widened_to(const WorkflowTransition& transition, FrameId frame,
                                             const std::shared_ptr<const RetryPoint>& point) {
  if (point == nullptr) return nullptr;
  Frames frames;
  std::ranges::merge(frames_within(transition, frame), point->frames, std::back_inserter(frames), {}, frame_id,
                     frame_id);
  return unless_undoing(RetryPoint{.frames = std::move(frames), .origin = point->origin});
}

void note_in_retry_points(WorkflowTransition& transition, FrameId frame, const Outcome& outcome) {
  for (const FrameId id : transition.path_to(frame)) {
    const Boxed<Unwinding>& unwinding = transition.at(id).unwinding;
    if (unwinding && unwinding->retry_point) note(transition.edit(id).unwinding->retry_point, frame, outcome);
  }
}

}  // namespace baton::core
