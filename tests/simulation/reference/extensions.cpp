// Extensions: the tasks before and after those that they extend.
#include "simulation/reference/interpreter.hpp"

#include <utility>

namespace baton::tests::reference {
namespace {

std::string kind_of(const Value& definition) {
  if (definition.find("for") != nullptr) return "for";
  for (const char* kind : {"set", "call", "switch", "raise", "wait", "run", "try", "emit", "listen"}) {
    if (definition.find(kind) != nullptr) return kind;
  }
  return "composite";
}

Value merged(Value object, const Value& members) {
  for (const Member& each : members.members()) object = object.with(each.name(), each.value);
  return object;
}

std::string then_of(const Site& site) {
  const Value then = member(site.definition, "then");
  return then.is_null() ? "continue" : std::string(then.as_string());
}

}  // namespace

// Each with the reference under which its tasks are.
std::vector<Value> Interpreter::extensions_of(const Site& site) const {
  std::vector<Value> found;
  if (site.is_extension || !site.is_reported) return found;
  const Value all = member(member(document_, "use"), "extensions");
  if (all.is_null()) return found;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Member& each = all.items()[i].members()[0];
    const Value extend = member(each.value, "extend");
    if (extend != Value::string("all") && extend != Value::string(kind_of(site.definition))) continue;
    found.push_back(each.value.with("reference", Value::string(reference_to("/use/extensions", i, each.name()))));
  }
  return found;
}

Site Interpreter::within(const Site& site, const Value& extension) {
  const Value about = merged(site.definition, Value::object({{"name", Value::string(site.name)},
                                                             {"reference", Value::string(site.reference)},
                                                             {"definition", site.definition}}));
  return {.name = site.name,
          .reference = std::string(member(extension, "reference").as_string()),
          .definition = Value::object({}),
          .variables = {},
          .compensated = site.compensated,
          .undoes = site.undoes,
          .is_extension = true,
          .extended = about};
}

std::expected<bool, Problem> Interpreter::applies(const Value& extension, const Site& site, const Value& data) {
  const Running task{.site = site, .raw_input = data, .input = data};
  return holds(extension.find("when"), data, view(task), true);
}

Ending Interpreter::extended(const Site& site, const Value& raw_input, const std::vector<Value>& extensions) {
  const Running task{.site = site, .raw_input = raw_input, .input = raw_input};
  const auto wanted = holds(site.definition.find("if"), raw_input, view(task, false), true);
  if (!wanted) return Faulted{wanted.error()};
  if (!*wanted) return own_task(site, raw_input);

  for (const Value& each : extensions) {
    const Value* before = each.find("before");
    if (before == nullptr) continue;
    const Site around = within(site, each);
    const auto is_meant = applies(each, around, raw_input);
    if (!is_meant) return Faulted{is_meant.error()};
    if (!*is_meant) continue;
    Value data = raw_input;
    for (std::size_t place = 0; place < before->size(); ++place) {
      const Member& next = before->items()[place].members()[0];
      Site inner = around;
      inner.name = next.name();
      inner.reference = reference_to(around.reference + "/before", place, next.name());
      inner.definition = next.value;
      Ending ending = this->task(inner, data);
      auto* done = std::get_if<Completed>(&ending);
      if (done == nullptr) return ending;
      data = done->output;
      if (done->then != "exit") continue;
      const std::string then = then_of(site);
      if (then == "end") return Ended{.output = data, .is_own = true};
      return Completed{.output = data, .then = then};
    }
  }

  const Ending ending = own_task(site, raw_input);
  const auto* done = std::get_if<Completed>(&ending);
  const auto* ended = std::get_if<Ended>(&ending);
  if (done == nullptr && (ended == nullptr || !ended->is_own)) return ending;
  const Value output = done != nullptr ? done->output : ended->output;
  for (const Value& each : extensions) {
    const Value* after = each.find("after");
    if (after == nullptr) continue;
    const Site around = within(site, each);
    const auto is_meant = applies(each, around, output);
    if (!is_meant) return Faulted{is_meant.error()};
    if (!*is_meant) continue;
    const Ending then = list(around, "/after", *after, output);
    if (!std::holds_alternative<Completed>(then)) return then;
  }
  return ending;
}

}  // namespace baton::tests::reference
