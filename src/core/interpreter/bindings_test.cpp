#include "core/interpreter/bindings.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace baton::core {
namespace {

Value text(const char* what) {
  return Value::string(what);
}

// A workflow with a task inside a task, both in progress.
class FrameBindingsOf : public testing::Test {
 protected:
  FrameBindingsOf() {
    program_.document = text("the document");
    for (const char* name : {"flow", "outer", "inner"}) {
      Task& task = program_.tasks.emplace_back();
      task.name = name;
      task.reference = std::string("/do/0/") + name;
      task.definition = text("its definition");
    }
    Instance& instance = decision_.next;
    instance.id = InstanceId{"i"};
    instance.input = text("input of the workflow");
    instance.started_at = Timestamp(Duration{1'500});
    auto& state = std::get<WorkflowState>(instance.state);
    state.context = text("context");
    for (std::uint32_t i = 0; i < 3; ++i) {
      auto frame = std::make_shared<Frame>();
      frame->id = FrameId{i + 1};
      frame->parent = FrameId{i};
      frame->task = TaskId{i};
      frame->raw_input = text("raw input");
      frame->input = text("input");
      frame->variables = {Variable{.name = "depth", .value = Value::number(std::int64_t{i})}};
      if (i == 1) frame->variables.push_back({.name = "item", .value = text("of the outer task")});
      state.frames.push_back(std::move(frame));
    }
    decision_.record.event.at = Timestamp(Duration{9'000});
  }

  Program program_;
  Decision decision_;
};

TEST_F(FrameBindingsOf, ATaskHaveTheNearestVariableOfAName) {
  const WorkflowTransition transition(program_, decision_);
  const FrameBindings inner(transition, FrameId{3});
  EXPECT_EQ(inner.variable("depth"), Value::number(std::int64_t{2}));
  EXPECT_EQ(inner.variable("item"), text("of the outer task"));
  EXPECT_TRUE(inner.variable("none").is_null());
  EXPECT_EQ(FrameBindings(transition, kRootFrame).variable("item"), Value()) << "what is inside is not seen";
}

TEST_F(FrameBindingsOf, ATaskHaveWhatItWorksOn) {
  const WorkflowTransition transition(program_, decision_);
  const FrameBindings bindings(transition, FrameId{3});
  EXPECT_EQ(bindings.argument(Argument::Context), text("context"));
  EXPECT_EQ(bindings.argument(Argument::Input), text("input"));
  EXPECT_EQ(bindings.now(), Timestamp(Duration{9'000}));
  EXPECT_TRUE(bindings.argument(Argument::Secrets).is_null()) << "which never enter the core";

  const Value task = bindings.argument(Argument::Task);
  EXPECT_EQ(*task.find("name"), text("inner"));
  EXPECT_EQ(*task.find("reference"), text("/do/0/inner"));
  EXPECT_EQ(*task.find("definition"), text("its definition"));
  EXPECT_EQ(*task.find("input"), text("raw input"));
  EXPECT_EQ(*task.find("startedAt"), date_time_descriptor(transition.at(FrameId{3}).started_at));
  const Value workflow = bindings.argument(Argument::Workflow);
  EXPECT_EQ(*workflow.find("id"), text("i"));
  EXPECT_EQ(*workflow.find("definition"), text("the document"));
  EXPECT_EQ(*workflow.find("input"), text("input of the workflow"));
  EXPECT_EQ(to_json(*workflow.find("startedAt")),
            R"({"iso8601":"1970-01-01T00:00:01.500Z","epoch":{"seconds":1,"milliseconds":1500}})");
}

TEST_F(FrameBindingsOf, ATaskDescribeTheRuntime) {
  const WorkflowTransition transition(program_, decision_);
  const Value runtime = FrameBindings(transition, FrameId{3}).argument(Argument::Runtime);
  EXPECT_EQ(*runtime.find("name"), text("baton"));
  EXPECT_FALSE(runtime.find("version")->as_string().empty());
  EXPECT_EQ(*runtime.find("metadata"), Value::object({}));
}

TEST(DateTimeDescriptor, CountsWholeSecondsAlsoBeforeTheEpoch) {
  EXPECT_EQ(to_json(date_time_descriptor(Timestamp(Duration{-1'500}))),
            R"({"iso8601":"1969-12-31T23:59:58.500Z","epoch":{"seconds":-2,"milliseconds":-1500}})");
}

TEST_F(FrameBindingsOf, ATaskHaveItsOutputsOnceItHasSome) {
  const WorkflowTransition transition(program_, decision_);
  FrameBindings bindings(transition, FrameId{3});
  EXPECT_TRUE(bindings.argument(Argument::Output).is_null());
  EXPECT_TRUE(bindings.argument(Argument::Task).find("output")->is_null());
  const Value raw = text("raw output");
  const Value transformed = text("transformed output");
  bindings.with_raw_output(raw);
  EXPECT_EQ(*bindings.argument(Argument::Task).find("output"), raw);
  EXPECT_TRUE(bindings.argument(Argument::Output).is_null()) << "it is not there before output.as";
  bindings.with_output(transformed);
  EXPECT_EQ(bindings.argument(Argument::Output), transformed);
}

TEST_F(FrameBindingsOf, ACompensationHaveTheOutputThatItUndoes) {
  auto& frames = std::get<WorkflowState>(decision_.next.state).frames;
  auto undo = std::make_shared<Frame>(*frames[1]);
  undo->variables.push_back({.name = std::string(kCompensatedOutput), .value = text("of what is undone")});
  frames[1] = std::move(undo);
  const WorkflowTransition transition(program_, decision_);
  EXPECT_EQ(FrameBindings(transition, FrameId{3}).argument(Argument::Output), text("of what is undone"));
}

TEST_F(FrameBindingsOf, ATaskCountTheStepsOfTheirTransition) {
  const WorkflowTransition transition(program_, decision_);
  FrameBindings(transition, FrameId{3}).take_steps(5);
  FrameBindings(transition, FrameId{2}).take_steps(7);
  EXPECT_EQ(transition.steps(), 12U);
}

}  // namespace
}  // namespace baton::core
