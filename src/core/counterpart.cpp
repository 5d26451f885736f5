// Which task of another version of a document stands for one of this version.
#include "core/forking.hpp"

#include "base/overloaded.hpp"

#include <algorithm>

namespace baton::core {
namespace {

std::string missing(const Program& from, TaskId task) {
  return "it has no task at '" + std::string(from.reference(task)) + "'";
}

// Of a list: the only one with the name.
std::optional<TaskId> named(const Program& program, const std::vector<TaskId>& list, const std::string& name) {
  const auto has_name = [&](TaskId id) { return program.task(id).name == name; };
  const auto found = std::ranges::find_if(list, has_name);
  if (found == list.end() || std::ranges::count_if(list, has_name) != 1) return std::nullopt;
  return *found;
}

bool is_in(const std::vector<TaskId>& list, TaskId task) {
  return std::ranges::find(list, task) != list.end();
}

// The task inside of `around` that stands for `inside`, which is inside of `task`. Both are of one kind.
struct Inside {
  const Program& from;
  const Program& to;
  const Task& task;
  const Task& around;
  TaskId inside;

  [[nodiscard]] std::optional<TaskId> find() const {
    if (task.compensate == inside) return around.compensate;
    return std::visit([&]<class T>(const T& kind) { return of(kind, std::get<T>(around.kind)); }, task.kind);
  }

 private:
  [[nodiscard]] std::optional<TaskId> of_list(const std::vector<TaskId>& list, const std::vector<TaskId>& other) const {
    return is_in(list, inside) ? named(to, other, from.task(inside).name) : std::nullopt;
  }
  [[nodiscard]] std::optional<TaskId> of(const DoTask& list, const DoTask& other) const {
    return of_list(list.tasks, other.tasks);
  }
  [[nodiscard]] std::optional<TaskId> of(const ForkTask& fork, const ForkTask& other) const {
    return of_list(fork.branches, other.branches);
  }
  [[nodiscard]] std::optional<TaskId> of(const ForTask&, const ForTask& other) const { return other.body; }
  [[nodiscard]] std::optional<TaskId> of(const FunctionTask&, const FunctionTask& other) const { return other.body; }
  [[nodiscard]] std::optional<TaskId> of(const TryTask& block, const TryTask& other) const {
    return block.body == inside ? other.body : other.handler;
  }
  [[nodiscard]] std::optional<TaskId> of(const ListenTask&, const ListenTask& other) const {
    return other.foreach ? other.foreach->body : std::nullopt;
  }
  template <class T>
  [[nodiscard]] std::optional<TaskId> of(const T&, const T&) const {
    return std::nullopt;  // nothing is inside
  }
};

bool has_same_branches(const Program& from, const ForkTask& fork, const Program& to, const ForkTask& other) {
  const auto name = [](const Program& program) { return [&](TaskId id) { return program.task(id).name; }; };
  return fork.compete == other.compete && std::ranges::equal(fork.branches, other.branches, {}, name(from), name(to));
}

// Beside the kind: what the state of a task in progress refers to.
std::optional<std::string> differs(const Program& from, const Task& task, const Program& to, const Task& other) {
  const std::string place = "the task at '" + task.reference + "' ";
  if (task.kind.index() != other.kind.index()) return place + "is of another kind";
  if (const auto* fork = std::get_if<ForkTask>(&task.kind)) {
    if (!has_same_branches(from, *fork, to, std::get<ForkTask>(other.kind))) return place + "has other branches";
  }
  const auto* call = std::get_if<CallTask>(&task.kind);
  const bool must_be_the_same = std::holds_alternative<ListenTask>(task.kind) || (call != nullptr && call->secret);
  if (must_be_the_same && task.definition != other.definition) {
    return place + "is written in another way, which a task that listens or calls with secrets must not be";
  }
  return std::nullopt;
}

}  // namespace

std::expected<TaskId, std::string> counterpart(const Program& from, const Program& to, TaskId task) {
  if (from.digest == to.digest || task == kRootTask) return task;
  const std::optional<TaskId> parent = from.task(task).parent;
  if (!parent) return std::unexpected(missing(from, task));
  const auto around = counterpart(from, to, *parent);
  if (!around) return around;
  const Inside inside{.from = from, .to = to, .task = from.task(*parent), .around = to.task(*around), .inside = task};
  const std::optional<TaskId> found = inside.find();
  if (!found) return std::unexpected(missing(from, task));
  if (auto why = differs(from, from.task(task), to, to.task(*found))) return std::unexpected(*std::move(why));
  return *found;
}

}  // namespace baton::core
