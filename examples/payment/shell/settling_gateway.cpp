#include "settling_gateway.hpp"

#include <baton/overloaded.hpp>

#include <string>

namespace payment {
namespace {

using Executed = std::expected<void, baton::pattern::NotExecuted>;

// It was asked for, but its outcome is not recorded. The dispatcher executes it again, and the processor gives the same answer.
Executed not_settled(const PaymentId& id, const std::string& why) {
  return std::unexpected(baton::pattern::NotExecuted{
      .reason = "the outcome of payment " + id.value + " could not be saved: " + why, .may_have_happened = true});
}

}  // namespace

Executed SettlingGateway::execute(const Payment::Intent& intent, const baton::IntentKey& /*key*/) {
  using Id = PaymentId;
  const Id& id = std::visit([](const auto& asked) -> const Id& { return asked.payment; }, intent);
  const Payment::Event answer = runtime_.gateway->execute(intent);
  return std::visit(
      baton::overloaded{
          [](const baton::pattern::Processed<Id>&) -> Executed { return {}; },
          [&](const baton::pattern::NotFound<Id>&) { return not_settled(id, "there is no such payment"); },
          [&](const baton::pattern::StoreFailed<StoreError>& failed) { return not_settled(id, failed.error.message); }},
      runtime_.run(id, answer));
}

}  // namespace payment
