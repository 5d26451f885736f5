// The frames of an instance, or of one of its retry points, with the children of each at hand.
#pragma once

#include "core/interpreter/state.hpp"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace baton::runtime::validate {

using Frames = std::vector<std::shared_ptr<const core::Frame>>;

class FrameTree {
 public:
  // The frames are a tree: broken_tree() has found nothing. They must outlive it.
  explicit FrameTree(const Frames& frames);

  [[nodiscard]] const Frames& frames() const { return frames_; }
  [[nodiscard]] const core::Frame* find(core::FrameId id) const;
  [[nodiscard]] std::span<const core::Frame* const> children_of(core::FrameId id) const;

 private:
  const Frames& frames_;
  std::vector<const core::Frame*> by_parent_;  // by parent, then by id
};

}  // namespace baton::runtime::validate
