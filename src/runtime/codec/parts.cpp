#include "runtime/codec/parts.hpp"

#include "runtime/codec/writer.hpp"
#include "value/measure.hpp"

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
    part.id = add(to_json(value));
    part.value = value;
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
  ValuePart& part = part_of(value);
  if (part.history_turn != turn_) delta_.in_history.push_back(part.id);
  part.history_turn = turn_;
  only_in_history_.push_back(value.identity());
  return part.id;
}

std::optional<PartId> Parts::refer_to_ledger(const core::Ledger& ledger) {
  return ledger_.update(ledger, *this);
}

PartId Parts::add(std::string body) {
  const PartId id{next_id_++};
  delta_.added.push_back(PartRow{.id = id, .body = std::move(body)});
  return id;
}

std::optional<PartId> Parts::use(const Value& value) {
  if (!is_part(value)) return std::nullopt;
  ValuePart& used = part_of(value);
  ++used.chain_uses;
  return used.id;
}

bool Parts::use_known(const Value& value) {
  const auto used = values_.find(value.identity());
  if (value.identity() == nullptr || used == values_.end()) return false;
  ++used->second.chain_uses;
  return true;
}

void Parts::drop(PartId entry, const std::vector<const void*>& values) {
  delta_.dropped.push_back(entry);
  for (const void* identity : values) {
    --values_.at(identity).chain_uses;
    only_in_history_.push_back(identity);
  }
}

void Parts::drop_if_unused(const void* identity) {
  const auto place = values_.find(identity);
  if (place == values_.end() || place->second.head_turn == turn_ || place->second.chain_uses > 0) return;
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
  values_.emplace(value.identity(),
                  ValuePart{.id = id, .value = value, .head_turn = turn_, .history_turn = 0, .chain_uses = 0});
  in_head_.push_back(value.identity());
}

void Parts::known_ledger(const core::Ledger& ledger, std::vector<PartId> newest_first) {
  ledger_.known(ledger, std::move(newest_first), *this);
}

}  // namespace baton::runtime
