#include "runtime/codec/validate/frame_tree.hpp"

#include "core/limits.hpp"
#include "runtime/codec/validate/rules.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace baton::runtime::validate {
namespace {

using core::Frame;
using core::FrameId;

const Frame* find_in(const Frames& frames, FrameId id) {
  const auto place = std::ranges::lower_bound(frames, id, {}, [](const auto& frame) { return frame->id; });
  return place != frames.end() && (*place)->id == id ? place->get() : nullptr;
}

Broken broken_root(const Frame& root) {
  if (root.id != core::kRootFrame || root.parent != core::kNoFrame) return "the workflow's own frame is missing";
  if (root.task != core::kRootTask) return "the workflow's own frame names another task";
  if (root.phase == core::Phase::Draining || root.cancelling || root.compensation) {
    return "the workflow's own frame is in a state that only tasks inside it can have";
  }
  return std::nullopt;
}

}  // namespace

Broken broken_tree(const core::Program& program, const Frames& frames, std::uint32_t next_frame) {
  if (frames.empty()) return "the workflow's own frame is missing";
  if (auto broken = broken_root(*frames.front())) return broken;
  return broken_branch(program, frames, next_frame);
}

Broken broken_branch(const core::Program& program, const Frames& frames, std::uint32_t next_frame) {
  std::vector<std::size_t> depths{1};
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const Frame& frame = *frames[i];
    const std::string name = "frame " + std::to_string(std::to_underlying(frame.id));
    if (frame.id <= frames[i - 1]->id) return "the frames are not in the order of their numbers";
    if (static_cast<std::size_t>(frame.task) >= program.tasks.size()) {
      return name + " names a task that the definition does not have";
    }
    if (frame.parent >= frame.id) return name + " is not younger than its parent";
    const std::span before(frames.data(), i);  // those behind may be out of order
    const auto parent = std::ranges::lower_bound(before, frame.parent, {}, [](const auto& each) { return each->id; });
    if (parent == before.end() || (*parent)->id != frame.parent) return name + " has no parent";
    depths.push_back(depths[static_cast<std::size_t>(parent - before.begin())] + 1);
    if (depths.back() > core::kMaxFrameDepth + 1) return name + " is nested too deep";
  }
  if (std::to_underlying(frames.back()->id) >= next_frame) return "next_frame is the number of a frame already";
  return std::nullopt;
}

FrameTree::FrameTree(const Frames& frames) : frames_(frames) {
  by_parent_.reserve(frames.size());
  for (const auto& frame : frames) by_parent_.push_back(frame.get());
  std::ranges::stable_sort(by_parent_, {}, &Frame::parent);
}

const Frame* FrameTree::find(FrameId id) const {
  return find_in(frames_, id);
}

std::span<const Frame* const> FrameTree::children_of(FrameId id) const {
  const auto range = std::ranges::equal_range(by_parent_, id, {}, &Frame::parent);
  return {range.begin(), range.end()};
}

}  // namespace baton::runtime::validate
