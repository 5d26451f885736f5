#include "cli/start_input.hpp"

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"

namespace baton::cli {

Result<std::optional<Value>> read_given_input(const std::optional<std::string>& argument) {
  if (!argument) return std::nullopt;
  auto value = read_input(*argument);
  if (!value) return std::unexpected(value.error());
  return *std::move(value);
}

Result<Beginning> begin(Engine& engine, const std::string& id, const std::optional<Value>& given) {
  Beginning beginning{.input = given.value_or(Value()), .existing = std::nullopt};
  if (id.empty()) return beginning;
  auto found = engine.find(InstanceId{id});
  // Whether the id is one at all, the start itself says.
  if (!found && found.error().kind != Error::Kind::NotFound && found.error().kind != Error::Kind::InvalidArgument) {
    return std::unexpected(found.error());
  }
  if (!found) return beginning;
  if (!given) beginning.input = found->input;
  beginning.existing = *std::move(found);
  return beginning;
}

void announce_start() {
  set_last_words(
      "baton: stopped before the start was confirmed: if `baton ls` does not show it, nothing was started\n");
}

Result<InstanceId> start_unless_interrupted(const StartInstance& start) {
  if (interrupted()) {
    return std::unexpected(
        Error{.kind = Error::Kind::Timeout, .message = "interrupted before the instance was started"});
  }
  auto id = start();
  set_last_words(nullptr);
  return id;
}

void say_start(const InstanceId& id, const Beginning& beginning) {
  const std::optional<InstanceView>& existing = beginning.existing;
  say("instance " + id.value +
      (!existing                             ? " is started"
       : has_ended(existing->summary.status) ? " ended earlier; this is its result"
                                             : " continues"));
}

Result<void> continue_existing(Engine& engine, const Beginning& beginning) {
  if (!beginning.existing) return {};
  return engine.recover(beginning.existing->summary.id);
}

}  // namespace baton::cli
