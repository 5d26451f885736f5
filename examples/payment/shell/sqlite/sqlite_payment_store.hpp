// Payments in SQLite, each a row with its state as JSON (codec/payment_json.hpp) and the number of the format.
#pragma once

#include "payment/shell/payment_store.hpp"

namespace payment {

class SqlitePaymentStore final : public PaymentStore {
 public:
  explicit SqlitePaymentStore(UnitOfWork& unit_of_work) : unit_of_work_(unit_of_work) {}

  // Makes the table if it is not there. Before all else.
  [[nodiscard]] std::expected<void, StoreError> create();

  FetchResult fetch(const PaymentId& id, Session& session) override;
  AddResult add(const Payment::State& state, Session& session) override;
  std::expected<void, StoreError> save(const Payment::State& state, Session& session) override;

  std::expected<std::optional<Payment::State>, StoreError> load(const PaymentId& id) override;
  std::expected<void, StoreError> save(const PaymentId& id, const Payment::State& state) override;

 private:
  UnitOfWork& unit_of_work_;
};

}  // namespace payment
