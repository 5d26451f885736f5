// Payments in SQLite, each a row with its state as JSON (codec/payment_json.hpp) and the number of the format.
#pragma once

#include "unit_of_work.hpp"

#include "payment/shell/payment_store.hpp"

namespace payment {

class SqlitePaymentStore final : public PaymentStore {
 public:
  explicit SqlitePaymentStore(SqliteUnitOfWork& unit_of_work) : unit_of_work_(unit_of_work) {}

  FetchResult fetch(const PaymentId& id, Session& session) override;
  AddResult add(const Payment::State& state, Session& session) override;
  std::expected<void, StoreError> save(const Payment::State& state, Session& session) override;

  std::expected<std::optional<Payment::State>, StoreError> load(const PaymentId& id) override;
  std::expected<void, StoreError> save(const PaymentId& id, const Payment::State& state) override;

 private:
  SqliteUnitOfWork& unit_of_work_;
};

}  // namespace payment
