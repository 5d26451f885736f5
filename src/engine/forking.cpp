// Forks at the desk: what the source was, what the fork inherits, and why it may not.
#include "core/forking.hpp"

#include "base/iso8601.hpp"
#include "engine/desk.hpp"
#include "engine/errors.hpp"
#include "engine/views.hpp"
#include "runtime/codec/validate.hpp"
#include "runtime/instance_id.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {
namespace {

Error cannot_fork(const InstanceId& source, Revision revision, const std::string& why) {
  return Error{
      .kind = Error::Kind::Conflict,
      .message = "'" + source.value + "' cannot be forked at revision " + std::to_string(revision.value) + ": " + why};
}

bool is_task_or_around_it(const core::Program& program, core::TaskId around, core::TaskId task) {
  for (std::optional<core::TaskId> at = task; at; at = program.task(*at).parent) {
    if (*at == around) return true;
  }
  return false;
}

// Does the record begin to undo one of these, or a task that they are inside of?
bool undoes_one_of(const core::Program& program, const core::HistoryRecord& record,
                   const std::vector<core::TaskId>& tasks) {
  return std::ranges::any_of(record.changes, [&](const core::Change& change) {
    return change.kind == core::ChangeKind::CompensationStarted && std::ranges::any_of(tasks, [&](core::TaskId task) {
             return is_task_or_around_it(program, change.task, task);
           });
  });
}

std::vector<core::TaskId> undoable_tasks(const core::Instance& instance) {
  std::vector<core::TaskId> tasks;
  const auto& ledger = std::get<core::WorkflowState>(instance.state).ledger;
  for (const auto* node = ledger.newest().get(); node != nullptr; node = node->older.get()) {
    tasks.push_back(node->entry.task);
  }
  return tasks;
}

// From where on in the event log it listens; nullopt: it does not.
std::optional<std::uint64_t> listens_after(const core::Inherited& inherited) {
  std::optional<std::uint64_t> after;
  for (const auto& frame : inherited.state.frames) {
    const auto* listening = std::get_if<core::ListenState>(&frame->state);
    if (listening == nullptr) continue;
    for (const core::Listener& listener : listening->listeners) {
      after = after ? std::min(*after, listener.position) : listener.position;
    }
  }
  return after;
}

ForkEffect effect_of(const core::Program& program, const core::RunsAgain& again, Timestamp now) {
  ForkEffect effect{
      .task = std::string(program.reference(again.task)), .task_name = program.task(again.task).name, .text = {}};
  switch (again.why) {
    case core::RunsAgain::Why::Call:
      effect.kind = ForkEffect::Kind::Call;
      effect.text = again.is_idempotent ? "is called again: it may happen twice"
                                        : "is called again: it may happen twice, which its document forbids";
      return effect;
    case core::RunsAgain::Why::Child:
      effect.kind = ForkEffect::Kind::Child;
      effect.text = "its child is started again: what that has done may happen twice";
      return effect;
    case core::RunsAgain::Why::Timer:
      effect.kind = ForkEffect::Kind::Timer;
      effect.text =
          again.due <= now ? "its timer is overdue, and fires at once" : "its timer fires at " + to_iso8601(again.due);
      return effect;
    case core::RunsAgain::Why::Undoing:
      effect.kind = ForkEffect::Kind::Undo;
      effect.text = "has completed, and is undone if the fork has to undo it";
      return effect;
  }
  std::unreachable();
}

}  // namespace

Result<Desk::Draft> Desk::draft(const InstanceId& source, const ForkOptions& options) {
  auto past = this->past(source, options.revision);
  if (!past) return std::unexpected(std::move(past).error());
  auto program = program_of_fork(*past, options);
  if (!program) return std::unexpected(std::move(program).error());
  if ((*program)->hosted || past->program->hosted) {
    return std::unexpected(Error{.kind = Error::Kind::NotSupported,
                                 .message = "'" + source.value + "' is a machine, and only workflows can be forked"});
  }
  auto heritage =
      core::inherit({.from = *past->program, .to = **program, .source = past->instance, .context = options.context});
  if (!heritage) return std::unexpected(cannot_fork(source, options.revision, heritage.error()));
  const core::Origin origin{.instance = source, .revision = options.revision};
  const core::Event start{.at = past->instance.updated_at,
                          .body = core::Start{.run_id = past->instance.run_id,
                                              .input = {},
                                              .parent = {},
                                              .origin = origin,
                                              .inherited = heritage->inherited}};
  if (auto broken = runtime::broken_heritage(**program, start)) {  // a timer that the task does not have there
    return std::unexpected(cannot_fork(source, options.revision, "the document does not fit: " + *broken));
  }
  if (!options.force) {
    if (auto allowed = may_be_forked(*past, *heritage); !allowed) return std::unexpected(std::move(allowed).error());
  }
  if (auto possible = can_hear_again(*past, *heritage->inherited); !possible) {
    return std::unexpected(std::move(possible).error());
  }
  return Draft{.program = *std::move(program),
               .heritage = *std::move(heritage),
               .origin = origin,
               .input = options.input.value_or(past->instance.input)};
}

Result<runtime::ProgramPtr> Desk::program_of_fork(const Past& past, const ForkOptions& options) {
  if (!options.workflow) return past.program;
  const DefinitionName& own = past.program->name;
  if (options.workflow->space != own.space || options.workflow->name != own.name) {
    return std::unexpected(
        Error{.kind = Error::Kind::InvalidArgument,
              .message = "a fork of '" + text_of(own) + "' runs another version of it, not another workflow"});
  }
  return deployed(*options.workflow);
}

// What `force` allows.
Result<void> Desk::may_be_forked(const Past& past, const core::Heritage& heritage) {
  const InstanceId& id = past.row.id;
  const Revision revision = past.instance.revision;
  if (!has_ended(past.row.status)) {
    return std::unexpected(cannot_fork(
        id, revision, "it has not ended, and would continue beside its fork; suspend or cancel it, or force it"));
  }
  if (!std::ranges::all_of(heritage.again, &core::RunsAgain::is_idempotent)) {
    return std::unexpected(cannot_fork(
        id, revision, "a call that its document does not allow to be made twice was in flight then; or force it"));
  }
  const std::vector<core::TaskId> undoable = undoable_tasks(past.instance);
  if (undoable.empty()) return {};
  const auto rows = history_rows(id, {.after = revision, .transitions = 0});
  if (!rows) return std::unexpected(error_of(id, rows.error()));
  const auto parts = dependencies_.queries.parts(id);
  if (!parts) return std::unexpected(error_of(id, parts.error()));
  runtime::RecordReader reader(*parts);
  for (const runtime::HistoryRow& row : *rows) {
    const auto stored = reader.read(row);
    if (!stored) return std::unexpected(error_of(id, stored.error()));
    if (!fits(*past.program, stored->record) || !undoes_one_of(*past.program, stored->record, undoable)) continue;
    return std::unexpected(cannot_fork(id, revision,
                                       "what had completed then has been undone since, at revision " +
                                           std::to_string(row.revision.value) + "; fork it after that, or force it"));
  }
  return {};
}

// What its listeners have not consumed must still be in the event log.
Result<void> Desk::can_hear_again(const Past& past, const core::Inherited& inherited) {
  const auto after = listens_after(inherited);
  if (!after) return {};
  const auto log = dependencies_.events.events({.from = *after + 1, .limit = 1, .type = {}});
  if (!log) return std::unexpected(error_of(log.error()));
  if (*after + 1 >= log->first) return {};
  Error gone = cannot_fork(past.row.id, past.instance.revision,
                           "the event log does not hold what it listened for any more: events from position " +
                               std::to_string(*after + 1) + " to " + std::to_string(log->first - 1));
  gone.kind = Error::Kind::Gone;
  return std::unexpected(std::move(gone));
}

Result<ForkPreview> Desk::preview_fork(const InstanceId& source, const ForkOptions& options) {
  const auto draft = this->draft(source, options);
  if (!draft) return std::unexpected(draft.error());
  ForkPreview preview{
      .source = source, .revision = options.revision, .definition = draft->program->name, .effects = {}};
  for (const core::RunsAgain& again : draft->heritage.again) {
    preview.effects.push_back(effect_of(*draft->program, again, now()));
  }
  return preview;
}

Result<runtime::StartRequest> Desk::prepare_fork(const InstanceId& source, const ForkOptions& options,
                                                 const Caller& caller) {
  if (auto repeated = repeated_fork(source, options, caller); !repeated || *repeated) {
    return repeated ? Result<runtime::StartRequest>(**std::move(repeated)) : std::unexpected(repeated.error());
  }
  auto draft = this->draft(source, options);
  if (!draft) return std::unexpected(std::move(draft).error());
  auto request = prepare({.program = draft->program,
                          .requested_version = draft->program->name.version,
                          .input = std::move(draft->input),
                          .id = options.id},
                         caller);
  if (!request) return request;
  request->origin = std::move(draft->origin);
  request->inherited = std::move(draft->heritage.inherited);
  return request;
}

// The fork is there already. Whatever has happened to its source since, it is the same request again.
Result<std::optional<runtime::StartRequest>> Desk::repeated_fork(const InstanceId& source, const ForkOptions& options,
                                                                 const Caller& caller) {
  const InstanceId id{options.id};
  if (id.value.empty() || runtime::invalid_instance_id(id.value)) return std::nullopt;
  const auto stored = dependencies_.queries.read(id);
  if (!stored) return std::unexpected(error_of(id, stored.error()));
  if (!*stored) return std::nullopt;
  const auto program = dependencies_.programs.find((*stored)->row.digest);
  if (!program) return std::unexpected(error_of(id, program.error()));
  const auto loaded = runtime::decode(**program, **stored);
  if (!loaded) return std::unexpected(error_of(id, loaded.error()));
  const core::Origin origin{.instance = source, .revision = options.revision};
  const DefinitionName wanted = options.workflow.value_or((*program)->name);
  const bool is_same_version = wanted.version.empty() || wanted.version == (*program)->name.version;
  if (!loaded->instance.origin || !(*loaded->instance.origin == origin) || !is_same_version) return std::nullopt;
  return runtime::StartRequest{.id = id,
                               .program = *program,
                               .requested_version = (*program)->name.version,
                               .input = options.input.value_or(loaded->instance.input),
                               .caller = caller.name,
                               .origin = origin};
}

}  // namespace baton::engine
