// Instances on their way from the store. Whatever comes for one of them meanwhile waits for it, in order.
#pragma once

#include "runtime/move.hpp"

#include <baton/ids.hpp>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace baton::runtime {

class Loads {
 public:
  // For an instance.
  struct Waiting {
    std::optional<MoveInDoubt> in_doubt;  // what is stored will show whether it was committed
    std::vector<Item> items;
    bool issue = false;  // its requests, once it is here
  };

  [[nodiscard]] bool contains(const InstanceId& id) const { return waiting_.contains(id.value); }
  // nullptr: it is not on its way.
  [[nodiscard]] Waiting* find(const InstanceId& id);
  // Is it on its way only in order to be cancelled? Then it needs nothing of its program.
  [[nodiscard]] bool is_only_cancelled(const InstanceId& id) const;
  // It is from now on, if it was not.
  Waiting& want(const InstanceId& id);
  // What comes for it waits, though it is not asked for yet.
  void hold(const InstanceId& id) { waiting_.try_emplace(id.value); }
  // To be asked for now: it was held, or could not be read.
  void ask(const InstanceId& id) { wanted_.push_back(id); }
  // It is here, or known not to be.
  [[nodiscard]] Waiting end(const InstanceId& id);

  // Those to ask the journal for.
  [[nodiscard]] std::vector<InstanceId> begin();
  [[nodiscard]] bool any_to_begin() const { return !wanted_.empty(); }
  [[nodiscard]] bool empty() const { return waiting_.empty(); }

 private:
  std::unordered_map<std::string, Waiting> waiting_;
  std::vector<InstanceId> wanted_;
};

}  // namespace baton::runtime
