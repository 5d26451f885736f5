// The façade: each method of the library's face is a request.
#include <baton/engine.hpp>

#include "engine/errors.hpp"
#include "engine/implementation.hpp"

#include <system_error>
#include <thread>
#include <utility>

namespace baton {

namespace requests = engine::requests;

Engine::Engine(std::unique_ptr<Implementation> implementation) : implementation_(implementation.release()) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

void Engine::Close::operator()(Implementation* implementation) const {
  if (!implementation->is_of_this_process()) return;  // in a child there are no threads to end
  if (implementation->is_loop_blocked()) return close_later(implementation);
  const auto log = implementation->log();
  delete implementation;
  log->closed();
}

// On a thread of its own, because a blocked loop still uses what is deleted here. Without a thread it is never deleted.
void Engine::close_later(Implementation* implementation) {
  try {
    std::thread([implementation] {
      const auto log = implementation->log();
      delete implementation;
      log->closed();
    }).detach();
  } catch (const std::system_error&) {
  }
}

Result<StopReport> Engine::stop(Duration limit) {
  return implementation()->stop(limit);
}

Engine::Inside Engine::implementation() const {
  if (implementation_ == nullptr) detail::stop_on_misuse("an Engine that was moved from is used");
  return Inside(*implementation_);
}

Result<void> Engine::add_method(std::string function, OperatorMethod method) {
  std::vector<std::pair<std::string, OperatorMethod>> methods;
  methods.emplace_back(std::move(function), std::move(method));
  return add_methods(std::move(methods));
}

Result<void> Engine::add_methods(std::vector<std::pair<std::string, OperatorMethod>> methods) {
  return implementation()->add_methods(std::move(methods));
}

std::vector<std::string> Engine::registered_methods() const {
  return implementation()->registered_methods();
}

detail::MachineHost& Engine::machine_host() {
  return *implementation();
}

Result<void> Engine::recover(const InstanceId& id) {
  return implementation()->call({}, requests::Recover{.id = id});
}

Result<void> Engine::recover() {
  return implementation()->call({}, requests::Recover{});
}

Result<DefinitionSummary> Engine::deploy(std::string_view document, const Caller& caller) {
  auto all = implementation()->call(caller, requests::Deploy{.documents = {std::string(document)}});
  if (!all) return std::unexpected(std::move(all).error());
  return std::move(all->front());
}

Result<std::vector<DefinitionSummary>> Engine::deploy_all(std::span<const std::string> documents,
                                                          const Caller& caller) {
  return implementation()->call(caller, requests::Deploy{.documents = {documents.begin(), documents.end()}});
}

Result<std::vector<DefinitionSummary>> Engine::definitions() {
  return implementation()->call({}, requests::Definitions{});
}

Result<std::vector<DefinitionView>> Engine::find_definitions(const DefinitionFilter& filter) {
  return implementation()->call({}, requests::FindDefinitions{.filter = filter});
}

Result<DefinitionView> Engine::find_definition(const DefinitionName& name) {
  return implementation()->call({}, requests::FindDefinition{.wanted = name});
}

Result<DefinitionView> Engine::find_definition(const Digest& digest) {
  return implementation()->call({}, requests::FindDefinition{.wanted = digest});
}

Result<void> Engine::undeploy(const DefinitionName& name, const Caller& caller) {
  return implementation()->call(caller, requests::Undeploy{.name = name});
}

Result<InstanceId> Engine::start(const StartOptions& options, const Caller& caller) {
  return implementation()->call(caller, requests::Start{.options = options});
}

Result<InstanceId> Engine::run(std::string_view document, const RunOptions& options, const Caller& caller) {
  return implementation()->call(caller, requests::Run{.document = std::string(document), .options = options});
}

Result<InstanceView> Engine::wait(const InstanceId& id, std::optional<Duration> limit) {
  return implementation()->call({}, requests::Wait{.id = id, .until = engine::Until::Ended, .limit = limit});
}

Result<InstanceView> Engine::wait_until_idle(const InstanceId& id, std::optional<Duration> limit) {
  return implementation()->call({}, requests::Wait{.id = id, .until = engine::Until::Idle, .limit = limit});
}

Result<void> Engine::wait_until_all_idle(std::optional<Duration> limit) {
  return implementation()->wait_for_all(runtime::Rest::Waiting, limit);
}

Result<void> Engine::wait_until_all_done(std::optional<Duration> limit) {
  return implementation()->wait_for_all(runtime::Rest::Done, limit);
}

Result<std::vector<InstanceSummary>> Engine::unfinished(const InstanceId& id) {
  return implementation()->call({}, requests::Unfinished{.id = id});
}

Result<InstanceView> Engine::find(const InstanceId& id) {
  return implementation()->call({}, requests::Find{.id = id});
}

Result<InstanceView> Engine::find(const InstanceId& id, Revision revision) {
  return implementation()->call({}, requests::Find{.id = id, .revision = revision});
}

Result<InstanceList> Engine::list(const InstanceFilter& filter) {
  return implementation()->call({}, requests::List{.filter = filter});
}

Result<std::vector<HistoryEntry>> Engine::history(const InstanceId& id, HistoryRange range) {
  return implementation()->call({}, requests::History{.id = id, .range = range});
}

Result<std::vector<AuditEntry>> Engine::audit(std::uint64_t before, std::size_t limit) {
  return implementation()->call({}, requests::Audit{.before = before, .limit = limit});
}

Result<InstanceId> Engine::fork(const InstanceId& source, const ForkOptions& options, const Caller& caller) {
  return implementation()->call(caller, requests::Fork{.source = source, .options = options});
}

Result<ForkPreview> Engine::preview_fork(const InstanceId& source, const ForkOptions& options) {
  return implementation()->call({}, requests::PreviewFork{.source = source, .options = options});
}

Result<void> Engine::cancel(const InstanceId& id, CancelOptions options, const Caller& caller) {
  return implementation()->call(caller, requests::Cancel{.id = id, .options = options});
}

Result<void> Engine::suspend(const InstanceId& id, const Caller& caller) {
  return implementation()->call(caller, requests::Suspend{.id = id});
}

Result<void> Engine::resume(const InstanceId& id, const Caller& caller) {
  return implementation()->call(caller, requests::Resume{.id = id});
}

Result<void> Engine::retry(const InstanceId& id, const Caller& caller) {
  return implementation()->call(caller, requests::Retry{.id = id});
}

Result<void> Engine::remove(const InstanceId& id, const Caller& caller) {
  return implementation()->call(caller, requests::Remove{.id = id});
}

Result<BulkReport> Engine::bulk(const BulkOptions& options, const Caller& caller) {
  return implementation()->call(caller, requests::Bulk{.options = options});
}

Engine::Subscription Engine::subscribe(std::function<void(const HistoryEntry&)> subscriber) {
  if (!implementation()->is_of_this_process()) return {};
  return Subscription(implementation()->subscribe(std::move(subscriber)));
}

Result<Engine::Subscription> Engine::observe(Observer observer, ObserveOptions options) {
  auto handle = implementation()->observe(std::move(observer), options);
  if (!handle) return std::unexpected(std::move(handle).error());
  return Subscription(*std::move(handle));
}

Result<PublishedEvent> Engine::publish(CloudEvent event, const Caller& caller) {
  std::vector<CloudEvent> events;
  events.push_back(std::move(event));
  auto all = publish_all(std::move(events), caller);
  if (!all) return std::unexpected(std::move(all).error());
  return std::move(all->front());
}

Result<std::vector<PublishedEvent>> Engine::publish_all(std::vector<CloudEvent> events, const Caller& caller) {
  return implementation()->call(caller, requests::Publish{.events = std::move(events)});
}

Result<void> Engine::send(const InstanceId& id, CloudEvent event, const Caller& caller) {
  return implementation()->call(caller, requests::Offer{.id = id, .event = std::move(event)});
}

Result<EventPage> Engine::events(const EventQuery& query) {
  return implementation()->call({}, requests::Events{.query = query});
}

Result<Engine::Subscription> Engine::subscribe(EventFilter filter, std::uint64_t from, EventSubscriber subscriber) {
  auto handle = implementation()->follow(std::move(filter), from, std::move(subscriber));
  if (!handle) return std::unexpected(std::move(handle).error());
  return Subscription(*std::move(handle));
}

EngineMetrics Engine::metrics() const {
  if (!implementation()->is_of_this_process()) return {};
  return implementation()->metrics();
}

EngineHealth Engine::health() const {
  if (!implementation()->is_of_this_process()) return {};
  return implementation()->health();
}

std::vector<CallProgress> Engine::progress(const InstanceId& id) const {
  if (!implementation()->is_of_this_process()) return {};
  return implementation()->progress(id);
}

}  // namespace baton
