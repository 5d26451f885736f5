#include "adapters/memory/memory_store.hpp"

#include "adapters/memory/memory_event_log.hpp"
#include "adapters/store_support/page_cursor.hpp"
#include "adapters/store_support/version_order.hpp"
#include "adapters/store_support/write_check.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace baton::adapters {
namespace {

using namespace runtime;

struct Part {
  std::string body;
  bool in_head = true;
  Revision last_record;  // the newest history record that refers to it; 0: none
};

struct Instance {
  std::uint32_t shard = 0;
  InstanceRow row;
  std::string head;
  std::uint64_t next_part = 1;
  std::map<PartId, Part> parts;
  std::vector<HistoryRow> history;  // oldest first
  std::map<TimerId, Timestamp> timers;
  std::map<ListenerId, ListenerRow> listeners;
  std::vector<AttributeRow> attributes;  // by name
};

class MemoryStore final : public Store {
 public:
  [[nodiscard]] bool outlives_process() const override { return false; }
  CommitResult commit(const Commit& commit) override {
    const std::lock_guard lock(mutex_);
    const std::uint64_t last_event = events_.last();
    CommitAnswer answer;
    answer.writes.reserve(commit.writes.size());
    for (const Write& write : commit.writes) {
      if (auto lost = claim(write.shard)) {
        answer.writes.emplace_back(Fenced{*std::move(lost)});
      } else {
        answer.writes.push_back(apply(write.shard, write));
      }
    }
    for (const EventRow& event : commit.published) answer.published.push_back(publish(commit.log, event));
    answer.appended = events_.last() - last_event;
    if (answer.appended > 0) answer.last_event = events_.last();
    return answer;
  }

  StoreResult<Trimmed> trim_events(const Trim& trim) override {
    const std::lock_guard lock(mutex_);
    if (auto lost = claim(trim.log)) {
      return std::unexpected(StoreError{StoreError::Kind::Corrupt, *std::move(lost), 0});
    }
    return events_.trim(trim,
                        [&](std::uint64_t position, const FoundBy& by) { return waiting_for(position, by, trim); });
  }

  StoreResult<EventRows> events(const EventRowQuery& query) override {
    const std::lock_guard lock(mutex_);
    return events_.read(query);
  }

  StoreResult<ListenerPage> waiting_listeners(const Shard& shard, const ListenerPlace& from,
                                              std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    ListenerPage page{.last = events_.last()};
    std::size_t scanned = 0;
    for (auto at = events_.finders().lower_bound({from.position, from.by}); at != events_.finders().end(); ++at) {
      const auto& [position, by] = *at;
      page.is_done = scanned++ < kMaxEventsScanned;
      if (!page.is_done) return page;
      page.next = {.position = position, .by = by};
      if (position == from.position && by == from.by) page.next.instance = from.instance;
      for (auto each = listeners_.upper_bound({by, page.next.instance, kLastListener});
           each != listeners_.end() && each->by == by; ++each) {
        page.is_done = page.instances.size() < limit;
        if (!page.is_done) return page;
        page.next.instance = each->instance;
        if (is_waiting(shard, *each, position)) page.instances.push_back(each->instance);
      }
    }
    page.next = listeners_after(page.last);
    return page;
  }

  StoreResult<std::vector<FoundEvents>> wanted_events(std::span<const WantedEvents> wanted,
                                                      std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    return events_.find(wanted, limit);
  }

  StoreResult<std::optional<StoredInstance>> load(const Shard& shard, const InstanceId& id) override {
    const std::lock_guard lock(mutex_);
    const auto found = instances_.find(id.value);
    if (found == instances_.end()) return std::nullopt;
    if (found->second.shard != shard.id) {
      return std::unexpected(StoreError{StoreError::Kind::Corrupt, in_other_shard(found->second.shard), 0});
    }
    return stored_form_of(found->second);
  }

  StoreResult<std::optional<StoredInstance>> read(const InstanceId& id) override {
    const std::lock_guard lock(mutex_);
    const auto found = instances_.find(id.value);
    if (found == instances_.end()) return std::nullopt;
    return stored_form_of(found->second);
  }

  StoreResult<std::vector<DueTimer>> due_timers(const Shard& shard, const DueTimer& after, Timestamp now,
                                                std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<DueTimer> due_now;
    auto at = timers_.upper_bound({shard.id, after.due, after.instance, after.timer});
    for (; at != timers_.end() && due_now.size() < limit; ++at) {
      const auto& [owner, due, id, timer] = *at;
      if (owner != shard.id || due > now) break;
      due_now.push_back({.instance = id, .timer = timer, .due = due});
    }
    return due_now;
  }

  StoreResult<std::optional<Timestamp>> next_timer(const Shard& shard, Timestamp now) override {
    const std::lock_guard lock(mutex_);
    const auto next = timers_.lower_bound({shard.id, now + Duration{1}, InstanceId{}, TimerId{}});
    if (next == timers_.end() || std::get<0>(*next) != shard.id) return std::nullopt;
    return std::get<1>(*next);
  }

  StoreResult<std::vector<InstanceId>> with_pending(const Shard& shard, const InstanceId& after,
                                                    std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<InstanceId> ids;
    for (auto at = pending_.upper_bound({shard.id, after}); at != pending_.end() && ids.size() < limit; ++at) {
      if (at->first != shard.id) break;
      ids.push_back(at->second);
    }
    return ids;
  }

  StoreResult<Removed> remove(const Shard& shard, const InstanceId& id) override {
    const std::lock_guard lock(mutex_);
    if (auto lost = claim(shard)) {
      return std::unexpected(StoreError{StoreError::Kind::Corrupt, *std::move(lost), 0});
    }
    const auto found = instances_.find(id.value);
    if (found == instances_.end() || found->second.shard != shard.id) return Removed::NotFound;
    if (!has_ended(found->second.row.status)) return Removed::NotEnded;
    if (found->second.row.has_pending) return Removed::HasPending;
    for (const auto& [timer, due] : found->second.timers) timers_.erase({shard.id, due, id, timer});
    for (const auto& [listener, row] : found->second.listeners) listeners_.erase(place_of(id, row));
    instances_.erase(found);
    return Removed::Removed;
  }

  StoreResult<void> consume(const Consumed& message) override {
    const std::lock_guard lock(mutex_);
    if (auto lost = claim(message.shard)) {
      return std::unexpected(StoreError{StoreError::Kind::Corrupt, *std::move(lost), 0});
    }
    keep_consumed(message.instance, message.message, message.at);
    return {};
  }

  StoreResult<void> put_definition(const DefinitionRow& definition) override {
    const std::lock_guard lock(mutex_);
    definitions_.try_emplace(definition.digest, definition);
    return {};
  }

  StoreResult<std::vector<Deployed>> deploy_all(std::span<const DefinitionRow> definitions) override {
    const std::lock_guard lock(mutex_);
    auto claims = deployed_;
    std::vector<Deployed> all;
    for (const DefinitionRow& each : definitions) {
      const auto [claim, is_new] = claims.try_emplace(each.name, each.digest);
      const bool is_same = claim->second == each.digest;
      all.push_back(is_new ? Deployed::New : is_same ? Deployed::Same : Deployed::Conflict);
    }
    if (has_conflict(all)) return all;
    deployed_ = std::move(claims);
    for (const DefinitionRow& each : definitions) definitions_.try_emplace(each.digest, each);
    return all;
  }

  StoreResult<Undeployed> undeploy(const DefinitionName& name) override {
    const std::lock_guard lock(mutex_);
    const auto claim = deployed_.find(name);
    if (claim == deployed_.end()) return Undeployed::NotFound;
    const bool is_in_use = std::ranges::any_of(instances_, [&](const auto& entry) {
      const InstanceRow& row = entry.second.row;
      return row.digest == claim->second && !has_ended(row.status);
    });
    if (is_in_use) return Undeployed::InUse;
    deployed_.erase(claim);
    return Undeployed::Undeployed;
  }

  StoreResult<std::vector<DefinitionRow>> definitions(const Digest& after, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<DefinitionRow> rows;
    for (auto at = definitions_.upper_bound(after); at != definitions_.end() && rows.size() < limit; ++at) {
      rows.push_back(at->second);
    }
    return rows;
  }

  StoreResult<std::optional<DefinitionRow>> find_definition(const Digest& digest) override {
    const std::lock_guard lock(mutex_);
    const auto found = definitions_.find(digest);
    if (found == definitions_.end()) return std::nullopt;
    return found->second;
  }

  StoreResult<std::optional<DefinitionRow>> find_deployed(const DefinitionName& name) override {
    const std::lock_guard lock(mutex_);
    const bool latest = name.version.empty() || name.version == "latest";
    const Claim* best = nullptr;
    for (const Claim& claim : deployed_) {
      if (claim.first.space != name.space || claim.first.name != name.name) continue;
      if (!latest && claim.first.version != name.version) continue;
      if (best == nullptr || is_later(claim.first.version, best->first.version)) best = &claim;
    }
    if (best == nullptr) return std::nullopt;
    return described(*best);
  }

  StoreResult<std::vector<DefinitionRow>> list_deployed() override {
    const std::lock_guard lock(mutex_);
    std::vector<DefinitionRow> rows;
    for (const Claim& claim : deployed_) {
      rows.push_back(described(claim));
      rows.back().document.clear();
    }
    std::ranges::sort(rows, is_listed_before, &DefinitionRow::name);
    return rows;
  }

  StoreResult<std::optional<InstanceRow>> find(const InstanceId& id) override {
    const std::lock_guard lock(mutex_);
    const auto found = instances_.find(id.value);
    if (found == instances_.end()) return std::nullopt;
    return found->second.row;
  }

  StoreResult<InstancePage> list(const InstanceQuery& query) override {
    const std::lock_guard lock(mutex_);
    const auto after = page_start(query);
    if (!after) return std::unexpected(after.error());
    InstancePage page;
    for (const auto& [id, instance] : instances_) {
      if (matches(query, instance.row) && comes_before(after->started_at, after->id, instance.row)) {
        page.rows.push_back(instance.row);
      }
    }
    std::ranges::sort(page.rows, [](const InstanceRow& left, const InstanceRow& right) {
      return comes_before(left.started_at, left.id, right);
    });
    const std::size_t limit = page_size(query.limit);
    if (page.rows.size() > limit) {
      page.rows.resize(limit);
      page.cursor = encode_cursor({page.rows.back().started_at, page.rows.back().id});
    }
    return page;
  }

  StoreResult<InstancePage> children(const InstanceId& parent, const std::string& cursor, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    InstancePage page;
    for (const auto& [id, instance] : instances_) {
      if (id > cursor && instance.row.parent == parent) page.rows.push_back(instance.row);
    }
    std::ranges::sort(page.rows, {}, [](const InstanceRow& row) -> const std::string& { return row.id.value; });
    if (page.rows.size() > limit) page.rows.resize(limit);
    if (page.rows.size() == limit && limit > 0) page.cursor = page.rows.back().id.value;
    return page;
  }

  StoreResult<std::vector<HistoryRow>> history(const InstanceId& id, Revision after, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<HistoryRow> rows;
    const auto found = instances_.find(id.value);
    if (found == instances_.end()) return rows;
    const auto& records = found->second.history;
    const auto first = std::ranges::upper_bound(records, after, {}, &HistoryRow::revision);
    const auto count = std::min(limit, static_cast<std::size_t>(records.end() - first));
    rows.assign(first, first + static_cast<std::ptrdiff_t>(count));
    return rows;
  }

  StoreResult<InstanceExtras> extras(const InstanceId& id) override {
    const std::lock_guard lock(mutex_);
    InstanceExtras extras;
    const auto found = instances_.find(id.value);
    if (found == instances_.end()) return extras;
    for (const auto& [listener, row] : found->second.listeners) extras.listeners.push_back(row);
    extras.attributes = found->second.attributes;
    return extras;
  }

  StoreResult<void> add_audit(std::span<const AuditRow> rows) override {
    const std::lock_guard lock(mutex_);
    for (const AuditRow& row : rows) {
      audit_.push_back(row);
      audit_.back().number = ++last_audit_;
      if (audit_.size() > kMaxAuditRows) audit_.pop_front();
    }
    return {};
  }

  StoreResult<std::vector<AuditRow>> audit(std::uint64_t before, std::size_t limit) override {
    const std::lock_guard lock(mutex_);
    std::vector<AuditRow> rows;
    for (auto row = audit_.rbegin(); row != audit_.rend() && rows.size() < limit; ++row) {
      if (before == 0 || row->number < before) rows.push_back(*row);
    }
    return rows;
  }

  StoreResult<std::vector<PartRow>> parts(const InstanceId& id) override {
    const std::lock_guard lock(mutex_);
    std::vector<PartRow> rows;
    const auto found = instances_.find(id.value);
    if (found == instances_.end()) return rows;
    for (const auto& [part_id, part] : found->second.parts) rows.push_back({part_id, part.body});
    return rows;
  }

 private:
  using Claim = std::pair<const DefinitionName, Digest>;
  using Timer = std::tuple<std::uint32_t, Timestamp, InstanceId, TimerId>;

  // Of an open listener.
  struct OpenListener {
    FoundBy by;
    InstanceId instance;
    ListenerId id{};

    friend auto operator<=>(const OpenListener&, const OpenListener&) = default;
  };
  static constexpr ListenerId kLastListener{0xFFFF'FFFF};

  static OpenListener place_of(const InstanceId& instance, const ListenerRow& row) {
    return {.by = {.pattern = row.pattern, .correlation = row.correlation}, .instance = instance, .id = row.id};
  }

  [[nodiscard]] bool is_waiting(const Shard& shard, const OpenListener& listener, std::uint64_t position) const {
    const Instance& instance = instances_.at(listener.instance.value);
    return instance.shard == shard.id && instance.listeners.at(listener.id).position < position;
  }

  [[nodiscard]] std::vector<InstanceId> waiting_for(std::uint64_t position, const FoundBy& by, const Trim& trim) const {
    std::vector<InstanceId> all;
    for (auto each = listeners_.lower_bound({.by = by, .instance = {}});
         each != listeners_.end() && each->by == by && all.size() < trim.limit; ++each) {
      const bool waits = instances_.at(each->instance.value).listeners.at(each->id).position < position;
      const bool holds = std::ranges::find(trim.hold_nothing, each->instance) == trim.hold_nothing.end();
      if (waits && holds) all.push_back(each->instance);
    }
    return all;
  }

  // A shard's epoch only grows: a writer with an older one has lost the shard.
  std::optional<std::string> claim(const Shard& shard) {
    std::uint64_t& newest = epochs_[shard.id];
    newest = std::max(newest, shard.epoch);
    if (newest == shard.epoch) return std::nullopt;
    return lost_shard(shard, static_cast<std::int64_t>(newest));
  }

  AppendResult publish(const Shard& log, const EventRow& event) {
    if (auto lost = claim(log)) return Fenced{*std::move(lost)};
    if (auto reason = reason_to_refuse(event)) return Refused{*std::move(reason)};
    return events_.append(event);
  }

  static StoredInstance stored_form_of(const Instance& instance) {
    StoredInstance stored{instance.row, instance.head, {}, instance.next_part};
    for (const auto& [part_id, part] : instance.parts) {
      if (part.in_head) stored.parts.push_back({part_id, part.body});
    }
    return stored;
  }

  WriteResult apply(const Shard& shard, const Write& write) {
    const auto found = instances_.find(write.instance.id.value);
    Instance* stored = found == instances_.end() ? nullptr : &found->second;
    if (stored != nullptr && stored->shard != shard.id) return Refused{in_other_shard(stored->shard)};
    if ((stored != nullptr ? stored->row.revision : Revision{}) != write.expected) return Stale{};
    const std::uint64_t next_part = stored != nullptr ? stored->next_part : 1;
    if (was_consumed(write)) return Duplicate{};
    if (auto reason = reason_to_refuse(write, next_part)) return Refused{*reason};
    if (auto reason = reason_to_refuse_references(write, stored)) return Refused{*reason};

    Instance& instance = stored != nullptr ? *stored : instances_[write.instance.id.value];
    if (stored == nullptr) {
      instance.shard = shard.id;
      instance.row = write.instance;
      instance.row.has_pending = false;
    }
    keep_phase(instance, write.instance);
    instance.head = write.head;
    instance.next_part = next_part_after(write, next_part);
    instance.history.insert(instance.history.end(), write.records.begin(), write.records.end());
    if (write.forget_before) {
      const auto kept = std::ranges::lower_bound(instance.history, *write.forget_before, {}, &HistoryRow::revision);
      instance.history.erase(instance.history.begin(), kept);
    }
    keep_parts(instance, write);
    keep_timers(instance, write);
    keep_extras(instance, write);
    for (const MessageKey& key : write.consumed) keep_consumed(write.instance.id, key, write.records.back().at);
    return Committed{};
  }

  void keep_extras(Instance& instance, const Write& write) {
    const InstanceId& id = write.instance.id;
    const auto close = [&](ListenerId listener) {
      const auto open = instance.listeners.find(listener);
      if (open == instance.listeners.end()) return;
      listeners_.erase(place_of(id, open->second));
      instance.listeners.erase(open);
    };
    for (const ListenerId listener : write.closed_listeners) close(listener);
    for (const ListenerRow& listener : write.set_listeners) {
      close(listener.id);
      instance.listeners.emplace(listener.id, listener);
      listeners_.insert(place_of(id, listener));
    }
    if (write.attributes) {
      instance.attributes = *write.attributes;
      std::ranges::sort(instance.attributes, {}, &AttributeRow::name);
    }
    for (const EventRow& event : write.emitted) static_cast<void>(events_.append(event));
  }

  [[nodiscard]] bool was_consumed(const Write& write) const {
    const auto is_known = [&](const MessageKey& key) { return consumed_.contains({write.instance.id, key}); };
    return (write.unless && is_known(*write.unless)) || std::ranges::any_of(write.consumed, is_known);
  }

  void keep_consumed(const InstanceId& instance, const MessageKey& key, Timestamp at) {
    if (consumed_.emplace(instance, key).second) consumed_by_age_.emplace_back(at, instance, key);
    while (!consumed_by_age_.empty() && std::get<0>(consumed_by_age_.front()) + kConsumedRetention < at) {
      consumed_.erase({std::get<1>(consumed_by_age_.front()), std::get<2>(consumed_by_age_.front())});
      consumed_by_age_.pop_front();
    }
  }

  void keep_phase(Instance& instance, const InstanceRow& row) {
    instance.row.revision = row.revision;
    instance.row.status = row.status;
    instance.row.ended_at = row.ended_at;
    if (instance.row.has_pending == row.has_pending) return;
    instance.row.has_pending = row.has_pending;
    if (row.has_pending) {
      pending_.emplace(instance.shard, row.id);
    } else {
      pending_.erase({instance.shard, row.id});
    }
  }

  static std::optional<std::string> reason_to_refuse_references(const Write& write, const Instance* stored) {
    std::unordered_set<PartId> added;
    for (const PartRow& part : write.new_parts) added.insert(part.id);
    for (const PartId id : write.history_parts) {
      if (added.contains(id) || (stored != nullptr && stored->parts.contains(id))) continue;
      return "the history record refers to part " + std::to_string(std::to_underlying(id)) + ", which is not stored";
    }
    return std::nullopt;
  }

  static void keep_parts(Instance& instance, const Write& write) {
    for (const PartRow& part : write.new_parts) instance.parts[part.id] = {.body = part.body, .last_record = {}};
    for (const PartId id : write.history_parts) instance.parts[id].last_record = write.instance.revision;
    const auto is_unused = [&](const Part& part) {
      return !part.in_head && (instance.history.empty() || part.last_record < instance.history.front().revision);
    };
    for (const PartId id : write.dropped_parts) {
      const auto dropped = instance.parts.find(id);
      if (dropped == instance.parts.end()) continue;
      dropped->second.in_head = false;
      if (is_unused(dropped->second)) instance.parts.erase(dropped);
    }
    if (!write.forget_before) return;
    std::erase_if(instance.parts, [&](const auto& entry) { return is_unused(entry.second); });
  }

  void keep_timers(Instance& instance, const Write& write) {
    const auto clear = [&](TimerId timer) {
      const auto set = instance.timers.find(timer);
      if (set == instance.timers.end()) return;
      timers_.erase({instance.shard, set->second, instance.row.id, timer});
      instance.timers.erase(set);
    };
    for (const TimerId timer : write.cleared_timers) clear(timer);
    for (const TimerRow& timer : write.set_timers) {
      clear(timer.id);
      instance.timers[timer.id] = timer.due;
      timers_.insert({instance.shard, timer.due, instance.row.id, timer.id});
    }
  }

  DefinitionRow described(const Claim& claim) const {
    DefinitionRow row = definitions_.at(claim.second);
    row.name = claim.first;
    return row;
  }

  static bool matches(const InstanceQuery& query, const InstanceRow& row) {
    return (!query.status || row.status == *query.status) &&
           (query.space.empty() || row.definition.space == query.space) &&
           (query.name.empty() || row.definition.name == query.name);
  }

  static bool comes_before(Timestamp started_at, const InstanceId& id, const InstanceRow& row) {
    return started_at != row.started_at ? started_at > row.started_at : id < row.id;
  }

  mutable std::mutex mutex_;  // of all that follows
  std::map<std::uint32_t, std::uint64_t> epochs_;
  std::unordered_map<std::string, Instance> instances_;     // by id
  std::set<std::pair<std::uint32_t, InstanceId>> pending_;  // shard and id
  std::set<Timer> timers_;                                  // of all instances, by shard and due time
  std::set<std::pair<InstanceId, MessageKey>> consumed_;
  std::deque<std::tuple<Timestamp, InstanceId, MessageKey>> consumed_by_age_;
  MemoryEventLog events_;
  std::set<OpenListener> listeners_;
  std::deque<AuditRow> audit_;
  std::uint64_t last_audit_ = 0;
  std::map<Digest, DefinitionRow> definitions_;
  std::map<DefinitionName, Digest> deployed_;
};

}  // namespace

}  // namespace baton::adapters

std::unique_ptr<baton::store::Store> baton::store::open_memory_store() {
  return std::make_unique<adapters::MemoryStore>();
}
