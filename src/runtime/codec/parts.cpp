#include "runtime/codec/parts.hpp"

#include "runtime/codec/writer.hpp"
#include "value/measure.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {
namespace {

bool is_part(const Value& value) {
  return value.identity() != nullptr && measure(value).bytes >= kPartBytes;
}

}  // namespace

void Parts::begin() {
  ++turn_;
  delta_ = Delta{};
  now_in_head_.clear();
  only_in_history_.clear();
}

Parts::ValuePart& Parts::part_of(const Value& value) {
  auto [place, is_new] = values_.try_emplace(value.identity());
  ValuePart& part = place->second;
  if (is_new) {
    part.id = PartId{next_id_++};
    part.value = value;
    delta_.added.push_back(PartRow{.id = part.id, .body = to_json(value)});
  }
  return part;
}

std::optional<PartId> Parts::refer_from_head(const Value& value) {
  if (!is_part(value)) return std::nullopt;
  ValuePart& part = part_of(value);
  if (part.head_turn != turn_) now_in_head_.push_back(value.identity());
  part.head_turn = turn_;
  return part.id;
}

std::optional<PartId> Parts::refer_from_history(const Value& value) {
  if (!is_part(value)) return std::nullopt;
  const ValuePart& part = part_of(value);
  if (std::ranges::find(delta_.in_history, part.id) == delta_.in_history.end()) delta_.in_history.push_back(part.id);
  only_in_history_.push_back(value.identity());
  return part.id;
}

std::optional<PartId> Parts::refer_to_ledger(const core::Ledger& ledger) {
  std::vector<const core::Ledger::Node*> fresh;
  const core::Ledger::Node* node = ledger.newest().get();
  for (; node != nullptr && !ledger_parts_.contains(node); node = node->older.get()) fresh.push_back(node);
  for (const core::Ledger::Node* old = ledger_.newest().get(); old != node; old = old->older.get()) {
    drop_ledger_entry(*old);
  }
  std::optional<PartId> newest = node == nullptr ? std::nullopt : std::optional(ledger_parts_.at(node).id);
  for (auto each = fresh.rbegin(); each != fresh.rend(); ++each) newest = add_ledger_entry(**each, newest);
  ledger_ = ledger;
  return newest;
}

PartId Parts::add_ledger_entry(const core::Ledger::Node& node, std::optional<PartId> older) {
  LedgerPart part{.id = {}, .values = {}};
  const auto refer = [&](const Value& value) -> std::optional<PartId> {
    if (!is_part(value)) return std::nullopt;
    ValuePart& used = part_of(value);
    ++used.ledger_uses;
    part.values.push_back(value.identity());
    return used.id;
  };
  TextBuilder entry(kPartBytes);
  Writer writer(entry, refer);
  writer.write_with(node.entry, [&] {
    if (older) writer.add("older", *older);
  });
  part.id = PartId{next_id_++};
  delta_.added.push_back(PartRow{.id = part.id, .body = std::move(entry).finish()});
  const PartId id = part.id;
  ledger_parts_.emplace(&node, std::move(part));
  return id;
}

void Parts::drop_ledger_entry(const core::Ledger::Node& node) {
  const auto place = ledger_parts_.find(&node);
  delta_.dropped.push_back(place->second.id);
  const std::vector<const void*> values = std::move(place->second.values);
  ledger_parts_.erase(place);
  for (const void* identity : values) --values_.at(identity).ledger_uses;
  for (const void* identity : values) only_in_history_.push_back(identity);
}

void Parts::drop_if_unused(const void* identity) {
  const auto place = values_.find(identity);
  if (place == values_.end() || place->second.head_turn == turn_ || place->second.ledger_uses > 0) return;
  delta_.dropped.push_back(place->second.id);
  values_.erase(place);
}

Parts::Delta Parts::finish() {
  for (const void* identity : in_head_) drop_if_unused(identity);
  for (const void* identity : only_in_history_) drop_if_unused(identity);
  in_head_ = now_in_head_;
  return std::move(delta_);
}

void Parts::known_value(PartId id, const Value& value) {
  values_.emplace(value.identity(), ValuePart{.id = id, .value = value, .head_turn = turn_, .ledger_uses = 0});
  in_head_.push_back(value.identity());
}

void Parts::known_ledger(const core::Ledger& ledger, std::vector<PartId> newest_first) {
  ledger_ = ledger;
  auto id = newest_first.begin();
  for (const core::Ledger::Node* node = ledger.newest().get(); node != nullptr; node = node->older.get(), ++id) {
    LedgerPart part{.id = *id, .values = {}};
    for (const Value* value : {&node->entry.input, &node->entry.output}) {
      const auto used = values_.find(value->identity());
      if (value->identity() == nullptr || used == values_.end()) continue;
      ++used->second.ledger_uses;
      part.values.push_back(value->identity());
    }
    ledger_parts_.emplace(node, std::move(part));
  }
}

}  // namespace baton::runtime
