// The façade: each method of the library's face is a request.
#include <baton/engine.hpp>

#include "engine/implementation.hpp"

#include <utility>

namespace baton {

namespace requests = engine::requests;

Engine::Engine(std::unique_ptr<Implementation> implementation) : implementation_(implementation.release()) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

void Engine::Close::operator()(Implementation* implementation) const {
  if (!implementation->is_of_this_process()) return;  // in a child there are no threads to end
  const auto log = implementation->log();
  delete implementation;
  log->closed();
}

void Engine::add_method(std::string function, OperatorMethod method) {
  if (!implementation_->is_of_this_process()) return;
  implementation_->operators().add(std::move(function), std::move(method));
}

std::vector<std::string> Engine::registered_methods() const {
  if (!implementation_->is_of_this_process()) return {};
  return implementation_->operators().names();
}

detail::MachineHost& Engine::machine_host() {
  return *implementation_;
}

Result<void> Engine::recover(const InstanceId& id) {
  return implementation_->call({}, requests::Recover{.id = id});
}

Result<void> Engine::recover() {
  return implementation_->call({}, requests::Recover{});
}

Result<DefinitionSummary> Engine::deploy(std::string_view document, const Caller& caller) {
  auto all = implementation_->call(caller, requests::Deploy{.documents = {std::string(document)}});
  if (!all) return std::unexpected(std::move(all).error());
  return std::move(all->front());
}

Result<std::vector<DefinitionSummary>> Engine::deploy_all(std::span<const std::string> documents,
                                                          const Caller& caller) {
  return implementation_->call(caller, requests::Deploy{.documents = {documents.begin(), documents.end()}});
}

Result<std::vector<DefinitionSummary>> Engine::definitions() {
  return implementation_->call({}, requests::Definitions{});
}

Result<InstanceId> Engine::start(const StartOptions& options, const Caller& caller) {
  return implementation_->call(caller, requests::Start{.options = options});
}

Result<InstanceId> Engine::run(std::string_view document, const RunOptions& options, const Caller& caller) {
  return implementation_->call(caller, requests::Run{.document = std::string(document), .options = options});
}

Result<InstanceView> Engine::wait(const InstanceId& id, std::optional<Duration> limit) {
  return implementation_->call({}, requests::Wait{.id = id, .until = engine::Until::Ended, .limit = limit});
}

Result<InstanceView> Engine::wait_until_idle(const InstanceId& id, std::optional<Duration> limit) {
  return implementation_->call({}, requests::Wait{.id = id, .until = engine::Until::Idle, .limit = limit});
}

Result<void> Engine::wait_until_all_idle(std::optional<Duration> limit) {
  return implementation_->wait_for_all(runtime::Rest::Waiting, limit);
}

Result<void> Engine::wait_until_all_done(std::optional<Duration> limit) {
  return implementation_->wait_for_all(runtime::Rest::Done, limit);
}

Result<std::vector<InstanceSummary>> Engine::unfinished(const InstanceId& id) {
  return implementation_->call({}, requests::Unfinished{.id = id});
}

Result<InstanceView> Engine::find(const InstanceId& id) {
  return implementation_->call({}, requests::Find{.id = id});
}

Result<InstanceList> Engine::list(const InstanceFilter& filter) {
  return implementation_->call({}, requests::List{.filter = filter});
}

Result<std::vector<HistoryEntry>> Engine::history(const InstanceId& id) {
  return implementation_->call({}, requests::History{.id = id});
}

Result<std::vector<AuditEntry>> Engine::audit(std::uint64_t before, std::size_t limit) {
  return implementation_->call({}, requests::Audit{.before = before, .limit = limit});
}

Result<void> Engine::cancel(const InstanceId& id, CancelOptions options, const Caller& caller) {
  return implementation_->call(caller, requests::Cancel{.id = id, .options = options});
}

Result<void> Engine::suspend(const InstanceId& id, const Caller& caller) {
  return implementation_->call(caller, requests::Suspend{.id = id});
}

Result<void> Engine::resume(const InstanceId& id, const Caller& caller) {
  return implementation_->call(caller, requests::Resume{.id = id});
}

Result<void> Engine::retry(const InstanceId& id, const Caller& caller) {
  return implementation_->call(caller, requests::Retry{.id = id});
}

Result<void> Engine::remove(const InstanceId& id, const Caller& caller) {
  return implementation_->call(caller, requests::Remove{.id = id});
}

Result<BulkReport> Engine::bulk(const BulkOptions& options, const Caller& caller) {
  return implementation_->call(caller, requests::Bulk{.options = options});
}

Engine::Subscription Engine::subscribe(std::function<void(const HistoryEntry&)> subscriber) {
  if (!implementation_->is_of_this_process()) return {};
  return Subscription(implementation_->subscribe(std::move(subscriber)));
}

Result<Engine::Subscription> Engine::observe(Observer observer, ObserveOptions options) {
  auto handle = implementation_->observe(std::move(observer), options);
  if (!handle) return std::unexpected(std::move(handle).error());
  return Subscription(*std::move(handle));
}

EngineMetrics Engine::metrics() const {
  if (!implementation_->is_of_this_process()) return {};
  return implementation_->metrics();
}

}  // namespace baton
