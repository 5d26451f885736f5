#include "engine/desk.hpp"

#include "engine/definitions.hpp"
#include "engine/errors.hpp"
#include "runtime/instance_id.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace baton::engine {
namespace {

// Does a task need any of them? Those that only fetch what the document refers to were needed when it was deployed.
bool uses_secrets(const core::Program& program) {
  return std::ranges::any_of(program.tasks, [](const core::Task& task) {
    const auto* call = std::get_if<core::CallTask>(&task.kind);
    return call != nullptr && call->secret;
  });
}

// The conflict of a program's name: with what is stored, or with an earlier program of the batch.
Error has_other_content(std::span<const runtime::ProgramPtr> batch, std::size_t index) {
  const DefinitionName& name = batch[index]->name;
  const bool is_among_them = std::ranges::any_of(batch.first(index), [&](const runtime::ProgramPtr& each) {
    return each->name == name && each->digest != batch[index]->digest;
  });
  const std::string workflow = "the workflow '" + text_of(name) + "' is ";
  return Error{
      .kind = Error::Kind::Conflict,
      .message = workflow + (is_among_them ? "given twice, with different content"
                                           : "deployed already, with other content; give this one a new version"),
      .details = {name.space + "/" + name.name + "/" + name.version}};
}

Error is_reserved(const core::Program& document) {
  return Error{.kind = Error::Kind::InvalidArgument,
               .message = "the workflow '" + text_of(document.name) + "' is in the namespace '" +
                          std::string(core::kMachineSpace) + "', which is that of machines; give it another one"};
}

// A document there would be started in place of the machine of its name.
bool takes_a_machines_name(const runtime::ProgramPtr& program) {
  return program->name.space == core::kMachineSpace && !program->hosted;
}

Error is_another_machine(const std::string& name) {
  return Error{
      .kind = Error::Kind::Conflict,
      .message = "the machine '" + name + "' is registered already, with another type; give this one another name",
      .details = {name}};
}

Error still_in_use(const DefinitionName& name) {
  return Error{.kind = Error::Kind::Conflict,
               .message = "the workflow '" + text_of(name) +
                          "' cannot be undeployed: some of its instances have not ended; wait for them, or cancel them",
               .details = {name.space + "/" + name.name + "/" + name.version}};
}

}  // namespace

bool is_over(Status status, Until until) {
  return has_ended(status) || (until == Until::Idle && (status == Status::Suspended || status == Status::Waiting));
}

Result<void> Desk::check_change() {
  if (is_read_only()) return std::unexpected(read_only());
  return {};
}

Result<void> Desk::can_run(const core::Program& program) {
  if (!program.obstacles.empty()) return std::unexpected(not_supported(program.obstacles));
  if (auto why_not = runtime::not_runnable(program)) {
    return std::unexpected(Error{.kind = Error::Kind::MissingOperators, .message = *std::move(why_not)});
  }
  auto missing = dependencies_.gateway.missing(program);
  if (!missing.empty()) return std::unexpected(missing_operators(std::move(missing)));
  if (!uses_secrets(program)) return {};
  std::vector<std::string> secrets = program.secrets;
  std::erase_if(secrets, [&](const std::string& name) { return dependencies_.secrets.find(name) != nullptr; });
  if (!secrets.empty()) return std::unexpected(missing_secrets(std::move(secrets)));
  return {};
}

Result<void> Desk::add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine) {
  if (name.empty() || name.find('/') != std::string::npos || utf8::find_invalid(name) != name.size()) {
    return std::unexpected(
        Error{.kind = Error::Kind::InvalidArgument,
              .message = "a machine's name must be valid UTF-8, must not be empty and must not contain '/'"});
  }
  if (is_read_only()) return std::unexpected(read_only());
  const runtime::ProgramPtr program =
      std::make_shared<const core::Program>(core::machine_program(name, std::move(machine)));
  if (const auto known = dependencies_.programs.find(program->digest); known && *known != nullptr) {
    const auto& registered = (*known)->hosted;
    if (registered && registered->machine != nullptr &&
        registered->machine->type() != program->hosted->machine->type()) {
      return std::unexpected(is_another_machine(name));
    }
  }
  const auto deployed = dependencies_.programs.deploy({&program, 1}, dependencies_.clock.now());
  if (!deployed) return std::unexpected(error_of(deployed.error()));
  if (deployed->front() == runtime::Deployed::Conflict) return std::unexpected(has_other_content({&program, 1}, 0));
  dependencies_.programs_changed();
  return keep_topics(*program);
}

// Before an instance of it can listen: who appends events without the machine, as `baton emit` does, knows its topics from the store.
Result<void> Desk::keep_topics(const core::Program& machine) {
  auto topics = core::topics_of_machine(machine);
  if (!topics) return {};
  const auto kept =
      dependencies_.programs.add(std::make_shared<const core::Program>(*std::move(topics)), dependencies_.clock.now());
  if (!kept) return std::unexpected(error_of(kept.error()));
  return {};
}

Result<dsl::Compiled> Desk::compile(std::string_view document) const {
  auto compiled = dependencies_.resources.compile(document);
  if (!compiled) return std::unexpected(error_of(compiled.error()));
  return *std::move(compiled);
}

Result<std::vector<DefinitionSummary>> Desk::deploy_all(std::span<const dsl::Compiled> compiled) {
  if (is_read_only()) return std::unexpected(read_only());
  std::vector<runtime::ProgramPtr> programs;
  for (const dsl::Compiled& each : compiled) {
    if (takes_a_machines_name(each.program)) return std::unexpected(is_reserved(*each.program));
    programs.push_back(each.program);
  }
  const auto deployed = dependencies_.programs.deploy(programs, dependencies_.clock.now());
  if (!deployed) return std::unexpected(error_of(deployed.error()));
  if (const auto first = std::ranges::find(*deployed, runtime::Deployed::Conflict); first != deployed->end()) {
    return std::unexpected(has_other_content(programs, static_cast<std::size_t>(first - deployed->begin())));
  }
  dependencies_.programs_changed();
  std::vector<DefinitionSummary> summaries;
  for (const dsl::Compiled& each : compiled) {
    summaries.push_back(summary_of(each));
    const auto row = dependencies_.definitions.find_definition(summaries.back().digest);
    if (row && *row) summaries.back().stored_at = (*row)->stored_at;  // what is deployed stays so, whatever fails here
  }
  return summaries;
}

Result<void> Desk::undeploy(const DefinitionName& name) {
  const auto undeployed = dependencies_.programs.undeploy(name);
  if (!undeployed) return std::unexpected(error_of(undeployed.error()));
  switch (*undeployed) {
    case runtime::Undeployed::Undeployed:
      return {};
    case runtime::Undeployed::NotFound:
      return std::unexpected(no_such_definition(name));
    case runtime::Undeployed::InUse:
      return std::unexpected(still_in_use(name));
  }
  std::unreachable();
}

Result<runtime::ProgramPtr> Desk::deployed(const DefinitionName& name) {
  auto program = dependencies_.programs.find_deployed(name);
  if (!program) return std::unexpected(error_of(program.error()));
  if (*program == nullptr) return std::unexpected(no_such_definition(name));
  return *std::move(program);
}

Result<void> Desk::keep(const runtime::ProgramPtr& program) {
  if (is_read_only()) return std::unexpected(read_only());
  if (takes_a_machines_name(program)) return std::unexpected(is_reserved(*program));
  const auto added = dependencies_.programs.add(program, dependencies_.clock.now());
  if (!added) return std::unexpected(error_of(added.error()));
  return {};
}

Result<runtime::StartRequest> Desk::prepare(Begin begin, const Caller& caller) {
  InstanceId id{begin.id.empty() ? dependencies_.ids.next_id() : std::move(begin.id)};
  if (auto invalid = runtime::invalid_instance_id(id.value)) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = *std::move(invalid)});
  }
  if (auto possible = can_run(*begin.program); !possible) return std::unexpected(possible.error());
  return runtime::StartRequest{.id = std::move(id),
                               .program = std::move(begin.program),
                               .requested_version = std::move(begin.requested_version),
                               .input = std::move(begin.input),
                               .caller = caller.name};
}

Result<void> Desk::note(const Caller& caller, const std::string& action, std::span<const std::string> subjects) {
  if (is_read_only()) return std::unexpected(read_only());
  std::vector<runtime::AuditRow> rows;
  for (const std::string& subject : subjects) {
    rows.push_back({.at = dependencies_.clock.now(), .caller = caller.name, .action = action, .subject = subject});
  }
  const auto added = dependencies_.audit.add_audit(rows);
  if (!added) return std::unexpected(error_of(added.error()));
  return {};
}

Result<runtime::InstanceRow> Desk::row_of(const InstanceId& id) {
  auto row = dependencies_.queries.find(id);
  if (!row) return std::unexpected(error_of(id, std::move(row).error()));
  if (!*row) return std::unexpected(no_such_instance(id));
  return **std::move(row);
}

Result<void> Desk::can_continue(const InstanceId& id) {
  const auto row = row_of(id);
  if (!row) return std::unexpected(row.error());
  const auto program = dependencies_.programs.find(row->digest);
  if (!program) return std::unexpected(error_of(id, program.error()));
  return can_run(**program);
}

Result<void> Desk::can_be_cancelled(const InstanceId& id) {
  const auto row = row_of(id);
  if (row && row->definition.space == core::kMachineSpace) return {};
  return can_continue(id);
}

DefinitionName machine_definition(const std::string& machine) {
  return DefinitionName{.space = std::string(core::kMachineSpace), .name = machine, .version = {}};
}

}  // namespace baton::engine
