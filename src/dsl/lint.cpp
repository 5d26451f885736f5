#include "dsl/lint.hpp"

#include "dsl/names.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

namespace baton::dsl {
namespace {

using core::Program;
using core::Task;

std::string count_of(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing;
}

std::string at_most(std::size_t limit) {
  return " (more than " + std::to_string(limit) + ")";
}

// A call that changes nothing where it is made.
bool only_reads(const Task& task, const core::CallTask& call) {
  if (call.kind != core::CallKind::Http) return false;
  const Value* with = task.definition.find("with");
  const Value* method = with != nullptr ? with->find("method") : nullptr;
  if (method == nullptr || !method->is_string()) return false;
  std::string name(method->as_string());
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  constexpr std::array<std::string_view, 3> kReading = {"GET", "HEAD", "OPTIONS"};
  return std::ranges::find(kReading, name) != kReading.end();
}

class Lint {
 public:
  Lint(const Program& program, const Located& document, const LintLimits& limits)
      : program_(program), document_(document), limits_(limits) {}

  std::vector<Advice> all() {
    check_size();
    for (std::size_t i = 0; i < program_.tasks.size(); ++i) check_task(static_cast<core::TaskId>(i));
    check_texts(document_.value, "");
    std::ranges::stable_sort(found_, {}, [](const Advice& advice) {
      return std::tuple(advice.position.line, advice.position.column, advice.rule);
    });
    return std::move(found_);
  }

 private:
  // Once for each place: what a function holds is compiled wherever it is called.
  void advise(std::string_view rule, std::string_view reference, const std::string& message) {
    if (!given_.emplace(rule, std::string(reference)).second) return;
    found_.push_back({.rule = rule, .position = document_.position_of(reference), .message = message});
  }

  void check_size() {
    std::set<std::string_view> references;
    bool starts_others = false;
    for (const Task& task : program_.tasks) {
      if (!task.implicit && task.parent) references.insert(task.reference);
      starts_others = starts_others || std::holds_alternative<core::RunWorkflowTask>(task.kind);
    }
    if (references.size() <= limits_.tasks || starts_others) return;
    advise("monolith", "/",
           "the workflow has " + count_of(references.size(), "tasks") + at_most(limits_.tasks) +
               " and starts no other workflow; give parts of it workflows of their own (run: workflow)");
  }

  void check_task(core::TaskId id) {
    const Task& task = program_.task(id);
    if (const auto* list = std::get_if<core::DoTask>(&task.kind)) check_list(task, *list);
    if (const auto* choice = std::get_if<core::SwitchTask>(&task.kind)) check_choice(task, *choice);
    if (const auto* call = std::get_if<core::CallTask>(&task.kind)) check_call(id, *call);
    const auto* child = std::get_if<core::RunWorkflowTask>(&task.kind);
    if (child != nullptr && child->await) check_timeout(id, "the workflow that it starts");
    if (!task.implicit && depth_of(task) == limits_.depth + 1) {
      advise("deep-nesting", task.reference,
             "the task stands inside " + count_of(limits_.depth, "other tasks") +
                 "; give what is inside a workflow of its own (run: workflow) or a function (use.functions)");
    }
  }

  void check_list(const Task& task, const core::DoTask& list) {
    if (list.tasks.size() <= limits_.tasks_in_list) return;
    advise("long-list", task.reference,
           "the list has " + count_of(list.tasks.size(), "tasks") + at_most(limits_.tasks_in_list) +
               "; group those that belong together, or give them a workflow of their own");
  }

  void check_choice(const Task& task, const core::SwitchTask& choice) {
    if (choice.cases.size() <= limits_.cases) return;
    advise("many-cases", task.reference,
           "the switch has " + count_of(choice.cases.size(), "cases") + at_most(limits_.cases) +
               "; let an operator decide, and switch on its answer");
  }

  void check_call(core::TaskId id, const core::CallTask& call) {
    const Task& task = program_.task(id);
    if (call.kind != core::CallKind::Http) check_timeout(id, "an answer");  // http has a limit of its own
    if (only_reads(task, call) || undoes(id) || is_compensated(id)) return;
    advise(
        "call-without-compensation", task.reference,
        "nothing undoes this call if a later task fails; give the task a metadata.compensate (an empty list says that "
        "there is nothing to undo)");
  }

  void check_timeout(core::TaskId id, const std::string& awaited) {
    for (const core::TaskId each : path_out(id)) {
      const Task& task = program_.task(each);
      if (task.timeout && !(is_inside_compensation(id) && !task.parent)) return;
    }
    advise("call-without-timeout", program_.task(id).reference,
           "nothing limits how long the task waits for " + awaited +
               "; give the task, a task around it or the workflow a timeout");
  }

  // The task and those around it, innermost first.
  [[nodiscard]] std::vector<core::TaskId> path_out(core::TaskId id) const {
    std::vector<core::TaskId> path{id};
    while (const auto& around = program_.task(path.back()).parent) path.push_back(*around);
    return path;
  }

  [[nodiscard]] bool is_inside_compensation(core::TaskId id) const {
    return std::ranges::any_of(path_out(id), [&](core::TaskId each) {
      const auto& parent = program_.task(each).parent;
      return parent && program_.task(*parent).compensate == each;
    });
  }

  // What stands in a compensation or in catch.do is there to put things right.
  [[nodiscard]] bool undoes(core::TaskId id) const {
    return is_inside_compensation(id) || std::ranges::any_of(path_out(id), [&](core::TaskId each) {
             const auto& parent = program_.task(each).parent;
             const auto* block = parent ? std::get_if<core::TryTask>(&program_.task(*parent).kind) : nullptr;
             return block != nullptr && block->handler == each;
           });
  }

  [[nodiscard]] bool is_compensated(core::TaskId id) const {
    return std::ranges::any_of(path_out(id),
                               [&](core::TaskId each) { return program_.task(each).compensate.has_value(); });
  }

  [[nodiscard]] std::size_t depth_of(const Task& task) const {
    std::size_t depth = 0;
    for (auto around = task.parent; around && program_.task(*around).parent; around = program_.task(*around).parent) {
      if (!program_.task(*around).implicit) ++depth;
    }
    return depth + 1;
  }

  void check_texts(const Value& value, const std::string& pointer) {
    if (value.is_string() && value.as_string().size() > limits_.expression_bytes &&
        value.as_string().find("${") != std::string_view::npos) {
      advise("long-expression", pointer,
             "the expression has " + count_of(value.as_string().size(), "bytes") + at_most(limits_.expression_bytes) +
                 "; business logic belongs into an operator, where it can be tested");
    }
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        check_texts(value.items()[i], pointer + '/' + std::to_string(i));
      }
    }
    if (value.is_object()) {
      for (const Member& member : value.members()) {
        check_texts(member.value, pointer + '/' + escape_pointer(member.name()));
      }
    }
  }

  const Program& program_;
  const Located& document_;
  const LintLimits& limits_;
  std::set<std::pair<std::string_view, std::string>> given_;
  std::vector<Advice> found_;
};

}  // namespace

std::vector<Advice> lint(const Program& program, const Located& document, const LintLimits& limits) {
  return Lint(program, document, limits).all();
}

}  // namespace baton::dsl
