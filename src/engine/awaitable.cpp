#include <baton/awaitable.hpp>

#include "engine/implementation.hpp"

#include <utility>

namespace baton {

namespace requests = engine::requests;

AsyncEngine::AsyncEngine(Engine& engine, Executor executor, Caller caller)
    : host_(&engine.machine_host()), executor_(std::move(executor)), caller_(std::move(caller)) {}

AsyncEngine AsyncEngine::only_at(Revision revision) const {
  AsyncEngine other = *this;
  other.only_at_ = revision;
  return other;
}

// An Engine's host is its implementation.
template <class R>
auto AsyncEngine::ask(R request) const {
  using T = engine::AnswerTo<R>;
  auto* const engine = static_cast<Engine::Implementation*>(host_);
  return Awaitable<T>(
      [engine, caller = caller_, request = std::move(request)](typename Awaitable<T>::Receive receive) mutable {
        engine->submit(std::move(caller), std::move(request), engine::Reply<T>(std::move(receive)));
      },
      executor_);
}

template <class Work>
Awaitable<void> AsyncEngine::ask_loop(Work work) const {
  auto* const engine = static_cast<Engine::Implementation*>(host_);
  return {[engine, work = std::move(work)](Awaitable<void>::Receive receive) mutable {
            engine->submit_to_loop(std::move(work), engine::Reply<void>(std::move(receive)));
          },
          executor_};
}

Awaitable<DefinitionSummary> AsyncEngine::deploy(std::string document) {
  std::vector<std::string> documents;
  documents.push_back(std::move(document));
  return deploy_all(std::move(documents))
      .transformed([](Result<std::vector<DefinitionSummary>> all) -> Result<DefinitionSummary> {
        if (!all) return std::unexpected(std::move(all).error());
        return std::move(all->front());
      });
}

Awaitable<std::vector<DefinitionSummary>> AsyncEngine::deploy_all(std::vector<std::string> documents) {
  return ask(requests::Deploy{.documents = std::move(documents)});
}

Awaitable<std::vector<DefinitionSummary>> AsyncEngine::definitions() {
  return ask(requests::Definitions{});
}

Awaitable<std::vector<DefinitionView>> AsyncEngine::find_definitions(DefinitionFilter filter) {
  return ask(requests::FindDefinitions{.filter = std::move(filter)});
}

Awaitable<DefinitionView> AsyncEngine::find_definition(DefinitionName name) {
  return ask(requests::FindDefinition{.wanted = std::move(name)});
}

Awaitable<DefinitionView> AsyncEngine::find_definition(Digest digest) {
  return ask(requests::FindDefinition{.wanted = std::move(digest)});
}

Awaitable<void> AsyncEngine::undeploy(DefinitionName name) {
  return ask(requests::Undeploy{.name = std::move(name)});
}

Awaitable<InstanceId> AsyncEngine::start(StartOptions options) {
  return ask(requests::Start{.options = std::move(options)});
}

Awaitable<InstanceId> AsyncEngine::run(std::string document, RunOptions options) {
  return ask(requests::Run{.document = std::move(document), .options = std::move(options)});
}

Awaitable<InstanceView> AsyncEngine::wait(InstanceId id, std::optional<Duration> limit) {
  return ask(requests::Wait{.id = std::move(id), .until = engine::Until::Ended, .limit = limit});
}

Awaitable<InstanceView> AsyncEngine::wait_until_idle(InstanceId id, std::optional<Duration> limit) {
  return ask(requests::Wait{.id = std::move(id), .until = engine::Until::Idle, .limit = limit});
}

Awaitable<void> AsyncEngine::wait_until_all_idle(std::optional<Duration> limit) {
  return ask_loop([limit](engine::SteppedEngine& stepped, auto reply) {
    stepped.wait_for_all(runtime::Rest::Waiting, limit, std::move(reply));
  });
}

Awaitable<void> AsyncEngine::wait_until_all_done(std::optional<Duration> limit) {
  return ask_loop([limit](engine::SteppedEngine& stepped, auto reply) {
    stepped.wait_for_all(runtime::Rest::Done, limit, std::move(reply));
  });
}

Awaitable<void> AsyncEngine::sleep(Duration time) {
  return ask_loop([time](engine::SteppedEngine& stepped, auto reply) { stepped.sleep(time, std::move(reply)); });
}

Awaitable<InstanceId> AsyncEngine::fork(InstanceId source, ForkOptions options) {
  return ask(requests::Fork{.source = std::move(source), .options = std::move(options)});
}

Awaitable<ForkPreview> AsyncEngine::preview_fork(InstanceId source, ForkOptions options) {
  return ask(requests::PreviewFork{.source = std::move(source), .options = std::move(options)});
}

Awaitable<InstanceView> AsyncEngine::find(InstanceId id) {
  return ask(requests::Find{.id = std::move(id)});
}

Awaitable<InstanceView> AsyncEngine::find(InstanceId id, Revision revision) {
  return ask(requests::Find{.id = std::move(id), .revision = revision});
}

Awaitable<InstanceList> AsyncEngine::list(InstanceFilter filter) {
  return ask(requests::List{.filter = std::move(filter)});
}

Awaitable<std::vector<HistoryEntry>> AsyncEngine::history(InstanceId id, HistoryRange range) {
  return ask(requests::History{.id = std::move(id), .range = range});
}

Awaitable<std::vector<InstanceSummary>> AsyncEngine::unfinished(InstanceId id) {
  return ask(requests::Unfinished{.id = std::move(id)});
}

Awaitable<std::vector<AuditEntry>> AsyncEngine::audit(std::uint64_t before, std::size_t limit) {
  return ask(requests::Audit{.before = before, .limit = limit});
}

Awaitable<void> AsyncEngine::recover() {
  return ask(requests::Recover{});
}

Awaitable<PublishedEvent> AsyncEngine::publish(CloudEvent event) {
  std::vector<CloudEvent> events;
  events.push_back(std::move(event));
  return publish_all(std::move(events))
      .transformed([](Result<std::vector<PublishedEvent>> all) -> Result<PublishedEvent> {
        if (!all) return std::unexpected(std::move(all).error());
        return std::move(all->front());
      });
}

Awaitable<std::vector<PublishedEvent>> AsyncEngine::publish_all(std::vector<CloudEvent> events) {
  return ask(requests::Publish{.events = std::move(events)});
}

Awaitable<void> AsyncEngine::send(InstanceId id, CloudEvent event) {
  return ask(requests::Offer{.id = std::move(id), .event = std::move(event), .only_at = only_at_});
}

Awaitable<EventPage> AsyncEngine::events(EventQuery query) {
  return ask(requests::Events{.query = std::move(query)});
}

Awaitable<void> AsyncEngine::recover(InstanceId id) {
  return ask(requests::Recover{.id = std::move(id)});
}

Awaitable<void> AsyncEngine::cancel(InstanceId id, Engine::CancelOptions options) {
  return ask(requests::Cancel{.id = std::move(id), .options = options, .only_at = only_at_});
}

Awaitable<void> AsyncEngine::suspend(InstanceId id) {
  return ask(requests::Suspend{.id = std::move(id), .only_at = only_at_});
}

Awaitable<void> AsyncEngine::resume(InstanceId id) {
  return ask(requests::Resume{.id = std::move(id), .only_at = only_at_});
}

Awaitable<void> AsyncEngine::retry(InstanceId id) {
  return ask(requests::Retry{.id = std::move(id), .only_at = only_at_});
}

Awaitable<void> AsyncEngine::remove(InstanceId id) {
  return ask(requests::Remove{.id = std::move(id)});
}

Awaitable<BulkReport> AsyncEngine::bulk(BulkOptions options) {
  return ask(requests::Bulk{.options = std::move(options)});
}

Awaitable<void> AsyncEngine::refused(Error why) const {
  return {
      [why = std::move(why)](Awaitable<void>::Receive receive) mutable { receive(std::unexpected(std::move(why))); },
      executor_};
}

Awaitable<void> AsyncEngine::send_event(std::string machine, InstanceId id, detail::SentEvent event) {
  return ask(requests::Send{
      .machine = std::move(machine), .id = std::move(id), .event = std::move(event), .only_at = only_at_});
}

}  // namespace baton
