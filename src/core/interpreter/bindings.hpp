// What the expressions of a task in progress see (DSL: "Runtime expression arguments").
#pragma once

#include "core/expression.hpp"
#include "core/interpreter/workflow_transition.hpp"

namespace baton::core {

class FrameBindings final : public Bindings {
 public:
  FrameBindings(const WorkflowTransition& transition, FrameId frame) : transition_(transition), frame_(frame) {}

  // For output.as: the task's raw output. For export.as also its transformed output.
  FrameBindings& with_raw_output(const Value& output) {
    raw_output_ = &output;
    return *this;
  }
  FrameBindings& with_output(const Value& output) {
    output_ = &output;
    return *this;
  }

  [[nodiscard]] Value argument(Argument argument) const override;
  [[nodiscard]] Value variable(std::string_view name) const override;
  [[nodiscard]] Timestamp now() const override { return transition_.now(); }

 private:
  void steps_were_taken(std::uint64_t count) const override { transition_.count_steps(count); }
  [[nodiscard]] Value task_descriptor() const;
  [[nodiscard]] Value workflow_descriptor() const;

  const WorkflowTransition& transition_;
  FrameId frame_;
  const Value* raw_output_ = nullptr;
  const Value* output_ = nullptr;
};

// DSL: "DateTime Descriptor".
[[nodiscard]] Value date_time_descriptor(Timestamp time);
// DSL: "Runtime Descriptor".
[[nodiscard]] Value runtime_descriptor();

// The variable that holds the undone task's output while its compensation runs; `$output` there.
inline constexpr std::string_view kCompensatedOutput = "output";

}  // namespace baton::core
