#include "engine/requests/recover.hpp"

namespace baton::engine::requests {

Result<Recover::Prepared> Recover::prepare(Desk& desk, const Caller&) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  if (!id) return std::nullopt;
  if (auto possible = desk.can_family_continue(*id); !possible) return std::unexpected(possible.error());
  if (const auto view = desk.find(*id); !view) return std::unexpected(view.error());
  const auto family = desk.unfinished(*id);
  if (!family) return std::unexpected(family.error());
  if (!family->empty() && family->front().id == *id && !has_ended(family->front().status)) {
    if (auto possible = desk.can_continue(*id); !possible) return std::unexpected(possible.error());
  }
  std::vector<InstanceId> ids;
  for (const InstanceSummary& each : *family) ids.push_back(each.id);
  return ids;
}

void Recover::perform(SteppedEngine& engine, const Prepared& prepared, const SteppedEngine::ReplyTo<void>& reply) {
  if (prepared) {
    engine.recover(*prepared);
  } else {
    engine.recover();
  }
  reply({});
}

}  // namespace baton::engine::requests
