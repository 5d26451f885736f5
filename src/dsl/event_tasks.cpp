// Tasks of events: emit, listen.
#include "dsl/events.hpp"
#include "dsl/fields.hpp"
#include "dsl/iterator.hpp"
#include "dsl/support.hpp"
#include "dsl/task_kinds.hpp"

#include <array>
#include <utility>

namespace baton::dsl {

KindOfTask compile_emit(Compilation& compilation, const TaskSite& site) {
  constexpr std::array<std::string_view, 1> kEmitProperties = {"event"};
  Diagnostics& diagnostics = compilation.diagnostics;
  core::EmitTask task;
  const Node& emit = *site.definition.find("emit");
  if (!expect_members(diagnostics, emit, kEmitProperties)) return task;
  const Node* event = required(diagnostics, emit, "event");
  if (event == nullptr || !expect(diagnostics, *event, Kind::Object)) return task;
  for (const Node* member : event->children) {
    if (member->key() != "with") diagnostics.note(*member, "has no effect: the event is what 'with' says");
  }
  if (const Node* with = required(diagnostics, *event, "with")) {
    task.event = compile_event(compilation, *with, site.visible);
  }
  return task;
}

KindOfTask compile_listen(Compilation& compilation, const TaskSite& site) {
  constexpr std::array<std::string_view, 2> kListenProperties = {"to", "read"};
  Diagnostics& diagnostics = compilation.diagnostics;
  core::ListenTask task;
  const Node& listen = *site.definition.find("listen");
  if (expect_members(diagnostics, listen, kListenProperties)) {
    if (const Node* to = required(diagnostics, listen, "to")) {
      task.to = compile_consumption(compilation, *to, site.visible);
    }
    task.read = read_event_reading(diagnostics, listen);
  }
  if (const Node* foreach = site.definition.find("foreach")) {
    task.foreach = compile_iterator(compilation, *foreach, site, "/foreach");
  }
  return task;
}

}  // namespace baton::dsl
