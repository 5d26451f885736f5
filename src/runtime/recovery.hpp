// What this process continues: everything that is stored, or only what it has started or was asked for.
//
// Either way an instance is continued in the same manner: it is loaded, and what it waits for is issued again. For
// everything, the instances are found in the store, page by page; otherwise each is named.
#pragma once

#include "runtime/counter.hpp"
#include "runtime/ports/journal.hpp"

#include <baton/ids.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace baton::runtime {

class Recovery {
 public:
  void continue_all();
  void continue_one(InstanceId id) {
    if (to_issue_.empty() || to_issue_.back() != id) to_issue_.push_back(std::move(id));
  }

  // Does this process move the instance?
  [[nodiscard]] bool moves(const InstanceId& id) const { return all_ || own_.contains(id.value); }
  [[nodiscard]] bool moves_all() const { return all_; }
  // From now on it does. False: it did already.
  bool adopt(const InstanceId& id) { return !all_ && own_.insert(id.value).second; }
  void ended(const InstanceId& id) { own_.erase(id.value); }

  // The next instance to continue.
  [[nodiscard]] std::optional<InstanceId> take();
  // What to ask the journal for, once what was found before is continued.
  [[nodiscard]] std::optional<PendingRequest> begin(const Shard& shard);
  void read(const PendingRequest& request, std::vector<InstanceId> page);
  void failed() { is_under_way_ = false; }

  [[nodiscard]] bool any_to_continue() const { return !to_issue_.empty(); }
  [[nodiscard]] bool wants_page() const { return after_ && !is_under_way_ && to_issue_.empty(); }
  // Instances that were found in the store since it has begun.
  [[nodiscard]] std::uint64_t found() const { return found_.read(); }
  [[nodiscard]] bool is_done() const { return to_issue_.empty() && !after_; }

 private:
  bool all_ = false;
  std::unordered_set<std::string> own_;  // those that are moved, where it is not all; without the ended ones
  std::deque<InstanceId> to_issue_;
  std::optional<InstanceId> after_;  // the cursor, while there is more to find
  bool is_under_way_ = false;
  Counter found_;
};

}  // namespace baton::runtime
