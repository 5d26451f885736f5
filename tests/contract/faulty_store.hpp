// A store that fails on purpose: wraps another one and, by a script, lets commits go wrong the ways a real one's do.
//
//   FaultyStore store(open_memory_store());
//   store.fail_next({Fault::None, Fault::UnknownApplied});  // the second commit is done but not acknowledged
//   store.refuse(InstanceId{"poison"});                      // until accept(): every write of it is Refused
#pragma once

#include "runtime/ports/store.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::testing {

enum class Fault : std::uint8_t {
  None,
  Error,           // an error before anything was written
  UnknownApplied,  // written, but the answer is UnknownOutcome
  UnknownLost      // not written, and the answer is UnknownOutcome
};

class FaultyStore final : public runtime::Store {
 public:
  struct Calls {
    std::size_t commits = 0;
    std::size_t writes = 0;  // in all commits
    std::size_t loads = 0;
    std::size_t wanted = 0;  // looks at what listeners wait for
    std::size_t other = 0;

    friend bool operator==(const Calls&, const Calls&) = default;
  };

  explicit FaultyStore(std::unique_ptr<runtime::Store> inner) : inner_(std::move(inner)) {}

  // The fates of the next commits, in order, after those given before; beyond them all goes well.
  void fail_next(std::initializer_list<Fault> faults) { script_.insert(script_.end(), faults); }
  void fail_next_loads(std::size_t count) { failing_loads_ = count; }
  void fail_next_looks_for_listeners(std::size_t count) { failing_event_reads_ = count; }
  void refuse(const InstanceId& id) { refused_.insert(id); }
  void accept(const InstanceId& id) { refused_.erase(id); }

  [[nodiscard]] const Calls& calls() const { return calls_; }
  [[nodiscard]] runtime::Store& inner() { return *inner_; }

  runtime::CommitResult commit(const runtime::Commit& commit) override {
    using Kind = runtime::StoreError::Kind;
    ++calls_.commits;
    calls_.writes += commit.writes.size();
    switch (next_fault()) {
      case Fault::None:
        return commit_accepted(commit);
      case Fault::Error:
        return std::unexpected(error(Kind::Unavailable));
      case Fault::UnknownLost:
        return std::unexpected(error(Kind::UnknownOutcome));
      case Fault::UnknownApplied:
        break;
    }
    if (auto applied = commit_accepted(commit); !applied) return applied;
    return std::unexpected(error(Kind::UnknownOutcome));
  }

  runtime::StoreResult<std::optional<runtime::StoredInstance>> load(const runtime::Shard& shard,
                                                                    const InstanceId& id) override {
    ++calls_.loads;
    if (failing_loads_ > 0) {
      --failing_loads_;
      return std::unexpected(error(runtime::StoreError::Kind::Unavailable));
    }
    return inner_->load(shard, id);
  }

  runtime::StoreResult<std::vector<runtime::DueTimer>> due_timers(const runtime::Shard& shard,
                                                                  const runtime::DueTimer& after, Timestamp now,
                                                                  std::size_t limit) override {
    return other().due_timers(shard, after, now, limit);
  }
  runtime::StoreResult<std::optional<Timestamp>> next_timer(const runtime::Shard& shard, Timestamp now) override {
    return other().next_timer(shard, now);
  }
  runtime::StoreResult<std::vector<InstanceId>> with_pending(const runtime::Shard& shard, const InstanceId& after,
                                                             std::size_t limit) override {
    return other().with_pending(shard, after, limit);
  }
  runtime::StoreResult<runtime::ListenerPage> waiting_listeners(const runtime::Shard& shard,
                                                                const runtime::ListenerPlace& from,
                                                                std::size_t limit) override {
    if (auto failed = failing_event_read()) return std::unexpected(*std::move(failed));
    return other().waiting_listeners(shard, from, limit);
  }
  runtime::StoreResult<std::vector<runtime::FoundEvents>> wanted_events(std::span<const runtime::WantedEvents> wanted,
                                                                        std::size_t limit) override {
    if (auto failed = failing_event_read()) return std::unexpected(*std::move(failed));
    ++calls_.wanted;
    return inner_->wanted_events(wanted, limit);
  }
  runtime::StoreResult<runtime::Removed> remove(const runtime::Shard& shard, const InstanceId& id) override {
    return other().remove(shard, id);
  }
  runtime::StoreResult<void> consume(const runtime::Consumed& message) override { return other().consume(message); }
  runtime::StoreResult<void> put_definition(const runtime::DefinitionRow& definition) override {
    return other().put_definition(definition);
  }
  runtime::StoreResult<std::vector<runtime::Deployed>> deploy_all(
      std::span<const runtime::DefinitionRow> definitions) override {
    return other().deploy_all(definitions);
  }
  runtime::StoreResult<std::optional<runtime::DefinitionRow>> find_definition(const Digest& digest) override {
    return other().find_definition(digest);
  }
  runtime::StoreResult<std::optional<runtime::DefinitionRow>> find_deployed(const DefinitionName& name) override {
    return other().find_deployed(name);
  }
  runtime::StoreResult<std::vector<runtime::DefinitionRow>> definitions(const Digest& after,
                                                                        std::size_t limit) override {
    return other().definitions(after, limit);
  }
  runtime::StoreResult<runtime::Undeployed> undeploy(const DefinitionName& name) override {
    return other().undeploy(name);
  }
  runtime::StoreResult<std::vector<runtime::DefinitionRow>> list_deployed() override { return other().list_deployed(); }
  runtime::StoreResult<std::optional<runtime::InstanceRow>> find(const InstanceId& id) override {
    return other().find(id);
  }
  runtime::StoreResult<std::optional<runtime::StoredInstance>> read(const InstanceId& id) override {
    ++calls_.loads;
    return inner_->read(id);
  }
  runtime::StoreResult<runtime::InstanceExtras> extras(const InstanceId& id) override { return other().extras(id); }
  runtime::StoreResult<runtime::Trimmed> trim_events(const runtime::Trim& trim) override {
    return other().trim_events(trim);
  }
  runtime::StoreResult<runtime::EventRows> events(const runtime::EventRowQuery& query) override {
    return other().events(query);
  }
  runtime::StoreResult<void> add_audit(std::span<const runtime::AuditRow> rows) override {
    return other().add_audit(rows);
  }
  runtime::StoreResult<std::vector<runtime::AuditRow>> audit(std::uint64_t before, std::size_t limit) override {
    return other().audit(before, limit);
  }
  runtime::StoreResult<runtime::InstancePage> list(const runtime::InstanceQuery& query) override {
    return other().list(query);
  }
  runtime::StoreResult<runtime::InstancePage> children(const InstanceId& parent, const std::string& cursor,
                                                       std::size_t limit) override {
    return other().children(parent, cursor, limit);
  }
  runtime::StoreResult<std::vector<runtime::HistoryRow>> history(const InstanceId& id, Revision after,
                                                                 std::size_t limit) override {
    return other().history(id, after, limit);
  }
  runtime::StoreResult<std::vector<runtime::PartRow>> parts(const InstanceId& id) override { return other().parts(id); }

 private:
  runtime::Store& other() {
    ++calls_.other;
    return *inner_;
  }

  std::optional<runtime::StoreError> failing_event_read() {
    if (failing_event_reads_ == 0) return std::nullopt;
    --failing_event_reads_;
    return error(runtime::StoreError::Kind::Unavailable);
  }

  Fault next_fault() {
    if (script_.empty()) return Fault::None;
    const Fault fault = script_.front();
    script_.pop_front();
    return fault;
  }

  runtime::CommitResult commit_accepted(const runtime::Commit& commit) {
    const auto is_refused = [&](const runtime::Write& write) { return refused_.contains(write.instance.id); };
    if (std::ranges::none_of(commit.writes, is_refused)) return inner_->commit(commit);

    std::vector<runtime::Write> accepted;
    std::ranges::remove_copy_if(commit.writes, std::back_inserter(accepted), is_refused);
    auto answers = inner_->commit({.writes = accepted, .published = commit.published, .log = commit.log});
    if (!answers) return answers;
    std::vector<runtime::WriteResult> results;
    auto answer = answers->writes.begin();
    for (const runtime::Write& write : commit.writes) {
      results.push_back(is_refused(write) ? runtime::Refused{"refused on purpose"} : *answer++);
    }
    answers->writes = std::move(results);
    return answers;
  }

  static runtime::StoreError error(runtime::StoreError::Kind kind) { return {kind, "failed on purpose", 0}; }

  std::unique_ptr<runtime::Store> inner_;
  std::deque<Fault> script_;
  std::size_t failing_loads_ = 0;
  std::size_t failing_event_reads_ = 0;
  std::set<InstanceId> refused_;
  Calls calls_;
};

}  // namespace baton::testing
