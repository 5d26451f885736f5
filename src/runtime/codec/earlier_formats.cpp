#include "runtime/codec/earlier_formats.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

namespace baton::runtime {
namespace {

using Frames = std::vector<std::shared_ptr<const core::Frame>>;

// In the order in which they are stored: whether that is the right one is not known yet.
Frames frames_within(core::FrameId holder, const Frames& frames) {
  Frames within;
  std::set<core::FrameId> ids{holder};
  for (const auto& frame : frames) {
    if (frame->id != holder && !ids.contains(frame->parent)) continue;
    ids.insert(frame->id);
    within.push_back(frame);
  }
  return within;
}

void narrow_within(Frames& frames) {
  for (auto& frame : frames) {
    if (!frame->unwinding || frame->unwinding->retry_point == nullptr) continue;
    auto point = std::make_shared<core::RetryPoint>(*frame->unwinding->retry_point);
    point->frames = frames_within(frame->id, point->frames);
    narrow_within(point->frames);
    auto narrowed = std::make_shared<core::Frame>(*frame);
    narrowed->unwinding->retry_point = std::move(point);
    frame = std::move(narrowed);
  }
}

}  // namespace

void narrow_retry_points(core::WorkflowState& state) {
  narrow_within(state.frames);
  if (state.retry_point == nullptr) return;
  auto point = std::make_shared<core::RetryPoint>(*state.retry_point);
  narrow_within(point->frames);
  state.retry_point = std::move(point);
}

}  // namespace baton::runtime
