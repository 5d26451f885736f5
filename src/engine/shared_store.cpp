#include "engine/shared_store.hpp"

#include "base/process.hpp"

#include <mutex>
#include <utility>

namespace baton::engine {
namespace {

using namespace runtime;

class SharedStore final : public Store {
  template <class Method, class... Arguments>
  auto alone(Method method, const Arguments&... arguments) {
    using Result = decltype(((*store_).*method)(arguments...));
    if (!process_.is_this()) return Result(std::unexpected(of_another_process()));
    const std::lock_guard lock(mutex_);
    return ((*store_).*method)(arguments...);
  }
  static StoreError of_another_process() {
    return StoreError{StoreError::Kind::Invalid, "the store was opened by the process that this one was forked from",
                      0};
  }

 public:
  explicit SharedStore(std::unique_ptr<Store> store) : store_(std::move(store)) {}

  StoreResult<std::vector<WriteResult>> commit(const Shard& shard, std::span<const Write> writes) override {
    return alone(&Store::commit, shard, writes);
  }
  StoreResult<std::optional<StoredInstance>> load(const Shard& shard, const InstanceId& id) override {
    return alone(&Store::load, shard, id);
  }
  StoreResult<std::vector<DueTimer>> due_timers(const Shard& shard, const DueTimer& after, Timestamp now,
                                                std::size_t limit) override {
    return alone(&Store::due_timers, shard, after, now, limit);
  }
  StoreResult<std::optional<Timestamp>> next_timer(const Shard& shard, Timestamp now) override {
    return alone(&Store::next_timer, shard, now);
  }
  StoreResult<std::vector<InstanceId>> with_pending(const Shard& shard, const InstanceId& after,
                                                    std::size_t limit) override {
    return alone(&Store::with_pending, shard, after, limit);
  }
  StoreResult<Removed> remove(const Shard& shard, const InstanceId& id) override {
    return alone(&Store::remove, shard, id);
  }
  StoreResult<void> put_definition(const DefinitionRow& definition) override {
    return alone(&Store::put_definition, definition);
  }
  StoreResult<std::vector<Deployed>> deploy_all(std::span<const DefinitionRow> definitions) override {
    return alone(&Store::deploy_all, definitions);
  }
  StoreResult<std::optional<DefinitionRow>> find_definition(const Digest& digest) override {
    return alone(&Store::find_definition, digest);
  }
  StoreResult<std::optional<DefinitionRow>> find_deployed(const DefinitionName& name) override {
    return alone(&Store::find_deployed, name);
  }
  StoreResult<std::vector<DefinitionRow>> list_deployed() override { return alone(&Store::list_deployed); }
  StoreResult<std::optional<InstanceRow>> find(const InstanceId& id) override { return alone(&Store::find, id); }
  StoreResult<InstancePage> list(const InstanceQuery& query) override { return alone(&Store::list, query); }
  StoreResult<InstancePage> children(const InstanceId& parent, std::string_view run_id, const std::string& cursor,
                                     std::size_t limit) override {
    return alone(&Store::children, parent, run_id, cursor, limit);
  }
  StoreResult<std::vector<HistoryRow>> history(const InstanceId& id, Revision after, std::size_t limit) override {
    return alone(&Store::history, id, after, limit);
  }
  StoreResult<std::vector<PartRow>> parts(const InstanceId& id) override { return alone(&Store::parts, id); }

 private:
  Process process_;
  std::mutex mutex_;
  std::unique_ptr<Store> store_;
};

}  // namespace

std::unique_ptr<runtime::Store> shared_store(std::unique_ptr<runtime::Store> store) {
  return std::make_unique<SharedStore>(std::move(store));
}

}  // namespace baton::engine
