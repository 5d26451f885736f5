// do, for, functions, and the lists that undo.
#include "simulation/reference/interpreter.hpp"

#include <utility>

namespace baton::tests::reference {
namespace {

Ending with_then(Ending ending, const Value& definition) {
  if (auto* done = std::get_if<Completed>(&ending)) {
    const Value then = member(definition, "then");
    done->then = then.is_null() ? "continue" : std::string(then.as_string());
  }
  return ending;
}

// The place of the task of that name.
std::size_t place_of(const Value& tasks, std::string_view name) {
  std::size_t place = 0;
  while (place < tasks.size() && tasks.items()[place].members()[0].name() != name) ++place;
  return place;
}

}  // namespace

// DSL: "Task Flow", "Flow Directive". With the directive of the site's task.
Ending Interpreter::list(const Site& site, std::string_view path, const Value& tasks, const Value& input) {
  Value data = input;
  for (std::size_t place = 0; place < tasks.size();) {
    const Member& next = tasks.items()[place].members()[0];
    const std::string reference = reference_to(site.reference + std::string(path), place, next.name());
    Ending ending = task({.name = std::string(next.name()),
                          .reference = reference,
                          .definition = next.value,
                          .variables = site.variables,
                          .compensated = site.compensated,
                          .undoes = site.undoes,
                          .is_extension = site.is_extension,
                          .extended = site.extended},
                         data);
    auto* done = std::get_if<Completed>(&ending);
    if (done == nullptr) return ending;
    data = std::move(done->output);
    if (done->then == "exit") break;
    place = done->then == "continue" ? place + 1 : place_of(tasks, done->then);
  }
  return with_then(Completed{.output = data}, site.definition);
}

Ending Interpreter::function(const Running& task, const Value& body, const Value& arguments) {
  const Site site{.name = task.site.name,
                  .reference = task.site.reference,
                  .definition = body,
                  .variables = {},
                  .compensated = task.site.compensated,
                  .undoes = task.site.undoes,
                  .is_reported = false};
  return with_then(this->task(site, arguments), task.site.definition);
}

// DSL: "For". Each round gets what the round before has made.
Ending Interpreter::loop(const Running& task) {
  const Value loop = member(task.site.definition, "for");
  const Value in = member(loop, "in");
  if (to_json(in).contains("$context")) ++context_reads_;
  const Evaluated items = evaluate_items(in, task.input, view(task));
  if (!items) return Faulted{items.error()};
  const Value* each = loop.find("each");
  const Value* at = loop.find("at");
  Value data = task.input;
  for (std::size_t index = 0; index < items->size(); ++index) {
    Site round = task.site;
    round.variables.emplace_back(each == nullptr ? "item" : each->as_string(), items->items()[index]);
    round.variables.emplace_back(at == nullptr ? "index" : at->as_string(),
                                 Value::number(static_cast<std::int64_t>(index)));
    const Running in_round{.site = round, .raw_input = task.raw_input, .input = task.input};
    const auto goes_on = holds(task.site.definition.find("while"), data, view(in_round), true);
    if (!goes_on) return Faulted{goes_on.error()};
    if (!*goes_on) break;
    Ending ending = list(round, "/do", member(task.site.definition, "do"), data);
    auto* done = std::get_if<Completed>(&ending);
    if (done == nullptr) return ending;
    data = std::move(done->output);
  }
  return with_then(Completed{.output = data}, task.site.definition);
}

// metadata.compensate: a list of tasks, with the undone task's input as data and its output as $output. One that fails
// does not stop the others.
void Interpreter::undo_since(std::size_t undoable_before) {
  while (undoable_.size() > undoable_before) {
    Undoable undone = std::move(undoable_.back());
    undoable_.pop_back();
    undone.site.variables.clear();
    undone.site.compensated = undone.output;
    undone.site.undoes = true;
    const Value tasks = member(member(undone.site.definition, "metadata"), "compensate");
    static_cast<void>(list(undone.site, "/metadata/compensate", tasks, undone.input));
  }
}

}  // namespace baton::tests::reference
