// Which larger values of one instance are stored as parts already.
//
// A value is recognised by its identity, the shared node it is: what handle() only passes on is never written again. The
// table lives with the cached instance; when a commit fails, both are dropped and loaded again.
#pragma once

#include "core/interpreter/state.hpp"
#include "runtime/codec/chain_parts.hpp"
#include "runtime/ports/store.hpp"

#include <baton/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace baton::runtime {

// Values whose text may be at least this long become parts; smaller ones stand in the head.
inline constexpr std::size_t kPartBytes = 256;

class Parts {
 public:
  explicit Parts(std::uint64_t next_id = 1) : next_id_(next_id) {}

  // What the next encoding adds and drops. Ask after begin() … finish().
  struct Delta {
    std::vector<PartRow> added;
    std::vector<PartId> dropped;
    std::vector<PartId> in_history;
  };

  void begin();
  // The part that holds the value, new if need be; nullopt if the value is small and stands inline.
  std::optional<PartId> refer_from_head(const Value& value);
  std::optional<PartId> refer_from_history(const Value& value);
  // The part of the ledger's newest entry; nullopt if the ledger is empty.
  std::optional<PartId> refer_to_ledger(const core::Ledger& ledger);
  [[nodiscard]] Delta finish();

  // While loading: values first.
  void known_value(PartId id, const Value& value);
  void known_ledger(const core::Ledger& ledger, std::vector<PartId> newest_first);

  // For ChainParts: a new part; the part of a value that an entry of a chain refers to, new if need be; that the value has it
  // already; an entry's part is not needed any more.
  PartId add(std::string body);
  std::optional<PartId> use(const Value& value);
  bool use_known(const Value& value);
  void drop(PartId entry, const std::vector<const void*>& values);

 private:
  struct ValuePart {
    PartId id{};
    Value value;                     // kept alive, so that the identity stays taken
    std::uint64_t head_turn = 0;     // the last encoding in which the head referred to it
    std::uint64_t history_turn = 0;  // likewise the history
    std::uint32_t chain_uses = 0;    // by entries of chains
  };

  ValuePart& part_of(const Value& value);
  void drop_if_unused(const void* identity);

  std::unordered_map<const void*, ValuePart> values_;
  ChainParts<core::LedgerEntry> ledger_;
  std::vector<const void*> in_head_;  // as of the last encoding
  std::vector<const void*> now_in_head_;
  std::vector<const void*> only_in_history_;
  std::uint64_t next_id_;
  std::uint64_t turn_ = 0;
  Delta delta_;
};

}  // namespace baton::runtime
