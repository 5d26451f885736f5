// What retry points cost: a fault pays for the tasks within the frame that it has reached, however many run beside it.
#include "core/interpreter/retry_points.hpp"

#include "core/handle.hpp"
#include "core/limits.hpp"
#include "dsl/dsl.hpp"
#include "runtime/codec/codec.hpp"
#include "runtime/codec/validate.hpp"
#include "runtime/programs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace baton::tests {
namespace {

using core::FrameId;
using Frames = std::vector<std::shared_ptr<const core::Frame>>;

// A fork of branches that each look like this.
std::string fork_of(std::size_t branches, const std::string& branch) {
  std::string text =
      "document: { dsl: '1.0.3', namespace: test, name: wide, version: '1.0.0' }\n"
      "do:\n  - all:\n      fork:\n        branches:\n";
  for (std::size_t i = 0; i < branches; ++i) text += "          - b" + std::to_string(i) + ": " + branch + "\n";
  return text;
}

// An instance, event by event, and what its last write stores as its head.
class Story {
 public:
  explicit Story(const std::string& document)
      : program_(dsl::compile(document).value().program), instance_(core::new_instance(InstanceId{"wide"}, *program_)) {
    take(core::Start{.run_id = "run", .input = {}, .parent = {}});
  }

  void take(core::EventBody event) {
    const core::Decision decision =
        core::handle(*program_, instance_, {.at = Timestamp{Duration{++now_}}, .seed = 0, .body = std::move(event)});
    head_bytes_ = runtime::encode(decision, parts_).head.size();
    instance_ = decision.next;
  }
  // The calls of this function in flight fail.
  void fail(const std::string& function) {
    std::vector<IntentKey> keys;
    for (const core::Pending& pending : instance_.pending) {
      if (std::get<core::Call>(pending.request).function == function) keys.push_back(pending.key);
    }
    for (IntentKey& key : keys) {
      take(core::Answer{.key = std::move(key), .outcome = core::Failed{make_problem(ProblemKind::Runtime, "no")}});
    }
  }

  [[nodiscard]] const core::Program& program() const { return *program_; }
  [[nodiscard]] const core::Instance& instance() const { return instance_; }
  [[nodiscard]] const Frames& frames() const { return std::get<core::WorkflowState>(instance_.state).frames; }
  [[nodiscard]] std::size_t head_bytes() const { return head_bytes_; }

 private:
  runtime::ProgramPtr program_;
  core::Instance instance_;
  runtime::Parts parts_;
  std::size_t head_bytes_ = 0;
  std::int64_t now_ = 0;
};

// Those in the retry points of these frames, and in the retry points of those.
std::size_t frames_in_points_of(const Frames& frames) {
  std::size_t count = 0;
  for (const auto& frame : frames) {
    if (!frame->unwinding || frame->unwinding->retry_point == nullptr) continue;
    const Frames& inside = frame->unwinding->retry_point->frames;
    count += inside.size() + frames_in_points_of(inside);
  }
  return count;
}

TEST(RetryPoint, OfATaskHasNoFrameOfTheBranchesBesideIt) {
  for (const std::size_t branches : {10U, 200U}) {
    const Story story(fork_of(branches, "{ try: [ { pause: { wait: { seconds: 1 } } } ], catch: {} }"));
    core::Decision decision{.next = story.instance(), .intents = {}, .record = {}};
    const core::WorkflowTransition transition(story.program(), decision);
    const FrameId pause = story.frames().back()->id;
    const auto point = core::retry_point_at(transition, pause);
    EXPECT_EQ(point->frames.size(), 1U);
    const FrameId body = transition.at(pause).parent;
    const FrameId block = transition.at(body).parent;
    const FrameId fork = transition.at(block).parent;
    EXPECT_EQ(core::retry_point_at(transition, block)->frames.size(), 3U);
    EXPECT_EQ(core::retry_point_at(transition, fork)->frames.size(), 1 + 3 * branches);
  }
}

TEST(RetryPoint, OfATaskThatTheFaultReachesHasTheTasksBesideTheFaultedOne) {
  Story story(fork_of(3, "{ try: [ { pause: { wait: { seconds: 1 } } } ], catch: {} }"));
  core::Decision decision{.next = story.instance(), .intents = {}, .record = {}};
  core::WorkflowTransition transition(story.program(), decision);
  const FrameId pause = story.frames().back()->id;
  const auto point = core::retry_point_at(transition, pause);
  transition.close(pause);
  const auto widened = core::widened_to(transition, core::kRootFrame, point);
  EXPECT_EQ(widened->origin, pause);
  EXPECT_EQ(widened->frames, story.frames());
}

TEST(RetryPoint, OfBranchesThatAwaitTheirCallsGrowWithTheirNumber) {
  const auto frames_at = [](std::size_t branches) {
    Story story(fork_of(branches,
                        "{ try: [ { both: { fork: { branches: [ { bad: { call: op.bad } }, "
                        "{ slow: { call: op.slow, metadata: { compensate: [] } } } ] } } } ], catch: {} }"));
    story.fail("op.bad");
    return std::pair(frames_in_points_of(story.frames()), story.head_bytes());
  };
  const auto [few, few_bytes] = frames_at(6);
  const auto [many, many_bytes] = frames_at(12);
  EXPECT_EQ(few, 6U * 3);
  EXPECT_EQ(many, 12U * 3);
  EXPECT_LT(many_bytes, 3 * few_bytes);
}

// Each timeout of tasks around one call ends while the call is awaited.
TEST(RetryPoint, OfTasksAroundEachOtherThatFaultOneAfterTheOtherAreKeptOnce) {
  const auto frames_at = [](std::size_t depth) {
    std::string document =
        "document: { dsl: '1.0.3', namespace: test, name: deep, version: '1.0.0' }\n"
        "do:\n";
    std::string indent = "  ";
    for (std::size_t i = 0; i < depth; ++i) {
      document += indent + "- d" + std::to_string(i) + ":\n";
      document += indent + "    timeout: { after: { seconds: " + std::to_string(depth - i) + " } }\n";
      document += indent + "    do:\n";
      indent += "      ";
    }
    Story story(document + indent + "- slow: { call: op.slow }\n");
    for (std::size_t i = 0; i < depth; ++i) {
      const auto& timers = std::get<core::WorkflowState>(story.instance().state).timers;
      const auto next = std::ranges::min_element(timers, {}, &core::Timer::due);
      story.take(core::TimerFired{next->id});
    }
    return frames_in_points_of(story.frames());
  };
  EXPECT_LT(frames_at(12), 5 * frames_at(6));
}

// The branches beside the block use up the turn in which it has begun.
TEST(RetryPoint, MayBeATaskThatHasNotHadItsTurn) {
  const std::string block =
      "          - block: { try: [ { pause: { wait: { seconds: 1 } } } ], "
      "catch: { retry: { limit: { attempt: { count: 0, duration: { seconds: 5 } } } } } }\n";
  std::string document = fork_of(core::kMaxTasksPerTransition, "{ set: { x: 1 } }");
  document.insert(document.find("          - b0:"), block);
  Story story(document);
  ASSERT_EQ(std::get<core::WorkflowState>(story.instance().state).timers.size(), 1U);
  story.take(core::TimerFired{std::get<core::WorkflowState>(story.instance().state).timers.front().id});
  ASSERT_EQ(story.instance().status, Status::Faulted);
  EXPECT_EQ(runtime::broken_rule(story.program(), story.instance()), std::nullopt);

  story.take(core::Retry{});
  while (!story.instance().pending.empty()) story.take(core::Continue{story.instance().pending.front().key});
  for (int timers = 0; timers < 2 && !std::get<core::WorkflowState>(story.instance().state).timers.empty(); ++timers) {
    const auto next =
        std::ranges::min_element(std::get<core::WorkflowState>(story.instance().state).timers, {}, &core::Timer::due);
    story.take(core::TimerFired{next->id});
  }
  EXPECT_EQ(story.instance().status, Status::Completed);
}

}  // namespace
}  // namespace baton::tests
