#include "support/document_generator.hpp"

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

Value text(std::string_view value) {
  return Value::string(value);
}
Value object(std::string_view name, Value value) {
  return Value::object({{name, std::move(value)}});
}

class Generator {
 public:
  Generator(std::uint64_t seed, const DocumentOptions& options) : random_(seed), options_(options) {}

  Value document() {
    Value document = Value::object(
        {{"dsl", text("1.0.3")}, {"namespace", text("test")}, {"name", text("generated")}, {"version", text("1.0.0")}});
    if (chance(4)) {
      document =
          document.with("metadata", object("retry", Value::object({{"delay", seconds(1)}, {"limit", attempts(2)}})));
    }
    std::vector<Member> members;
    members.emplace_back("document", document);
    members.emplace_back("do", list(0));
    if (options_.timeouts && chance(5)) members.emplace_back("timeout", object("after", seconds(60)));
    return Value::object(std::move(members));
  }

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  bool chance(std::uint64_t one_in) { return pick(one_in) == 0; }
  static Value seconds(std::int64_t count) { return object("seconds", Value::number(count)); }
  static Value attempts(std::int64_t count) { return object("attempt", object("count", Value::number(count))); }
  std::string name() { return "t" + std::to_string(next_name_++); }

  Value list(int depth) {
    std::vector<Value> tasks;
    const std::uint64_t count = 1 + pick(3);
    for (std::uint64_t i = 0; i < count; ++i) tasks.push_back(object(name(), task(depth)));
    return Value::array(std::move(tasks));
  }

  Value task(int depth) {
    Value task = kind_of_task(depth);
    const bool holds_others = task.find("do") != nullptr || task.find("fork") != nullptr || task.find("try") != nullptr;
    if (chance(6)) task = task.with("if", text(chance(2) ? ". != null" : "false"));
    if (chance(6)) task = task.with("input", object("from", text("{ was: . }")));
    if (chance(6)) task = task.with("output", object("as", text("{ out: . }")));
    if (chance(6)) task = task.with("export", object("as", text("{ last: $task.name, more: ($context | type) }")));
    if (options_.timeouts && chance(8))
      task = task.with("timeout", object("after", seconds(1 + static_cast<std::int64_t>(pick(20)))));
    Value metadata;
    if (chance(3) && (options_.composite_compensation || !holds_others)) {
      metadata = metadata.with("compensate", compensation());
    }
    if (chance(12)) metadata = metadata.with("required", Value::boolean(false));
    return metadata.is_null() ? task : task.with("metadata", metadata);
  }

  Value compensation() { return Value::array({object(name(), call("undo.it"))}); }

  Value call(std::string_view function) {
    return Value::object(
        {{"call", text(function)},
         {"with", Value::object({{"input", text("${ . }")}, {"made", text("${ $task.reference }")}})}});
  }

  Value kind_of_task(int depth) {
    const bool may_nest = depth < 3;
    switch (pick(may_nest ? 11 : 5)) {
      case 0:
        return object("set", Value::object({{"n", text("${ [.. | numbers] | length }")},
                                            {"k", Value::number(std::int64_t(pick(9)))}}));
      case 1:
        return call("work.a");
      case 2:
        return call("work.b");
      case 3:
        return leaf();
      case 4:
        return call("work.c");
      case 5:
        return object("do", list(depth + 1));
      case 6:
        return loop(depth);
      case 7:
      case 8:
        return fork(depth);
      default:
        return options_.guarded ? guarded(depth) : fork(depth);
    }
  }

  Value leaf() {
    switch (pick(4)) {
      case 0:
        if (options_.waits) return object("wait", seconds(static_cast<std::int64_t>(pick(10))));
        return call("work.a");
      case 1:
        if (options_.children) {
          return object("run", object("workflow", Value::object({{"namespace", text("test")},
                                                                 {"name", text("child")},
                                                                 {"version", text("1.0.0")},
                                                                 {"input", object("of", text("${ . }"))}})));
        }
        return call("work.b");
      case 2:
        if (options_.faults && chance(2)) {
          return object("raise", object("error", Value::object({{"type", text("https://example.com/raised")},
                                                                {"status", Value::number(std::int64_t{400})}})));
        }
        return call("work.c");
      default:
        return object("set", text("${ { kept: . } }"));
    }
  }

  Value loop(int depth) {
    return Value::object(
        {{"for", Value::object({{"each", text("item")}, {"in", text("[1, 2, 3][:" + std::to_string(pick(4)) + "]")}})},
         {"do", list(depth + 1)}});
  }

  Value fork(int depth) {
    std::vector<Value> branches;
    const std::uint64_t count = 2 + pick(2);
    for (std::uint64_t i = 0; i < count; ++i) branches.push_back(object(name(), task(depth + 1)));
    Value fork = object("branches", Value::array(std::move(branches)));
    if (options_.compete && chance(3)) fork = fork.with("compete", Value::boolean(true));
    return object("fork", fork);
  }

  Value guarded(int depth) {
    Value handler = Value::object({{"as", text("error")}});
    if (chance(2)) {
      handler = handler.with(
          "retry", Value::object({{"delay", seconds(static_cast<std::int64_t>(pick(3)))},
                                  {"backoff", object(chance(2) ? "exponential" : "linear", Value::object({}))},
                                  {"limit", attempts(static_cast<std::int64_t>(pick(3)))}}));
    }
    if (chance(2)) handler = handler.with("do", list(depth + 1));
    return Value::object({{"try", list(depth + 1)}, {"catch", handler}});
  }

  std::mt19937_64 random_;
  DocumentOptions options_;
  int next_name_ = 0;
};

}  // namespace

Value random_document(std::uint64_t seed, const DocumentOptions& options) {
  return Generator(seed, options).document();
}

}  // namespace baton::tests
