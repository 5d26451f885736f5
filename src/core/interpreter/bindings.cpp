#include "core/interpreter/bindings.hpp"

#include "base/iso8601.hpp"
#include "base/version.hpp"

namespace baton::core {

Value FrameBindings::argument(Argument argument) const {
  switch (argument) {
    case Argument::Context:
      return transition_.state().context;
    case Argument::Input:
      return transition_.at(frame_).input;
    case Argument::Output:
      return output_ != nullptr ? *output_ : variable(kCompensatedOutput);
    case Argument::Task:
      return task_descriptor();
    case Argument::Workflow:
      return workflow_descriptor();
    case Argument::Runtime:
      return runtime_descriptor();
    case Argument::Secrets:  // evaluated by the gateway only, see core/call_arguments.hpp
    case Argument::Authorization:
      return {};
  }
  return {};
}

Value FrameBindings::variable(std::string_view name) const {
  for (FrameId id = frame_; id != kNoFrame;) {
    const Frame& frame = transition_.at(id);
    for (const Variable& variable : frame.variables) {
      if (variable.name == name) return variable.value;
    }
    id = frame.parent;
  }
  return {};
}

Value FrameBindings::task_descriptor() const {
  const Frame& frame = transition_.at(frame_);
  const Task& task = transition_.task_of(frame_);
  return Value::object({{"name", Value::string(task.name)},
                        {"reference", Value::string(task.reference)},
                        {"definition", task.definition},
                        {"input", frame.raw_input},
                        {"output", raw_output_ != nullptr ? *raw_output_ : Value()},
                        {"startedAt", date_time_descriptor(frame.started_at)}});
}

Value FrameBindings::workflow_descriptor() const {
  const Instance& instance = transition_.instance();
  return Value::object({{"id", Value::string(instance.id.value)},
                        {"definition", transition_.program().document},
                        {"input", instance.input},
                        {"startedAt", date_time_descriptor(*instance.started_at)}});
}

Value date_time_descriptor(Timestamp time) {
  const std::int64_t milliseconds = time.time_since_epoch().count();
  const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  return Value::object(
      {{"iso8601", Value::string(to_iso8601(time))},
       {"epoch", Value::object({{"seconds", Value::number(seconds)}, {"milliseconds", Value::number(milliseconds)}})}});
}

Value runtime_descriptor() {
  return Value::object(
      {{"name", Value::string("baton")}, {"version", Value::string(kVersion)}, {"metadata", Value::object({})}});
}

}  // namespace baton::core
