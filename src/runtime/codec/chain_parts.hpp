// Which entries of a chain are stored as parts, each naming the next older one. Nodes are recognised by their address: what a
// revision shares with the one before is not written again.
#pragma once

#include "core/chain.hpp"
#include "runtime/codec/writer.hpp"
#include "runtime/ports/store.hpp"

#include <baton/value.hpp>

#include <optional>
#include <ranges>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::runtime {

template <class Entry>
class ChainParts {
 public:
  using Chain = core::Chain<Entry>;
  using Node = Chain::Node;

  // Brings the parts up to date with the chain. Returns the part of its newest entry; nullopt if it is empty.
  //
  //   parts.add(body)   → the number of a new part
  //   parts.use(value)  → the part that holds the value, nullopt if it is written inline; the entry keeps it from being dropped
  //   parts.drop(id, values)
  template <class PartTable>
  std::optional<PartId> update(const Chain& chain, PartTable& parts) {
    std::vector<const Node*> fresh;
    const Node* node = chain.newest().get();
    for (; node != nullptr && !known_.contains(node); node = node->older.get()) fresh.push_back(node);
    for (const Node* old = last_.newest().get(); old != node; old = old->older.get()) {
      const auto place = known_.find(old);
      parts.drop(place->second.id, place->second.values);
      known_.erase(place);
    }
    std::optional<PartId> newest = node == nullptr ? std::nullopt : std::optional(known_.at(node).id);
    for (const Node* each : fresh | std::views::reverse) newest = add(*each, newest, parts);
    last_ = chain;
    return newest;
  }

  // While loading. `use`: as above.
  template <class PartTable>
  void known(const Chain& chain, std::vector<PartId> newest_first, PartTable& parts) {
    last_ = chain;
    auto id = newest_first.begin();
    for (const Node* node = chain.newest().get(); node != nullptr; node = node->older.get(), ++id) {
      EntryPart part{.id = *id, .values = {}};
      for (const Value* value : values_of(node->entry)) {
        if (parts.use_known(*value)) part.values.push_back(value->identity());
      }
      known_.emplace(node, std::move(part));
    }
  }

 private:
  struct EntryPart {
    PartId id{};
    std::vector<const void*> values;  // that are parts, by identity
  };

  template <class PartTable>
  PartId add(const Node& node, std::optional<PartId> older, PartTable& parts) {
    EntryPart part{.id = {}, .values = {}};
    TextBuilder body(kUsualBytes);
    Writer writer(body, [&](const Value& value) {
      const std::optional<PartId> used = parts.use(value);
      if (used) part.values.push_back(value.identity());
      return used;
    });
    writer.write_with(node.entry, [&] {
      if (older) writer.add("older", *older);
    });
    part.id = parts.add(std::move(body).finish());
    return known_.emplace(&node, std::move(part)).first->second.id;
  }

  static constexpr std::size_t kUsualBytes = 256;

  std::unordered_map<const Node*, EntryPart> known_;
  Chain last_;  // as of the last update; keeps its nodes, so that their addresses stay taken
};

}  // namespace baton::runtime
