#include "core/replay.hpp"

#include <utility>

namespace baton::core {

std::optional<Decision> replay(const Program& program, Instance&& before, const HistoryRecord& record) {
  if (record.revision.value != before.revision.value + 1) return std::nullopt;
  Decision decision = handle(program, std::move(before), Event(record.event));
  if (!(decision.record == record)) return std::nullopt;
  return decision;
}

}  // namespace baton::core
