// The rules of a stored instance, by what they are about. Each function returns the first rule that is broken, in words, or
// nullopt.
#pragma once

#include "core/instance.hpp"
#include "core/program.hpp"
#include "runtime/codec/validate/frame_tree.hpp"

#include <optional>
#include <string>

namespace baton::runtime::validate {

using Broken = std::optional<std::string>;

// frame_tree.cpp: the frames form a tree of tasks that the program has, under the workflow's own frame.
[[nodiscard]] Broken broken_tree(const core::Program& program, const Frames& frames, std::uint32_t next_frame);
// The same of frames whose first one is the root of their tree.
[[nodiscard]] Broken broken_branch(const core::Program& program, const Frames& frames, std::uint32_t next_frame);

// frame_states.cpp: a frame's state is that of its kind of task, and within it.
struct Leeway {
  bool without_state = false;
  bool past_end = false;  // behind its last task or round
};
[[nodiscard]] Broken broken_state(const core::Task& task, const core::Instance& instance, const core::Frame& frame,
                                  Leeway leeway);

// frames.cpp: each frame fits its phase, its parent and its children. `origin`: the frame that faulted, where these are the
// frames of a retry point.
[[nodiscard]] Broken broken_frames(const core::Program& program, const core::Instance& instance, const FrameTree& tree,
                                   std::optional<core::FrameId> origin);
[[nodiscard]] Broken broken_retry_point(const core::Program& program, const core::Instance& instance,
                                        const core::RetryPoint& point);

// waits.cpp: what is waited for is there, and what is there is waited for.
[[nodiscard]] Broken broken_waits(const core::Program& program, const core::Instance& instance, const FrameTree& tree);
[[nodiscard]] Broken broken_held_events(const core::Program& program, const core::Instance& instance);

// keys.cpp: keys have the form <run id>/<revision>/<position>.
[[nodiscard]] Broken broken_run_id(const std::string& run_id);
// One that this instance made.
[[nodiscard]] Broken broken_own_key(const core::Instance& instance, const IntentKey& key);
// One that any instance made.
[[nodiscard]] Broken broken_key(const IntentKey& key);

// One for operators alone, that several instances may have; empty: none.
[[nodiscard]] Broken broken_shared_key(const std::string& key);

// Of a request that notifies the parent of the instance how it ended.
[[nodiscard]] Broken broken_notify(const core::Instance& instance, const core::Notify& news);

// hosted.cpp: a hosted program waits for what is there, and can read its state.
[[nodiscard]] Broken broken_hosted(const core::Hosted& program, const core::Instance& instance,
                                   const core::HostedState& state);

}  // namespace baton::runtime::validate
