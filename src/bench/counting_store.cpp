#include "bench/counting_store.hpp"

#include <chrono>
#include <utility>

namespace baton::bench {
namespace {

using namespace runtime;

void add(std::atomic<std::uint64_t>& counter, std::uint64_t number) {
  counter.fetch_add(number, std::memory_order_relaxed);
}

class CountingStore final : public Store {
 public:
  CountingStore(std::unique_ptr<Store> store, StoreCounters& counters)
      : store_(std::move(store)), counters_(counters) {}

  [[nodiscard]] bool outlives_process() const override { return store_->outlives_process(); }
  CommitResult commit(const Commit& commit) override {
    const auto begin = std::chrono::steady_clock::now();
    auto results = store_->commit(commit);
    const std::chrono::nanoseconds time = std::chrono::steady_clock::now() - begin;
    add(counters_.commit_ns, static_cast<std::uint64_t>(time.count()));
    add(counters_.commits, 1);
    for (const Write& write : commit.writes) count(write, commit.writes.size());
    return results;
  }

  StoreResult<std::optional<StoredInstance>> load(const Shard& shard, const InstanceId& id) override {
    add(counters_.loads, 1);
    return store_->load(shard, id);
  }
  StoreResult<std::vector<DueTimer>> due_timers(const Shard& shard, const DueTimer& after, Timestamp now,
                                                std::size_t limit) override {
    return store_->due_timers(shard, after, now, limit);
  }
  StoreResult<std::optional<Timestamp>> next_timer(const Shard& shard, Timestamp now) override {
    return store_->next_timer(shard, now);
  }
  StoreResult<std::vector<InstanceId>> with_pending(const Shard& shard, const InstanceId& after,
                                                    std::size_t limit) override {
    return store_->with_pending(shard, after, limit);
  }
  StoreResult<runtime::ListenerPage> waiting_listeners(const Shard& shard, const runtime::ListenerPlace& from,
                                                       std::size_t limit) override {
    return store_->waiting_listeners(shard, from, limit);
  }
  StoreResult<std::vector<runtime::FoundEvents>> wanted_events(std::span<const runtime::WantedEvents> wanted,
                                                               std::size_t limit) override {
    return store_->wanted_events(wanted, limit);
  }
  StoreResult<Removed> remove(const Shard& shard, const InstanceId& id) override { return store_->remove(shard, id); }
  StoreResult<void> consume(const Consumed& message) override { return store_->consume(message); }
  StoreResult<void> put_definition(const DefinitionRow& definition) override {
    return store_->put_definition(definition);
  }
  StoreResult<std::vector<Deployed>> deploy_all(std::span<const DefinitionRow> definitions) override {
    return store_->deploy_all(definitions);
  }
  StoreResult<std::optional<DefinitionRow>> find_definition(const Digest& digest) override {
    return store_->find_definition(digest);
  }
  StoreResult<std::optional<DefinitionRow>> find_deployed(const DefinitionName& name) override {
    return store_->find_deployed(name);
  }
  StoreResult<std::vector<DefinitionRow>> definitions(const Digest& after, std::size_t limit) override {
    return store_->definitions(after, limit);
  }
  StoreResult<Undeployed> undeploy(const DefinitionName& name) override { return store_->undeploy(name); }
  StoreResult<std::vector<DefinitionRow>> list_deployed() override { return store_->list_deployed(); }
  StoreResult<std::optional<InstanceRow>> find(const InstanceId& id) override { return store_->find(id); }
  StoreResult<std::optional<StoredInstance>> read(const InstanceId& id) override { return store_->read(id); }
  StoreResult<InstanceExtras> extras(const InstanceId& id) override { return store_->extras(id); }
  StoreResult<Trimmed> trim_events(const Trim& trim) override { return store_->trim_events(trim); }
  StoreResult<EventRows> events(const EventRowQuery& query) override { return store_->events(query); }
  StoreResult<void> add_audit(std::span<const AuditRow> rows) override { return store_->add_audit(rows); }
  StoreResult<std::vector<AuditRow>> audit(std::uint64_t before, std::size_t limit) override {
    return store_->audit(before, limit);
  }
  StoreResult<InstancePage> list(const InstanceQuery& query) override { return store_->list(query); }
  StoreResult<InstancePage> children(const InstanceId& parent, const std::string& cursor, std::size_t limit) override {
    return store_->children(parent, cursor, limit);
  }
  StoreResult<std::vector<HistoryRow>> history(const InstanceId& id, Revision after, std::size_t limit) override {
    return store_->history(id, after, limit);
  }
  StoreResult<std::vector<PartRow>> parts(const InstanceId& id) override { return store_->parts(id); }

 private:
  void count(const Write& write, std::size_t batch) {
    std::uint64_t record = 0;
    for (const runtime::HistoryRow& row : write.records) record += row.body.size();
    for (const PartRow& part : write.new_parts) record += part.body.size();
    add(counters_.writes, write.records.size());
    add(counters_.head_bytes, write.head.size());
    add(counters_.record_bytes, record);
    counters_.batches.add(batch);
  }

  std::unique_ptr<Store> store_;
  StoreCounters& counters_;
};

}  // namespace

void StoreCounters::clear() {
  for (auto* counter : {&commits, &writes, &head_bytes, &record_bytes, &commit_ns, &loads}) {
    counter->store(0, std::memory_order_relaxed);
  }
  batches.clear();
}

std::unique_ptr<runtime::Store> counting_store(std::unique_ptr<runtime::Store> store, StoreCounters& counters) {
  return std::make_unique<CountingStore>(std::move(store), counters);
}

}  // namespace baton::bench
