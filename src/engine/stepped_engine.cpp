#include "engine/stepped_engine.hpp"

#include "base/version.hpp"
#include "engine/definitions.hpp"
#include "engine/errors.hpp"
#include "engine/limits.hpp"
#include "engine/views.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace baton::engine {
namespace {

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

}  // namespace

SteppedEngine::SteppedEngine(Parts parts)
    : parts_(std::move(parts)),
      runtime_(runtime::Ports{.store = parts_.store,
                              .committer = parts_.committer,
                              .gateway = parts_.gateway,
                              .bus = *this,
                              .ids = parts_.ids},
               compile_stored) {}

bool SteppedEngine::step() {
  if (only_looks()) return false;
  const bool moved = runtime_.step(parts_.clock.now());
  report_store_failure();
  report_quarantined();
  if (!moved && !rest_waiters_.empty()) report_rest();
  return moved;
}

std::optional<Timestamp> SteppedEngine::wakes_at() const {
  return only_looks() ? std::nullopt : runtime_.wakes_at();
}

Result<void> SteppedEngine::recover() {
  if (only_looks()) return std::unexpected(looks_only());
  runtime_.recover();
  return {};
}

Result<void> SteppedEngine::recover(const InstanceId& id) {
  if (only_looks()) return std::unexpected(looks_only());
  if (auto possible = can_family_go_on(id); !possible) return possible;
  const auto family = unfinished(id);
  if (!family) return std::unexpected(family.error());
  if (!family->empty() && family->front().id == id && !has_ended(family->front().status)) {
    if (auto possible = can_go_on(id); !possible) return possible;
  }
  for (const InstanceSummary& each : *family) runtime_.recover(each.id);
  return {};
}

Result<Status> SteppedEngine::status_of(const InstanceId& id) {
  const auto row = parts_.store.find(id);
  if (!row) return std::unexpected(error_of(id, row.error()));
  if (!*row) return std::unexpected(no_such_instance(id));
  return (*row)->status;
}

Result<void> SteppedEngine::can_go_on(const InstanceId& id) {
  const auto row = parts_.store.find(id);
  if (!row) return std::unexpected(error_of(id, row.error()));
  if (!*row) return std::unexpected(no_such_instance(id));
  const auto program = runtime_.programs().find((*row)->digest);
  if (!program) return std::unexpected(error_of(id, program.error()));
  return can_run(**program);
}

Result<void> SteppedEngine::can_run(const core::Program& program) {
  if (auto why_not = runtime::not_runnable(program)) {
    return std::unexpected(Error{.kind = Error::Kind::MissingOperators, .message = *std::move(why_not)});
  }
  auto missing = parts_.gateway.missing(program);
  if (!missing.empty()) return std::unexpected(missing_operators(std::move(missing)));
  return {};
}

Result<void> SteppedEngine::add_machine(const std::string& name, std::shared_ptr<const detail::AnyMachine> machine) {
  if (name.empty() || name.find('/') != std::string::npos || utf8::find_invalid(name) != name.size()) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                                 .message = "a machine's name is valid UTF-8, not empty, and contains no '/'"});
  }
  if (only_looks()) return std::unexpected(looks_only());
  const runtime::ProgramPtr program =
      std::make_shared<const core::Program>(core::machine_program(name, std::move(machine)));
  const auto deployed = runtime_.programs().deploy({&program, 1}, parts_.clock.now());
  if (!deployed) return std::unexpected(error_of(deployed.error()));
  return {};
}

void SteppedEngine::send_event(const std::string& machine, const InstanceId& id, const detail::Encoded& event,
                               ReplyTo<void> reply) {
  const auto row = parts_.store.find(id);
  if (!row) return reply(std::unexpected(error_of(id, row.error())));
  if (*row && ((*row)->definition.space != core::kMachineSpace || (*row)->definition.name != machine)) {
    return reply(std::unexpected(Error{.kind = Error::Kind::Conflict,
                                       .message = "the instance '" + id.value + "' is a '" +
                                                  text_of((*row)->definition) + "', not a machine '" + machine + "'"}));
  }
  command(id, core::Deliver{.event = event.json, .format = event.format}, std::move(reply));
}

Result<DefinitionSummary> SteppedEngine::deploy(const dsl::Compiled& compiled) {
  auto all = deploy_all({&compiled, 1});
  if (!all) return std::unexpected(std::move(all).error());
  return std::move(all->front());
}

Result<std::vector<DefinitionSummary>> SteppedEngine::deploy_all(std::span<const dsl::Compiled> compiled) {
  if (only_looks()) return std::unexpected(looks_only());
  std::vector<runtime::ProgramPtr> programs;
  for (const dsl::Compiled& each : compiled) programs.push_back(each.program);
  const auto deployed = runtime_.programs().deploy(programs, parts_.clock.now());
  if (!deployed) return std::unexpected(error_of(deployed.error()));
  if (const auto first = std::ranges::find(*deployed, runtime::Deployed::Conflict); first != deployed->end()) {
    return std::unexpected(has_other_content(programs, static_cast<std::size_t>(first - deployed->begin())));
  }
  std::vector<DefinitionSummary> summaries;
  for (const dsl::Compiled& each : compiled) summaries.push_back(summary_of(each));
  return summaries;
}

void SteppedEngine::start(const StartOptions& options, ReplyTo<InstanceId> reply) {
  if (only_looks()) return reply(std::unexpected(looks_only()));
  auto program = runtime_.programs().find_deployed(options.workflow);
  if (!program) return reply(std::unexpected(error_of(program.error())));
  if (*program == nullptr) return reply(std::unexpected(no_such_definition(options.workflow)));
  begin(Begin{.program = *std::move(program),
              .requested_version = options.workflow.version,
              .input = options.input,
              .id = options.id},
        std::move(reply));
}

void SteppedEngine::run(runtime::ProgramPtr program, const RunOptions& options, ReplyTo<InstanceId> reply) {
  if (only_looks()) return reply(std::unexpected(looks_only()));
  const auto added = runtime_.programs().add(program, parts_.clock.now());
  if (!added) return reply(std::unexpected(error_of(added.error())));
  std::string version = program->name.version;
  begin(Begin{.program = std::move(program),
              .requested_version = std::move(version),
              .input = options.input,
              .id = options.id},
        std::move(reply));
}

void SteppedEngine::begin(Begin begin, ReplyTo<InstanceId> reply) {
  const InstanceId id{begin.id.empty() ? parts_.ids.next_id() : std::move(begin.id)};
  if (auto invalid = runtime::invalid_instance_id(id.value)) {
    return reply(std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = *std::move(invalid)}));
  }
  if (auto possible = can_run(*begin.program); !possible) return reply(std::unexpected(possible.error()));
  runtime_.start(runtime::StartRequest{.id = id,
                                       .program = std::move(begin.program),
                                       .requested_version = std::move(begin.requested_version),
                                       .input = std::move(begin.input)},
                 expect(std::move(reply)));
}

void SteppedEngine::command(const InstanceId& id, core::EventBody command, ReplyTo<void> reply) {
  if (only_looks()) return reply(std::unexpected(looks_only()));
  const auto* cancel = std::get_if<core::Cancel>(&command);
  const bool only_stops = std::holds_alternative<core::Suspend>(command) || (cancel != nullptr && !cancel->compensate);
  if (!only_stops) {  // it would fault for want of an operator
    if (auto possible = can_go_on(id); !possible) return reply(std::unexpected(possible.error()));
  }
  if (!std::holds_alternative<core::Suspend>(command) && !std::holds_alternative<core::Deliver>(command)) {
    if (auto possible = can_family_go_on(id); !possible) return reply(std::unexpected(possible.error()));
  }
  runtime_.command(id, std::move(command), expect(std::move(reply)));
}

void SteppedEngine::answer(runtime::CallAnswer answer) {
  runtime_.answer(std::move(answer));
}

template <class T>
runtime::Reply SteppedEngine::expect(ReplyTo<T> reply) {
  const std::uint64_t ticket = ++last_expected_;
  expected_.emplace(ticket, [reply](const Error& error) { reply(std::unexpected(error)); });
  return [this, ticket, reply = std::move(reply)](runtime::CommandResult result) {
    if (expected_.erase(ticket) == 0) return;  // has heard of the store's failure
    if (!result) return reply(std::unexpected(error_of(std::move(result).error())));
    if constexpr (std::is_void_v<T>) {
      reply({});
    } else {
      reply(result->id);
    }
  };
}

void SteppedEngine::report_store_failure() {
  const std::optional<runtime::StoreError>& failure = runtime_.store_failure();
  if (!failure) return store_fails_since_.reset();
  const Timestamp now = parts_.clock.now();
  if (!store_fails_since_) store_fails_since_ = now;
  if (failure->is_transient() && now - *store_fails_since_ < kStorePatience) return;
  const Error error = error_of(*failure);
  for (const auto& [ticket, fail] : std::exchange(expected_, {})) fail(error);
  waiters_.fail_all(error);
  for (const auto& [id, waiter] : std::exchange(rest_waiters_, {})) waiter.reply(std::unexpected(error));
}

void SteppedEngine::report_quarantined() {
  const auto& quarantined = runtime_.quarantined();
  if (quarantined.size() == quarantined_) return;
  quarantined_ = quarantined.size();
  for (const auto& [id, why] : quarantined) {
    waiters_.fail(InstanceId{id}, Error{.kind = Error::Kind::Quarantined, .message = why});
  }
}

void SteppedEngine::transitioned(const core::Program& program, const core::Instance& instance,
                                 const core::HistoryRecord& record) {
  if (!parts_.subscribers->empty()) {
    parts_.subscribers->tell(
        entries_of(program, instance.id, instance.run_id,
                   runtime::StoredRecord{.record = record, .engine_version = std::string(kVersion)}));
  }
  if (waiters_.any_for(instance.id, instance.status)) waiters_.tell(instance.id, view_of(program, instance));
}

WaiterId SteppedEngine::wait(const InstanceId& id, Until until, Waiters::Done reply) {
  constexpr WaiterId none{0};
  if (const auto quarantined = runtime_.quarantined().find(id.value); quarantined != runtime_.quarantined().end()) {
    reply(std::unexpected(Error{.kind = Error::Kind::Quarantined, .message = quarantined->second}));
    return none;
  }
  const auto status = status_of(id);  // whoever waits asks again and again; the data may be large
  if (!status || is_over(*status, until)) {
    reply(status ? find(id) : std::unexpected(status.error()));
    return none;
  }
  if (only_looks()) {
    reply(std::unexpected(looks_only()));
    return none;
  }
  return waiters_.add(id, until, std::move(reply));
}

WaiterId SteppedEngine::wait_for_all(runtime::Rest rest, ReplyTo<void> reply) {
  if (only_looks()) {
    reply(std::unexpected(looks_only()));
    return WaiterId{0};
  }
  const WaiterId waiter = waiters_.next_id();
  rest_waiters_.emplace(waiter, RestWaiter{.rest = rest, .reply = std::move(reply)});
  return waiter;
}

void SteppedEngine::report_rest() {
  const runtime::Rest rest = runtime_.rest();
  std::erase_if(rest_waiters_, [&](const auto& each) {
    if (rest < each.second.rest) return false;
    each.second.reply({});
    return true;
  });
}

void SteppedEngine::stop_waiting(WaiterId waiter, const Error& why) {
  waiters_.fail(waiter, why);
  const auto found = rest_waiters_.find(waiter);
  if (found == rest_waiters_.end()) return;
  found->second.reply(std::unexpected(why));
  rest_waiters_.erase(found);
}

DefinitionName machine_definition(const std::string& machine) {
  return DefinitionName{.space = std::string(core::kMachineSpace), .name = machine, .version = {}};
}

}  // namespace baton::engine
