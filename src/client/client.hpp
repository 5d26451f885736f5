// A running server, with the methods of an Engine: what they return means the same. Who asks is the holder of the key, so the callers that are
// given are not used.
//
// Not thread-safe. Each method blocks. While the server is away, a request that may be repeated is repeated for half a minute.
#pragma once

#include "client/transport.hpp"

#include <baton/engine.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace baton::client {

class Client {
 public:
  // "http://127.0.0.1:8233". The key: empty: none. A file of certificates that vouch for the server; empty: those that the system trusts.
  Client(std::string url, std::string key, std::string ca_certificate = {})
      : transport_(std::move(url), std::move(key), std::move(ca_certificate)) {}

  // One after the other: those before one that is refused stay.
  Result<std::vector<DefinitionSummary>> deploy_all(std::span<const std::string> documents, const Caller& = {});
  Result<std::vector<DefinitionSummary>> definitions();
  Result<std::vector<DefinitionView>> find_definitions(const DefinitionFilter& filter);
  Result<void> undeploy(const DefinitionName& name, const Caller& = {});

  // The id must be given: a start that is repeated is then the same start.
  Result<InstanceId> start(const StartOptions& options, const Caller& = {});
  // The same.
  Result<InstanceId> fork(const InstanceId& source, const ForkOptions& options, const Caller& = {});
  Result<ForkPreview> preview_fork(const InstanceId& source, const ForkOptions& options);
  // As it is when it has ended or the time is over; at most a minute.
  Result<InstanceView> wait(const InstanceId& id, std::chrono::seconds limit);
  Result<InstanceView> find(const InstanceId& id);
  Result<InstanceView> find(const InstanceId& id, Revision revision);
  Result<InstanceList> list(const InstanceFilter& filter);
  Result<std::vector<HistoryEntry>> history(const InstanceId& id);
  Result<std::vector<AuditEntry>> audit(std::uint64_t before, std::size_t limit);  // at most 1,000

  Result<void> cancel(const InstanceId& id, Engine::CancelOptions options, const Caller& = {});
  Result<void> suspend(const InstanceId& id, const Caller& = {});
  Result<void> resume(const InstanceId& id, const Caller& = {});
  Result<void> retry(const InstanceId& id, const Caller& = {});
  Result<void> remove(const InstanceId& id, const Caller& = {});
  // One batch. Each event must have an id: a publish that is repeated is then the same one. At most 8 MiB of JSON.
  Result<std::vector<PublishedEvent>> publish_all(const std::vector<CloudEvent>& events, const Caller& = {});
  Result<EventPage> events(const EventQuery& query);
  // Events from that position on, those that come included, until `take` says false, or `goes_on`, which is asked about once a second.
  Result<void> follow_events(const EventQuery& query, const std::function<Result<bool>(const EventNews&)>& take,
                             const std::function<bool()>& goes_on);
  // Its progress is not called.
  Result<BulkReport> bulk(const BulkOptions& options, const Caller& = {});

  // Schedules, as docs/reference/http.md shows them.
  Result<std::vector<Value>> schedules();
  Result<Value> find_schedule(const std::string& id);
  Result<Value> add_schedule(const Value& schedule);
  // "pause", "resume", "trigger" or "backfill", with its body, or null.
  Result<Value> change_schedule(const std::string& id, const std::string& action, const Value& body);
  Result<void> remove_schedule(const std::string& id);
  // Webhooks, likewise.
  Result<std::vector<Value>> webhooks();
  Result<Value> find_webhook(const std::string& name);
  Result<Value> put_webhook(const Value& webhook);
  Result<Value> change_webhook(const std::string& name, const std::string& action);  // "pause", "resume" or "test"
  Result<void> remove_webhook(const std::string& name);
  Result<std::vector<Value>> dead_letters(const std::string& name);
  // An empty id: all of the webhook. How many are sent again.
  Result<Value> redeliver(const std::string& name, const std::string& letter);
  Result<void> discard(const std::string& name, const std::string& letter);

 private:
  Result<void> change(const InstanceId& id, const char* action, const Value& body = {});

  Transport transport_;
};

}  // namespace baton::client
