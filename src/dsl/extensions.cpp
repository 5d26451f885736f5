#include "dsl/extensions.hpp"

#include "dsl/fields.hpp"
#include "dsl/names.hpp"
#include "dsl/scope.hpp"
#include "dsl/task_kinds.hpp"
#include "dsl/templates.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

namespace baton::dsl {
namespace {

using core::Directive;
using core::Task;
using core::TaskId;

constexpr std::array<std::string_view, 4> kExtensionProperties = {"extend", "when", "before", "after"};
constexpr std::array<std::string_view, 12> kExtendable = {"call", "composite", "emit",   "for", "listen", "raise",
                                                          "run",  "set",       "switch", "try", "wait",   "all"};
// What `extend` calls `composite`.
constexpr std::array<std::string_view, 2> kComposites = {"do", "fork"};
constexpr std::string_view kRawInput = "__extended_input";
constexpr std::string_view kRound = "__extended_round";

// Leaves the `do` and the `for` around the extended task.
constexpr std::uint8_t kLevels = 2;

std::string_view kind_of(const Node& definition) {
  if (definition.find("for") != nullptr) return "for";
  for (const std::string_view kind : kExtendable) {
    if (definition.find(kind) != nullptr) return kind;
  }
  for (const std::string_view kind : kComposites) {
    if (definition.find(kind) != nullptr) return "composite";
  }
  return {};
}

std::vector<const Extension*> extensions_of(const Compilation& compilation, const Node& definition) {
  std::vector<const Extension*> found;
  if (compilation.in_extension || compilation.extensions.empty()) return found;
  const std::string_view kind = kind_of(definition);
  if (kind.empty()) return found;
  for (const Extension& each : compilation.extensions) {
    if (each.extend == "all" || each.extend == kind) found.push_back(&each);
  }
  return found;
}

// What $task is to an extension: the task's definition, its name and its reference, as jq that binds it. A definition that is too
// long for an expression is left out.
std::string descriptor_of(std::string_view name, const Node& definition, const std::string& reference) {
  constexpr std::size_t kMaxBytes = std::size_t{16} << 10;
  Value about = Value::object({{"name", Value::string(name)}, {"reference", Value::string(reference)}});
  if (definition.extent.bytes <= kMaxBytes) {
    Value members = definition.value;
    for (const Member& member : about.members()) members = members.with(member.name(), member.value);
    members = members.with("definition", definition.value);
    if (to_json(members).size() <= 3 * kMaxBytes) about = std::move(members);
  }
  return "($task + " + to_json(about) + ") as $task | ";
}

// The task with the `do` and `for` around it.
class Weaver {
 public:
  Weaver(Compilation& compilation, std::string_view name, const Node& definition, const Place& place)
      : compilation_(compilation),
        name_(name),
        definition_(definition),
        place_(place),
        scope_(Scope().extending(descriptor_of(name, definition, place.reference))) {}

  std::optional<TaskId> weave(std::span<const Extension* const> extensions, const Siblings* siblings) {
    const auto loop = add(place_.parent, core::DoTask{});
    const auto body = loop ? add(*loop, core::DoTask{}) : std::nullopt;
    if (!body) return core::kRootTask;
    body_ = *body;
    const std::optional<TaskId> own_condition = add_own_condition();
    for (const Extension* each : extensions) add_before(*each);
    const std::uint32_t place_of_task = next_place();
    if (own_condition) otherwise(*own_condition, place_of_task);
    const TaskId task = compile_own_task(
        compilation_, name_, definition_,
        {.parent = body_, .reference = place_.reference, .scope = place_.scope, .depth = place_.depth + 2}, siblings);
    tasks_.push_back(task);
    if (task == core::kRootTask || compilation_.exhausted) return core::kRootTask;
    const Directive then = at(task).then;
    add_leaving(Directive{});  // where the task is skipped
    redirect(task, extensions);
    at(body_).kind = core::DoTask{std::move(tasks_)};
    at(*loop).then = then;
    at(*loop).required = at(task).required;
    at(*loop).kind = core::ForTask{.each = std::string(kRawInput),
                                   .at = std::string(kRound),
                                   .in = {core::Template::Array{code_template(".", Scope())}},
                                   .while_ = {},
                                   .body = body_};
    return loop;
  }

 private:
  Task& at(TaskId id) { return compilation_.tasks[static_cast<std::size_t>(id)]; }
  [[nodiscard]] std::uint32_t next_place() const { return static_cast<std::uint32_t>(tasks_.size()); }

  std::optional<TaskId> add(TaskId parent, KindOfTask kind) {
    const auto id = compilation_.add_task();
    if (!id) return std::nullopt;
    Task& task = at(*id);
    task.name = std::string(name_);
    task.reference = place_.reference;
    task.definition = definition_.value;
    task.parent = parent;
    task.implicit = true;
    task.kind = std::move(kind);
    return id;
  }
  std::optional<TaskId> add_to_body(KindOfTask kind) {
    const auto id = add(body_, std::move(kind));
    if (id) tasks_.push_back(*id);
    return id;
  }

  core::Template code_template(std::string_view code, const Scope& scope) {
    auto expression = compile_code(compilation_, definition_, code, {.scope = scope});
    return expression ? core::Template{*std::move(expression)} : core::Template{};
  }

  // Continues if the condition holds; if not, where otherwise() says.
  std::optional<TaskId> add_condition(const Node& condition, const Scope& scope) {
    auto when = compile_expression_field(compilation_, condition, {.scope = scope});
    if (!when) return std::nullopt;
    core::SwitchTask choice;
    choice.cases.push_back({.name = "when", .when = *std::move(when), .then = {}});
    choice.cases.push_back({.name = "otherwise", .when = {}, .then = {}});
    return add_to_body(std::move(choice));
  }
  std::optional<TaskId> add_own_condition() {
    const Node* condition = definition_.find("if");
    return condition == nullptr ? std::nullopt : add_condition(*condition, place_.scope);
  }
  void otherwise(TaskId condition, std::uint32_t place) {
    std::get<core::SwitchTask>(at(condition).kind).cases.back().then = {.kind = Directive::Kind::Jump, .target = place};
  }

  void add_before(const Extension& extension) {
    if (extension.before == nullptr) return;
    const auto condition = extension.when == nullptr ? std::nullopt : add_condition(*extension.when, scope_);
    const std::uint32_t base = next_place();
    for (const TaskId each : compile_list(*extension.before, body_)) {
      move_jumps(at(each), base);
      tasks_.push_back(each);
    }
    add_to_body(core::SetTask{code_template("$" + std::string(kRawInput), Scope().with({kRawInput}))});
    if (condition) otherwise(*condition, next_place());
  }

  std::vector<TaskId> compile_list(const Node& list, TaskId parent) {
    if (!compilation_.count_reuse(list)) return {};
    const bool was_in_extension = std::exchange(compilation_.in_extension, true);
    auto tasks =
        compile_tasks(compilation_, list,
                      {.parent = parent, .reference = pointer_to(list), .scope = scope_, .depth = place_.depth + 2});
    compilation_.in_extension = was_in_extension;
    return tasks;
  }

  template <class Change>
  static void change_directives(Task& task, const Change& change) {
    change(task.then);
    if (auto* choice = std::get_if<core::SwitchTask>(&task.kind)) {
      for (core::SwitchTask::Case& each : choice->cases) change(each.then);
    }
    if (auto* block = std::get_if<core::TryTask>(&task.kind); block != nullptr && block->then) change(*block->then);
  }
  // The list stands behind others in the body.
  static void move_jumps(Task& task, std::uint32_t base) {
    change_directives(task, [&](Directive& directive) {
      if (directive.kind == Directive::Kind::Jump) directive.target += base;
    });
  }

  static Directive leaving(Directive directive) {
    directive.levels = kLevels;
    return directive;
  }
  void add_leaving(Directive directive) {
    if (const auto id = add_to_body(core::DoTask{})) at(*id).then = leaving(directive);
  }

  // Each way out of the task leads through what comes after it.
  void redirect(TaskId task, std::span<const Extension* const> extensions) {
    const bool has_after =
        std::ranges::any_of(extensions, [](const Extension* each) { return each->after != nullptr; });
    std::vector<std::pair<Directive, std::uint32_t>> ways;
    std::vector<Directive> wanted;
    change_directives(at(task), [&](const Directive& directive) { wanted.push_back(directive); });
    for (const Directive& directive : wanted) {
      if (!has_after || find_way(ways, directive) != ways.end()) continue;
      ways.emplace_back(directive, next_place());
      for (const Extension* each : extensions) add_after(*each);
      add_leaving(directive);
    }
    change_directives(at(task), [&](Directive& directive) {
      directive = has_after ? Directive{.kind = Directive::Kind::Jump, .target = find_way(ways, directive)->second}
                            : leaving(directive);
    });
  }
  static std::vector<std::pair<Directive, std::uint32_t>>::const_iterator find_way(
      const std::vector<std::pair<Directive, std::uint32_t>>& ways, const Directive& directive) {
    return std::ranges::find(ways, directive, &std::pair<Directive, std::uint32_t>::first);
  }

  void add_after(const Extension& extension) {
    if (extension.after == nullptr) return;
    const auto id = add_to_body(core::DoTask{});
    if (!id) return;
    std::vector<TaskId> tasks = compile_list(*extension.after, *id);
    std::optional<core::Expression> when;
    if (extension.when != nullptr) {
      when = compile_expression_field(compilation_, *extension.when, {.scope = scope_});
    }
    core::Template output = code_template("$input", Scope());
    Task& task = at(*id);
    task.kind = core::DoTask{std::move(tasks)};
    task.if_ = std::move(when);
    task.output_as = std::move(output);
  }

  Compilation& compilation_;
  std::string_view name_;
  const Node& definition_;
  const Place& place_;
  Scope scope_;
  TaskId body_ = core::kRootTask;
  std::vector<TaskId> tasks_;  // of the body
};

std::optional<Extension> read_extension(Diagnostics& diagnostics, const Node& node) {
  if (!expect_members(diagnostics, node, kExtensionProperties)) return std::nullopt;
  const Node* extend = required(diagnostics, node, "extend");
  const auto kind = extend == nullptr ? std::nullopt : read_word(diagnostics, *extend, kExtendable);
  Extension extension{.extend = kind.value_or(""),
                      .when = node.find("when"),
                      .before = node.find("before"),
                      .after = node.find("after")};
  for (const Node* list : {extension.before, extension.after}) {
    if (list != nullptr && !expect(diagnostics, *list, Kind::Array)) return std::nullopt;
  }
  return kind ? std::optional(extension) : std::nullopt;
}

}  // namespace

std::vector<Extension> read_extensions(Diagnostics& diagnostics, const Node& list) {
  std::vector<Extension> extensions;
  if (!expect(diagnostics, list, Kind::Array)) return extensions;
  for (const Node* item : list.children) {
    const Node* definition = single_member(diagnostics, *item);
    const auto extension = definition == nullptr ? std::nullopt : read_extension(diagnostics, *definition);
    if (extension) extensions.push_back(*extension);
  }
  return extensions;
}

std::optional<TaskId> compile_extended(Compilation& compilation, std::string_view name, const Node& definition,
                                       const Place& place, const Siblings* siblings) {
  const auto extensions = extensions_of(compilation, definition);
  if (extensions.empty()) return std::nullopt;
  for (const Extension* each : extensions) compilation.used_extensions.insert(each);
  return Weaver(compilation, name, definition, place).weave(extensions, siblings);
}

void examine_extensions(Compilation& compilation) {
  const std::size_t task_count = compilation.tasks.size();
  const Scope scope;
  compilation.in_extension = true;
  for (const Extension& each : compilation.extensions) {
    if (compilation.used_extensions.contains(&each)) continue;
    if (each.when != nullptr) static_cast<void>(compile_expression_field(compilation, *each.when, {.scope = scope}));
    for (const Node* list : {each.before, each.after}) {
      if (list == nullptr) continue;
      static_cast<void>(compile_tasks(
          compilation, *list, {.parent = core::kRootTask, .reference = pointer_to(*list), .scope = scope, .depth = 1}));
    }
    compilation.tasks.resize(task_count);
  }
  compilation.in_extension = false;
}

}  // namespace baton::dsl
