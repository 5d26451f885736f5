#include "payment.hpp"

namespace shop {

std::expected<Receipt, baton::Problem> Payment::charge(const ChargeRequest& request,
                                                       const baton::CallContext& context) {
  using Result = std::expected<Receipt, baton::Problem>;
  const std::string& key = context.idempotency_key.value;
  return database_.transaction([&]() -> Result {
    const Receipt receipt{.receipt = "receipt for " + request.order};
    if (database_.number("SELECT count(*) FROM charges WHERE key = ?", {key}) > 0) return receipt;
    // The first two attempts of every order find the provider busy.
    database_.execute("INSERT INTO declined VALUES (?, 1) ON CONFLICT (order_id) DO UPDATE SET times = times + 1",
                      {request.order});
    if (database_.number("SELECT times FROM declined WHERE order_id = ?", {request.order}) <= 2) {
      return std::unexpected(
          baton::make_problem(baton::ProblemKind::Communication, 503, "the payment provider is busy"));
    }
    database_.execute("INSERT INTO charges (key, order_id, cents) VALUES (?, ?, ?)",
                      {key, request.order, request.cents});
    return receipt;
  });
}

Done Payment::refund(const OrderRequest& request) {
  return database_.transaction([&] {
    database_.execute("UPDATE charges SET refunded = 1 WHERE order_id = ?", {request.order});
    return Done{};
  });
}

}  // namespace shop
