#include "support/document_generator.hpp"

#include "support/document_expressions.hpp"
#include "support/document_policies.hpp"
#include "support/document_schemas.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

using simulation::Choices;

constexpr std::size_t kDeepest = 3;

enum class KindOfTask : std::uint8_t {
  Set,
  Call,
  Function,
  Switch,
  Wait,
  Run,
  Raise,
  Emit,
  Listen,
  Do,
  For,
  Fork,
  Try
};

// Where a task is.
struct Site {
  std::string name;
  std::optional<std::span<const std::string>> later;  // that it may jump to; empty: the task is not in a list
  Surroundings around;
  std::size_t depth = 0;
};

bool holds_others(KindOfTask kind) {
  return kind >= KindOfTask::Do || kind == KindOfTask::Function;
}

class Generator {
 public:
  Generator(Choices& choices, const DocumentOptions& options) : choices_(choices), options_(options) {}

  Value document() {
    Value document = Value::object({{"dsl", text("1.0.3")},
                                    {"namespace", text("test")},
                                    {"name", text(options_.name)},
                                    {"version", text("1.0.0")}});
    if (choices_.one_in(6)) {
      Surroundings in_retry;
      in_retry.errors.emplace_back("error");
      document = document.with("metadata", object("retry", random_retry(choices_, in_retry, options_.timeouts)));
    }
    Value whole = object("document", document);
    if (choices_.one_in(4)) {
      tasks_left_ = 3;
      whole = whole.with("use", object("functions", object("helper", function())));
      has_function_ = true;
    }
    if (choices_.one_in(8)) {
      const Value* use = whole.find("use");
      whole = whole.with("use", (use == nullptr ? Value() : *use).with("extensions", extensions()));
    }
    tasks_left_ = 2 + choices_.below(18);
    if (choices_.one_in(8)) whole = whole.with("input", object("from", text("{ given: ., kind: type }")));
    if (options_.faults && choices_.one_in(24)) whole = with_schema(std::move(whole), "input");
    whole = whole.with("do", list({}, 0));
    if (choices_.one_in(8))
      whole = whole.with("output", object("as", text("{ result: ., context: ($context | type) }")));
    if (options_.faults && choices_.one_in(24)) whole = with_schema(std::move(whole), "output");
    if (options_.timeouts && choices_.one_in(6)) {
      whole = whole.with("timeout", object("after", object("seconds", number(30 + choices_.below(60)))));
    }
    return whole;
  }

 private:
  // Of a child it is never that of a task of its parent: an error tells which of them it is about.
  std::string name() { return options_.name.front() + std::to_string(next_name_++); }

  // A task that stands alone: what calls it is its surroundings.
  Value function() {
    if (choices_.one_in(2)) {
      const bool handled_events = std::exchange(handles_events_, true);  // what handles them may call it
      const Value body = list({}, 2);
      handles_events_ = handled_events;
      return object("do", body);
    }
    Value task = object("set", Value::object({{"got", expression("type")}, {"by", expression("$task.name")}}));
    return options_.faults && choices_.one_in(4) ? with_schema(std::move(task), "input") : task;
  }

  Value extensions() {
    constexpr std::array<std::string_view, 6> kExtended = {"set", "call", "composite", "switch", "for", "all"};
    std::vector<Value> all;
    const std::uint64_t count = 1 + choices_.below(2);
    for (std::uint64_t i = 0; i < count; ++i) {
      Value extension = object("extend", text(kExtended[choices_.below(kExtended.size())]));
      if (choices_.one_in(3)) extension = extension.with("when", text("($task.name | length) % 2 == 0"));
      if (!choices_.one_in(3)) extension = extension.with("before", extending_tasks(choices_.one_in(4)));
      if (choices_.one_in(2)) extension = extension.with("after", extending_tasks(choices_.one_in(6)));
      all.push_back(object(name(), std::move(extension)));
    }
    return Value::array(std::move(all));
  }
  // Some of them end with `exit`.
  Value extending_tasks(bool exits) {
    std::vector<Value> tasks;
    const std::uint64_t count = 1 + choices_.below(2);
    for (std::uint64_t i = 0; i < count; ++i) {
      Value task = choices_.one_in(2) ? call({}) : object("set", object("extends", expression("$task.reference")));
      if (exits && i + 1 == count) task = task.with("then", text("exit"));
      tasks.push_back(object(name(), std::move(task)));
    }
    return Value::array(std::move(tasks));
  }

  Value list(const Surroundings& around, std::size_t depth) {
    const std::uint64_t most = std::clamp<std::uint64_t>(tasks_left_, 1, depth == 0 ? 6 : 3);
    std::vector<std::string> names(1 + choices_.below(most));
    for (std::string& each : names) each = name();
    std::vector<Value> tasks;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const Site site{.name = names[i], .later = std::span(names).subspan(i + 1), .around = around, .depth = depth};
      tasks.push_back(object(names[i], task(site)));
    }
    return Value::array(std::move(tasks));
  }

  Value task(const Site& site) {
    if (tasks_left_ > 0) --tasks_left_;
    const KindOfTask kind = kind_of_task(site);
    Value task = with_data_flow(site, definition(kind, site));
    const bool in_a_round = site.around.loops > 0;
    const Value* output = task.find("output");
    if (kind == KindOfTask::Fork && in_a_round && (output == nullptr || output->find("as") == nullptr)) {
      // Each branch copies the round's data: without this the data would double with every round.
      const Value own = output == nullptr ? Value() : *output;
      task = task.with("output", own.with("as", text("{ first: .[0]? }")));
    }
    if (options_.timeouts && choices_.one_in(10)) task = task.with("timeout", random_timeout(choices_));
    if (choices_.one_in(12)) task = task.with("then", directive(site));
    return with_metadata(kind, site, std::move(task));
  }

  KindOfTask kind_of_task(const Site& site) {
    struct Weighted {
      KindOfTask kind;
      std::uint64_t weight;
    };
    const bool may_nest = site.depth < kDeepest && tasks_left_ > 0;
    const std::uint64_t nests = may_nest ? 1 : 0;
    const std::array<Weighted, 13> weights = {{{KindOfTask::Set, 4},
                                               {KindOfTask::Call, 14},
                                               {KindOfTask::Function, has_function_ ? 4U : 0U},
                                               {KindOfTask::Switch, 3},
                                               {KindOfTask::Wait, options_.waits ? 2U : 0U},
                                               {KindOfTask::Run, options_.children ? 2U : 0U},
                                               {KindOfTask::Raise, !options_.faults      ? 0U
                                                                   : site.around.guarded ? 5U
                                                                                         : 1U},
                                               {KindOfTask::Emit, options_.events ? 2U : 0U},
                                               {KindOfTask::Listen, options_.events ? 6U : 0U},
                                               {KindOfTask::Do, 3 * nests},
                                               {KindOfTask::For, site.around.loops < 2 ? 4 * nests : 0},
                                               {KindOfTask::Fork, 4 * nests},
                                               {KindOfTask::Try, options_.guarded ? 7 * nests : 0}}};
    std::uint64_t total = 0;
    for (const Weighted& each : weights) total += each.weight;
    std::uint64_t drawn = choices_.below(total);
    for (const Weighted& each : weights) {
      if (drawn < each.weight) return each.kind;
      drawn -= each.weight;
    }
    return KindOfTask::Set;
  }

  Value definition(KindOfTask kind, const Site& site) {
    switch (kind) {
      case KindOfTask::Set:
        return set(site.around);
      case KindOfTask::Call:
        return call(site.around);
      case KindOfTask::Function:
        return choices_.one_in(3) ? object("call", text("helper")) : with_arguments("helper", site.around);
      case KindOfTask::Switch:
        return choice(site);
      case KindOfTask::Wait:
        return object("wait", random_duration(choices_));
      case KindOfTask::Run:
        return run(site.around);
      case KindOfTask::Raise:
        return object("raise", object("error", random_error(choices_)));
      case KindOfTask::Emit:
        return emit();
      case KindOfTask::Listen:
        return listen(site);
      case KindOfTask::Do:
        return object("do", list(site.around, site.depth + 1));
      case KindOfTask::For:
        return loop(site);
      case KindOfTask::Fork:
        return fork(site);
      case KindOfTask::Try:
        return guarded(site);
    }
    return {};
  }

  Value set(const Surroundings& around) {
    if (options_.faults && choices_.one_in(12)) return object("set", expression(random_failure(choices_)));
    if (choices_.one_in(3)) return object("set", expression(random_data(choices_, around, Moment::Inside)));
    return object("set", Value::object({{"k", number(choices_.below(9))},
                                        {"of", expression(random_data(choices_, around, Moment::Inside))},
                                        {"told", text("by ${ $task.name } of ${ type }")}}));
  }

  // What handles events emits none that anything listens to: it would feed itself for ever.
  Value emit() {
    const auto type = kEventTypes[choices_.below(kEventTypes.size())];
    const Value event = Value::object({{"source", text("/flow")},
                                       {"type", text(handles_events_ ? "noted" : type)},
                                       {"subject", text(kEventSubjects[choices_.below(kEventSubjects.size())])},
                                       {"data", object("n", number(choices_.below(9)))}});
    return object("emit", object("event", object("with", event)));
  }

  Value filter() {
    const Value type = object("type", text(kEventTypes[choices_.below(kEventTypes.size())]));
    const Value filter = object("with", type);
    if (choices_.one_in(3)) return filter;
    Value order = object("from", text(".subject"));
    if (!choices_.one_in(3)) {
      order = order.with("expect", text(kEventSubjects[choices_.below(kEventSubjects.size())]));
    }
    return filter.with("correlate", object("order", order));
  }

  Value filters() {
    std::vector<Value> all{filter()};
    if (choices_.one_in(2)) all.push_back(filter());
    return Value::array(std::move(all));
  }

  Value listen(const Site& site) {
    Value to;
    switch (choices_.below(5)) {
      case 0:
        to = object("one", filter());
        break;
      case 1:
        to = object("any", filters());
        break;
      case 2:
        to = object("all", filters());
        break;
      case 3:
        to = object("any", filters()).with("until", object("one", filter()));
        break;
      default:
        to = object("any", filters())
                 .with("until", text("${ length >= " + std::to_string(1 + choices_.below(4)) + " }"));
    }
    Value listen = object("to", to);
    if (choices_.one_in(3)) listen = listen.with("read", text("envelope"));
    const Value task = object("listen", listen);
    if (!choices_.one_in(2)) return task;
    Surroundings inside = site.around;
    inside.items.emplace_back("got");
    ++inside.loops;
    Value each = object("item", text("got"));
    if (site.depth < kDeepest && tasks_left_ > 0) {
      const bool handled_events = std::exchange(handles_events_, true);
      each = each.with("do", list(inside, site.depth + 1));
      handles_events_ = handled_events;
    }
    return task.with("foreach", each);
  }

  Value with_arguments(std::string_view function, const Surroundings& around) {
    Value arguments = Value::object({{"input", expression(random_data(choices_, around, Moment::Inside))},
                                     {"made", expression("$task.reference")}});
    // With a later time it is another call.
    if (options_.timeouts && choices_.one_in(5)) arguments = arguments.with("at", expression("now"));
    return Value::object({{"call", text(function)}, {"with", std::move(arguments)}});
  }

  Value call(const Surroundings& around) {
    constexpr std::array<std::string_view, 3> kFunctions = {"work.a", "work.b", "work.c"};
    const std::string_view function = kFunctions[choices_.below(kFunctions.size())];
    return choices_.one_in(6) ? object("call", text(function)) : with_arguments(function, around);
  }

  Value run(const Surroundings& around) {
    const bool is_late = options_.late_children && choices_.one_in(8);
    Value workflow = Value::object(
        {{"namespace", text("test")}, {"name", text(is_late ? "late" : options_.child)}, {"version", text("1.0.0")}});
    if (!choices_.one_in(4)) {
      workflow = workflow.with("input", object("of", expression(random_data(choices_, around, Moment::Inside))));
    }
    const Value run = object("workflow", workflow);
    return object("run", choices_.one_in(3) ? run.with("await", Value::boolean(false)) : run);
  }

  Value choice(const Site& site) {
    std::vector<Value> cases;
    const std::uint64_t count = 1 + choices_.below(2);
    for (std::uint64_t i = 0; i < count; ++i) {
      const Value when = text(random_condition(choices_, site.around, Moment::Inside));
      cases.push_back(object("case" + std::to_string(i), Value::object({{"when", when}, {"then", directive(site)}})));
    }
    if (choices_.one_in(2)) {
      const auto place = static_cast<std::ptrdiff_t>(choices_.below(count + 1));
      cases.insert(cases.begin() + place, object("otherwise", object("then", directive(site))));
    }
    return object("switch", Value::array(std::move(cases)));
  }

  Value directive(const Site& site) {
    std::vector<std::string> targets = {"continue", "continue"};
    if (site.later) targets.insert(targets.end(), site.later->begin(), site.later->end());
    targets.emplace_back("exit");
    targets.emplace_back("end");
    return text(targets[choices_.below(targets.size())]);
  }

  // More tasks than one transition does: in the middle of it others get their turn.
  Value long_loop() {
    const Value body = Value::array({object(name(), object("set", text("${ $index }")))});
    return Value::object({{"for", Value::object({{"at", text("index")}, {"in", text("[range(600)]")}})}, {"do", body}});
  }

  Value loop(const Site& site) {
    if (site.around.loops == 0 && choices_.one_in(60)) return long_loop();
    const bool named = choices_.one_in(3);
    const std::string each = named ? "one" + std::to_string(site.depth) : "item";
    const std::string at = named ? "nth" + std::to_string(site.depth) : "index";
    Value loop = named ? Value::object({{"each", text(each)}, {"at", text(at)}}) : Value();
    const Value inline_list = Value::array({number(4), object("k", expression("type"))});
    loop = loop.with("in", choices_.one_in(5) ? inline_list : text(random_collection(choices_)));
    Surroundings inside = site.around;
    inside.items.push_back(each);
    inside.indexes.push_back(at);
    ++inside.loops;
    Value task = object("for", loop);
    if (choices_.one_in(5)) task = task.with("while", text(random_condition(choices_, inside, Moment::Inside)));
    return task.with("do", list(inside, site.depth + 1));
  }

  Value fork(const Site& site) {
    std::vector<Value> branches;
    const std::uint64_t count = 2 + choices_.below(2);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string each = name();
      branches.push_back(
          object(each, task({.name = each, .later = {}, .around = site.around, .depth = site.depth + 1})));
    }
    const Value fork = object("branches", Value::array(std::move(branches)));
    return object("fork", options_.compete && choices_.one_in(3) ? fork.with("compete", Value::boolean(true)) : fork);
  }

  Value guarded(const Site& site) {
    Surroundings body = site.around;
    body.guarded = true;
    const Value tasks = list(body, site.depth + 1);
    Value handling = Value::object({});
    Surroundings handler = site.around;
    const bool named = choices_.one_in(4);
    handler.errors.push_back(named ? "problem" + std::to_string(site.depth) : "error");
    if (named || choices_.one_in(4)) handling = handling.with("as", text(handler.errors.back()));
    if (choices_.one_in(4)) handling = handling.with("errors", object("with", random_error_filter(choices_)));
    if (choices_.one_in(6)) handling = handling.with("when", text(random_condition(choices_, handler, Moment::Inside)));
    if (choices_.one_in(6)) {
      handling = handling.with("exceptWhen", text(random_condition(choices_, handler, Moment::Inside)));
    }
    if (choices_.one_in(2)) handling = handling.with("retry", random_retry(choices_, handler, options_.timeouts));
    if (choices_.one_in(2)) handling = handling.with("do", list(handler, site.depth + 1));
    if (choices_.one_in(4)) handling = handling.with("then", directive(site));
    return Value::object({{"try", tasks}, {"catch", handling}});
  }

  Value with_data_flow(const Site& site, Value task) {
    const Surroundings& around = site.around;
    if (choices_.one_in(8)) task = task.with("if", text(random_condition(choices_, around, Moment::Before)));
    if (choices_.one_in(8)) {
      task = task.with("input", object("from", text(random_data(choices_, around, Moment::Before))));
    }
    if (choices_.one_in(8)) {
      task = task.with("output", object("as", text(random_data(choices_, around, Moment::After))));
    } else if (options_.faults && choices_.one_in(60)) {
      task = task.with("output", object("as", text(random_failure(choices_))));
    }
    if (choices_.one_in(8)) {
      task = task.with("export", object("as", text(random_context(choices_))));
      if (options_.faults && choices_.one_in(8)) task = with_schema(std::move(task), "export");
    }
    if (options_.faults && choices_.one_in(30)) task = with_schema(std::move(task), "input");
    if (options_.faults && choices_.one_in(30)) task = with_schema(std::move(task), "output");
    return task;
  }

  // The schema beside what the property says already.
  Value with_schema(Value task, std::string_view property) {
    const Value* flow = task.find(property);
    const Value own = flow == nullptr ? Value() : *flow;
    return task.with(property, own.with("schema", random_schema(choices_)));
  }

  Value with_metadata(KindOfTask kind, const Site& site, Value task) {
    Value metadata;
    const bool may_be_undone = options_.composite_compensation || !holds_others(kind);
    const std::uint64_t rarity = kind == KindOfTask::Call || kind == KindOfTask::Run ? 2 : 7;
    if (may_be_undone && choices_.one_in(rarity)) {
      metadata = metadata.with("compensate", random_compensation(choices_, site.name));
    }
    if (choices_.one_in(12)) metadata = metadata.with("required", Value::boolean(false));
    if (kind == KindOfTask::Call && choices_.one_in(8)) metadata = metadata.with("idempotent", Value::boolean(false));
    if (metadata.is_null()) return task;
    return std::move(task).with("metadata", metadata);
  }

  Choices& choices_;
  DocumentOptions options_;
  std::uint64_t tasks_left_ = 0;
  bool handles_events_ = false;  // inside `foreach` of a listen, or called from there
  bool has_function_ = false;    // to call; functions do not call one another
  int next_name_ = 0;
};

}  // namespace

Value random_document(Choices& choices, const DocumentOptions& options) {
  return Generator(choices, options).document();
}

Value random_document(std::uint64_t seed, const DocumentOptions& options) {
  Choices choices(seed);
  return random_document(choices, options);
}

Value late_document() {
  return parse_json(R"({"document": {"dsl": "1.0.3", "namespace": "test", "name": "late", "version": "1.0.0"},
                        "do": [{"it": {"set": {"late": true}}}]})")
      .value();
}

}  // namespace baton::tests
