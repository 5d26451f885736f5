// The façade: what each method of the library's face asks of the loop.
#include <baton/engine.hpp>

#include "engine/definitions.hpp"
#include "engine/errors.hpp"
#include "engine/implementation.hpp"

#include <utility>

namespace baton {

using engine::Desk;

Engine::Engine(std::unique_ptr<Implementation> implementation) : implementation_(implementation.release()) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

void Engine::Close::operator()(Implementation* implementation) const {
  if (implementation->is_of_this_process()) delete implementation;  // in a child there are no threads to end
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
  return implementation_->recover(id);
}

Result<void> Engine::recover() {
  return implementation_->recover();
}

Result<DefinitionSummary> Engine::deploy(std::string_view document) {
  auto compiled = engine::compile_document(document);
  if (!compiled) return std::unexpected(std::move(compiled).error());
  return implementation_->at_desk<DefinitionSummary>([&](Desk& desk) { return desk.deploy(*compiled); });
}

Result<std::vector<DefinitionSummary>> Engine::deploy_all(std::span<const std::string> documents) {
  std::vector<dsl::Compiled> all;
  for (const std::string& document : documents) {
    auto compiled = engine::compile_document(document);
    if (!compiled) {
      Error error = std::move(compiled).error();
      error.message = "document " + std::to_string(all.size() + 1) + ": " + error.message;
      return std::unexpected(std::move(error));
    }
    all.push_back(*std::move(compiled));
  }
  return implementation_->at_desk<std::vector<DefinitionSummary>>([&](Desk& desk) { return desk.deploy_all(all); });
}

Result<std::vector<DefinitionSummary>> Engine::definitions() {
  return implementation_->at_desk<std::vector<DefinitionSummary>>([](Desk& desk) { return desk.list_definitions(); });
}

Result<InstanceId> Engine::start(const StartOptions& options) {
  return implementation_->start(options);
}

Result<InstanceId> Engine::run(std::string_view document, const RunOptions& options) {
  if (implementation_->is_overloaded()) return std::unexpected(engine::overloaded());
  auto compiled = engine::compile_document(document);
  if (!compiled) return std::unexpected(std::move(compiled).error());
  return implementation_->run(std::move(compiled->program), options);
}

Result<InstanceView> Engine::wait(const InstanceId& id, std::optional<Duration> limit) {
  return implementation_->wait(id, engine::Until::Ended, limit);
}

Result<InstanceView> Engine::wait_until_idle(const InstanceId& id, std::optional<Duration> limit) {
  return implementation_->wait(id, engine::Until::Idle, limit);
}

Result<void> Engine::wait_until_all_idle(std::optional<Duration> limit) {
  return implementation_->wait_for_all(runtime::Rest::Waiting, limit);
}

Result<void> Engine::wait_until_all_done(std::optional<Duration> limit) {
  return implementation_->wait_for_all(runtime::Rest::Done, limit);
}

Result<std::vector<InstanceSummary>> Engine::unfinished(const InstanceId& id) {
  return implementation_->at_desk<std::vector<InstanceSummary>>([&](Desk& desk) { return desk.unfinished(id); });
}

Result<InstanceView> Engine::find(const InstanceId& id) {
  return implementation_->at_desk<InstanceView>([&](Desk& desk) { return desk.find(id); });
}

Result<InstanceList> Engine::list(const InstanceFilter& filter) {
  return implementation_->at_desk<InstanceList>([&](Desk& desk) { return desk.list(filter); });
}

Result<std::vector<HistoryEntry>> Engine::history(const InstanceId& id) {
  return implementation_->at_desk<std::vector<HistoryEntry>>([&](Desk& desk) { return desk.history(id); });
}

Result<void> Engine::cancel(const InstanceId& id, CancelOptions options) {
  return implementation_->command(id, core::Cancel{.compensate = options.compensate});
}

Result<void> Engine::suspend(const InstanceId& id) {
  return implementation_->command(id, core::Suspend{});
}

Result<void> Engine::resume(const InstanceId& id) {
  return implementation_->command(id, core::Resume{});
}

Result<void> Engine::retry(const InstanceId& id) {
  return implementation_->command(id, core::Retry{});
}

Result<void> Engine::remove(const InstanceId& id) {
  return implementation_->remove(id);
}

Engine::Subscription Engine::subscribe(std::function<void(const HistoryEntry&)> subscriber) {
  if (!implementation_->is_of_this_process()) return {};
  return Subscription(implementation_->subscribe(std::move(subscriber)));
}

}  // namespace baton
