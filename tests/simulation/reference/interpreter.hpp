// The walk through a document: one call of task() is one run of a task, from its raw input to its end.
//
//   interpreter.cpp  what every task goes through        tasks.cpp   tasks that hold no others
//   blocks.cpp       do, for, functions, compensations   try.cpp     try         fork.cpp   fork
//   extensions.cpp   what runs before and after tasks    events.cpp  emit, listen
#pragma once

#include "simulation/reference/expressions.hpp"
#include "simulation/reference/reference.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::tests::reference {

// How a task ended.
struct Completed {
  Value output;
  std::string then = "continue";  // the flow directive that applies, or the name of a task
};
struct Faulted {
  Problem problem;
};
struct Ended {  // `then: end`: what is around it completes with this
  Value output;
  bool is_own = false;  // the task itself said so, not one inside it
};
using Ending = std::variant<Completed, Faulted, Ended>;

// A task of the document, and what its expressions see of its surroundings.
struct Site {
  std::string name;
  std::string reference;
  Value definition;
  Variables variables;
  Value compensated;          // within metadata.compensate: the output of the task that is undone
  bool undoes = false;        // it is within metadata.compensate
  bool is_reported = true;    // false: the body of a function, for which the call stands
  bool is_extension = false;  // a task of an extension
  Value extended = {};        // there: what $task is
};

// A task that has started: its site and the data it has got.
struct Running {
  const Site& site;
  Value raw_input;
  Value input;
};

// A filter that still waits. Its correlations are those of the attribute `from` names: ".subject".
struct Listener {
  Value filter;
  std::string identity;
  std::uint64_t position = 0;
  std::map<std::string, Value> expected = {};  // by correlation, the known ones
  bool ends_the_task = false;
  bool is_open = true;

  [[nodiscard]] bool waits_for(std::uint64_t event) const { return is_open && position < event; }
};

class Interpreter {
 public:
  Interpreter(const Value& document, const Value* child, const OperatorResult& operators, ReferenceEvents* events)
      : document_(document),
        child_(child),
        operators_(operators),
        events_(events),
        start_(events == nullptr ? 0 : events->log.size()) {}

  [[nodiscard]] ReferenceOutcome workflow(const Value& input);

 private:
  // What can be undone, oldest first.
  struct Undoable {
    Site site;
    Value input;
    Value output;
  };

  [[nodiscard]] View view(const Running& task, bool has_input = true);
  // A transformation, and data that is a template even where it is a mere string.
  [[nodiscard]] Evaluated evaluated(const Value& source, const Value& data, const View& view);
  [[nodiscard]] Evaluated filled_in(const Value& source, const Value& data, const View& view);
  [[nodiscard]] std::expected<bool, Problem> holds(const Value* condition, const Value& data, const View& view,
                                                   bool otherwise);

  // Why the value is refused by the schema that the definition has for its `input`, `output` or `export`.
  [[nodiscard]] static std::optional<Problem> invalid(const Value& definition, std::string_view property,
                                                      const Value& value);

  [[nodiscard]] Ending task(const Site& site, const Value& raw_input);
  // extensions.cpp
  [[nodiscard]] std::vector<Value> extensions_of(const Site& site) const;
  [[nodiscard]] Ending extended(const Site& site, const Value& raw_input, const std::vector<Value>& extensions);
  [[nodiscard]] std::expected<bool, Problem> applies(const Value& extension, const Site& site, const Value& data);
  [[nodiscard]] static Site within(const Site& site, const Value& extension);

  [[nodiscard]] Ending own_task(const Site& site, const Value& raw_input);
  [[nodiscard]] Ending optional(const Site& site, const Value& raw_input, Ending ending);
  [[nodiscard]] Ending attempted(const Site& site, const Value& raw_input);
  [[nodiscard]] Ending completed(const Running& task, Completed done, std::size_t undoable_before);
  [[nodiscard]] Ending kind(const Running& task);

  [[nodiscard]] Ending set(const Running& task);
  [[nodiscard]] Ending call(const Running& task);
  [[nodiscard]] Ending choice(const Running& task);
  [[nodiscard]] Ending raise(const Running& task);
  [[nodiscard]] Ending wait(const Running& task);
  [[nodiscard]] Ending run(const Running& task);

  [[nodiscard]] Ending emit(const Running& task);
  [[nodiscard]] Ending listen(const Running& task);
  [[nodiscard]] std::vector<Listener> open_listeners(const Value& to);
  void consume(Listener& listener, std::uint64_t position, bool closes);
  [[nodiscard]] Value event_at(std::uint64_t position);
  [[nodiscard]] Ending handled(const Running& task, const Value& reading, std::int64_t number);

  // Tasks one after the other; `path` leads from the site's task to the list.
  [[nodiscard]] Ending list(const Site& site, std::string_view path, const Value& tasks, const Value& input);
  [[nodiscard]] Ending function(const Running& task, const Value& body, const Value& arguments);
  [[nodiscard]] Ending loop(const Running& task);
  [[nodiscard]] Ending fork(const Running& task);
  [[nodiscard]] Ending guarded(const Running& task);
  [[nodiscard]] Ending caught(const Running& task, const Site& handler, const Problem& problem);
  [[nodiscard]] std::expected<bool, Problem> catches(const Running& task, const Site& handler, const Problem& problem);
  [[nodiscard]] std::expected<bool, Problem> retries(const Running& task, const Site& handler, const Value& error,
                                                     int attempt);
  // Undoes what has been done since, newest first.
  void undo_since(std::size_t undoable_before);

  void not_comparable(std::string why);
  void counts_not_comparable(std::string why);

  const Value& document_;
  const Value* child_;
  const OperatorResult& operators_;
  ReferenceEvents* events_;
  std::uint64_t start_;                            // of the workflow, in the event log
  std::map<std::string, std::uint64_t> consumed_;  // by filter: the position of the last event
  std::uint64_t event_uses_ = 0;
  ReferenceOutcome outcome_;
  Value workflow_;  // $workflow
  Value context_;
  std::vector<Undoable> undoable_;
  std::uint64_t tasks_ = 0;
  std::uint64_t exports_ = 0;
  std::uint64_t context_reads_ = 0;
};

// The member, or null.
[[nodiscard]] Value member(const Value& object, std::string_view name);
// "/do/0/t1" of the place in a list.
[[nodiscard]] std::string reference_to(std::string_view list, std::size_t place, std::string_view name);
[[nodiscard]] Value error_value(const Problem& problem);

}  // namespace baton::tests::reference
