#include "notification.hpp"

namespace shop {

Done Notification::send(const Message& message, const baton::CallContext& context) {
  return database_.transaction([&] {
    database_.execute("INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?)",
                      {context.idempotency_key.value, message.order, message.to, message.text});
    return Done{};
  });
}

std::expected<Done, baton::Problem> Notification::loyalty(const LoyaltyRequest& request) {
  return std::unexpected(baton::make_problem(
      baton::ProblemKind::Communication, 503,
      "the loyalty programme is down; " + request.customer + " misses " + std::to_string(request.points) + " points"));
}

}  // namespace shop
