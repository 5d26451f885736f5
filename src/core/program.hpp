// Program: a definition compiled for handle(). Immutable and shared.
//
// Tasks lie in one vector, in document order; a TaskId is a place in it. What the document says in another place (a
// function's body, a named retry policy, a named error, a timeout) is resolved here, where it is used.
#pragma once

#include "core/call_kind.hpp"
#include "core/event_filter.hpp"
#include "core/expression.hpp"
#include "core/schedule/cron.hpp"

#include <baton/detail/any_machine.hpp>
#include <baton/ids.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::schema {
class Schema;
}

namespace baton::core {

enum class TaskId : std::uint32_t {};

// DSL: "Flow Directive".
struct Directive {
  enum class Kind : std::uint8_t { Continue, Exit, End, Jump };
  Kind kind = Kind::Continue;
  std::uint8_t levels =
      0;  // tasks around it that are left first: it is a directive in the list where the last of them is
  std::uint32_t target = 0;  // Jump: place in that list

  friend bool operator==(const Directive&, const Directive&) = default;
};

// DSL: "Retry".
struct RetryPolicy {
  enum class Backoff : std::uint8_t { Constant, Linear, Exponential };
  struct Jitter {
    DurationSource from;
    DurationSource to;
  };

  std::optional<Expression> when;
  std::optional<Expression> except_when;
  DurationSource delay = CalendarDuration{};
  Backoff backoff = Backoff::Constant;
  std::optional<Jitter> jitter;
  std::optional<std::uint32_t> max_retries;        // limit.attempt.count: attempts after the first one
  std::optional<DurationSource> attempt_duration;  // limit.attempt.duration: one attempt may take this long
  std::optional<DurationSource> total_duration;    // limit.duration: no retry starts later than this
};

// DSL: "Error", as `raise` writes it: strings may be expressions.
struct ErrorTemplate {
  Template type;
  int status = 500;
  std::optional<Template> title;
  std::optional<Template> detail;
  std::optional<Template> instance;
};

// DSL: "Catch", `errors.with`: every property that is set must be equal.
struct ErrorFilter {
  std::optional<std::string> type;
  std::optional<std::int64_t> status;
  std::optional<std::string> title;
  std::optional<std::string> detail;
  std::optional<std::string> instance;
};

// A schema is compiled once for the definition, and shared by all that use it; nullptr: none.
using SchemaPtr = std::shared_ptr<const schema::Schema>;

// The kinds of task. Lists of tasks (`do`, the body of `for`, `try`, `catch.do`, `metadata.compensate`) are Do tasks;
// where the document writes only a list, the Do task is implicit.
struct DoTask {
  std::vector<TaskId> tasks;
};
struct SetTask {
  Template data;
};
struct SwitchTask {
  struct Case {
    std::string name;
    std::optional<Expression> when;  // none: the default, taken when no other case matches, wherever it is
    Directive then;
  };
  std::vector<Case> cases;
};
struct ForTask {
  std::string each;  // variable names
  std::string at;
  Template in;
  std::optional<Expression> while_;
  TaskId body;
};
struct ForkTask {
  std::vector<TaskId> branches;
  bool compete = false;
};
struct TryTask {
  TaskId body;
  ErrorFilter filter;
  std::string as;  // variable name
  std::optional<Expression> when;
  std::optional<Expression> except_when;
  std::optional<RetryPolicy> retry;
  std::optional<TaskId> handler;  // catch.do
  std::optional<Directive> then;  // catch.then
};
struct RaiseTask {
  ErrorTemplate error;
};
struct WaitTask {
  DurationSource duration;
};
struct CallTask {
  CallKind kind = CallKind::Operator;
  std::string function;               // as the document names it: "payment.charge", "http"
  std::optional<Template> arguments;  // `with`; none: the task's input
  std::optional<RetryPolicy> retry;   // document.metadata.retry
  bool idempotent = true;             // metadata.idempotent
  bool secret = false;                // mentions $secrets: evaluated by the gateway, see core/call_arguments.hpp
};
// A call to one of the document's `use.functions`: its task, with the arguments as raw input.
struct FunctionTask {
  std::optional<Template> arguments;  // `with`; none: the task's input
  TaskId body;
};
struct RunWorkflowTask {
  DefinitionName workflow;        // version "latest": the newest deployed one when the child starts
  std::optional<Template> input;  // none: the task's input
  bool await = true;
  bool returns_nothing = false;  // return: none
};

// An event to the event log. The event's id, source and time are made where the document does not give them.
struct EmitTask {
  Template event;  // an object: CloudEvents attributes, those of extensions too, and `data`
};
// DSL: "Subscription Iterator": what is done with each event.
struct EventIterator {
  std::string item;  // variable names
  std::string at;
  std::optional<TaskId> body;
  std::optional<Template> output_as;
  std::optional<Template> export_as;
  SchemaPtr output_schema;  // of what `output.as` gives
  SchemaPtr export_schema;  // of the context
};
struct ListenTask {
  EventConsumption to;
  EventReading read = EventReading::Data;
  std::optional<EventIterator> foreach;
};
// What the document describes and this version cannot do: Program::obstacles says why.
struct UnsupportedTask {
  std::optional<Template> arguments;  // with all defaults; none: the task's input
};
struct Task {
  std::string name;
  std::string reference;  // JSON Pointer into the document
  Value definition;       // what the document says under the name
  std::optional<TaskId> parent;
  bool implicit = false;  // a bare list, or the body of a function that a call stands for: not reported

  std::optional<Expression> if_;
  std::optional<Template> input_from;
  std::optional<Template> output_as;
  std::optional<Template> export_as;
  SchemaPtr input_schema;   // of the raw input
  SchemaPtr output_schema;  // of what `output.as` gives
  SchemaPtr export_schema;  // of the context
  std::optional<DurationSource> timeout;
  Directive then;
  std::optional<TaskId> compensate;       // metadata.compensate: an implicit Do task
  bool required = true;                   // metadata.required
  std::optional<CalendarDuration> drain;  // metadata.drain

  std::variant<DoTask, SetTask, SwitchTask, ForTask, ForkTask, TryTask, RaiseTask, WaitTask, CallTask, FunctionTask,
               RunWorkflowTask, EmitTask, ListenTask, UnsupportedTask>
      kind;
};

// Something in a valid document that this version cannot do. A program that has one is not started.
struct Obstacle {
  std::string reference;  // of the task
  std::string reason;     // "gRPC calls cannot be run by this version of Baton"

  friend bool operator==(const Obstacle&, const Obstacle&) = default;
};
// "/do/0/pay: gRPC calls cannot be run by this version of Baton"
[[nodiscard]] std::string describe(const Obstacle& obstacle);

// DSL: "Schedule". At least one of the first four.
struct Schedule {
  std::optional<DurationSource> every;
  std::optional<Cron> cron;
  std::string zone = "UTC";  // document.metadata.timezone: of `cron`; whether there is such a zone is not known here
  std::optional<DurationSource> after;  // the end of the last run
  std::optional<EventConsumption> on;
  EventReading read = EventReading::Data;  // of `on`
};

// A user's code as a program: a machine.
struct Hosted {
  std::string name;
  std::shared_ptr<const detail::AnyMachine>
      machine;                      // nullptr: not registered; the instance can be read but cannot move
  std::vector<EventFilter> topics;  // what it may listen to; a listener finds its own by its identity
};

struct Program {
  DefinitionName name;
  Digest digest;
  Value document;                           // the definition as a parsed object, `$workflow.definition`
  Value resources;                          // what it took from outside: an object of texts by URI; null: nothing
  std::optional<Hosted> hosted;             // what it runs instead of tasks
  std::vector<Task> tasks;                  // tasks[0] is the workflow itself: a Do task with reference "/"
  std::vector<std::string> operator_calls;  // every "operator.method" it calls, sorted, each once
  std::vector<std::string> secrets;         // use.secrets
  std::vector<Obstacle> obstacles;          // in the order of the tasks
  std::optional<Schedule> schedule;

  [[nodiscard]] const Task& task(TaskId id) const { return tasks[static_cast<std::size_t>(id)]; }
  // What is hosted goes by the name of the workflow itself.
  [[nodiscard]] std::string_view reference(TaskId id) const {
    return hosted ? "/" : std::string_view(task(id).reference);
  }
};

inline constexpr TaskId kRootTask{0};

// What is stored of a definition and what its digest is of: the document, or {definition, resources}.
[[nodiscard]] Value stored_form(const Program& program);

// The program that runs a machine, with its topics. All machines of one name share it, whatever format they write.
[[nodiscard]] Program machine_program(std::string name, std::shared_ptr<const detail::AnyMachine> machine);
// What the machine may listen to, as a definition that nothing runs: whoever appends events to the log must know it, also without the
// machine. nullopt: it listens to nothing.
[[nodiscard]] std::optional<Program> topics_of_machine(const Program& machine);
// Of such a definition, or of a machine, as it is stored: without its machine. nullopt: it is none.
[[nodiscard]] std::optional<Program> stored_machine(const Value& document);
// The namespace of machines among the definitions.
inline constexpr std::string_view kMachineSpace = "machine";

}  // namespace baton::core
