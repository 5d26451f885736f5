#include "sqlite_payment_store.hpp"

#include "payment/shell/codec/payment_json.hpp"
#include "payment/shell/sqlite/statement.hpp"

#include <baton/overloaded.hpp>

#include <utility>

namespace payment {
namespace {

constexpr const char* kSchema =
    "CREATE TABLE IF NOT EXISTS payments (id TEXT PRIMARY KEY, format INTEGER NOT NULL, state TEXT NOT NULL)";

StoreError unavailable(std::string message) {
  return {.kind = StoreError::Kind::Unavailable, .message = std::move(message)};
}
StoreError unreadable(const PaymentId& id, const std::string& why) {
  return {.kind = StoreError::Kind::Unreadable, .message = "payment " + id.value + ": " + why};
}

std::string encode(const Payment::State& state) {
  return baton::to_json(baton::to_value(state));
}

FetchResult decode(const PaymentId& id, std::int64_t format, std::string_view text) {
  if (format != kFormat) return unreadable(id, "it has format " + std::to_string(format));
  const auto json = baton::parse_json(text);
  if (!json) return unreadable(id, json.error().message);
  auto state = baton::from_value<Payment::State>(*json);
  if (!state) return unreadable(id, state.error());
  return PaymentFound{*std::move(state)};
}

std::expected<void, StoreError> commit(UnitOfWork::Transaction& transaction) {
  auto committed = transaction.commit();
  if (!committed) return std::unexpected(unavailable(std::move(committed).error().message));
  return {};
}

// Runs a statement that gives no rows and tells how many it changed.
std::expected<int, StoreError> change(Session& session, std::string_view sql, const PaymentId& id,
                                      const std::string& state) {
  auto statement = Statement::prepare(session.handle(), sql);
  if (!statement) return std::unexpected(unavailable(std::move(statement).error()));
  auto stepped = statement->bind(1, id.value).bind(2, std::int64_t{kFormat}).bind(3, state).step();
  if (!stepped) return std::unexpected(unavailable(std::move(stepped).error()));
  return sqlite3_changes(session.handle());
}

}  // namespace

FetchResult SqlitePaymentStore::fetch(const PaymentId& id, Session& session) {
  auto statement = Statement::prepare(session.handle(), "SELECT format, state FROM payments WHERE id = ?1");
  if (!statement) return unavailable(std::move(statement).error());
  const auto stepped = statement->bind(1, id.value).step();
  if (!stepped) return unavailable(stepped.error());
  if (*stepped == Statement::Step::Done) return PaymentNotFound{id};
  return decode(id, statement->number(0), statement->text(1));
}

AddResult SqlitePaymentStore::add(const Payment::State& state, Session& session) {
  const PaymentId& id = terms_of(state).id;
  const auto changed =
      change(session, "INSERT OR IGNORE INTO payments (id, format, state) VALUES (?1, ?2, ?3)", id, encode(state));
  if (!changed) return changed.error();
  if (*changed == 0) return PaymentExists{id};
  return PaymentAdded{id};
}

std::expected<void, StoreError> SqlitePaymentStore::save(const Payment::State& state, Session& session) {
  const PaymentId& id = terms_of(state).id;
  const auto changed = change(session, "UPDATE payments SET format = ?2, state = ?3 WHERE id = ?1", id, encode(state));
  if (!changed) return std::unexpected(changed.error());
  if (*changed == 0) return std::unexpected(unavailable("payment " + id.value + " is no longer there"));
  return {};
}

std::expected<std::optional<Payment::State>, StoreError> SqlitePaymentStore::load(const PaymentId& id) {
  using Loaded = std::expected<std::optional<Payment::State>, StoreError>;
  auto transaction = unit_of_work_.begin();
  if (!transaction) return std::unexpected(unavailable(std::move(transaction).error().message));
  return std::visit(baton::overloaded{[](PaymentFound found) -> Loaded { return std::move(found.state); },
                                      [](const PaymentNotFound&) -> Loaded { return std::nullopt; },
                                      [](StoreError error) -> Loaded { return std::unexpected(std::move(error)); }},
                    fetch(id, transaction->session()));
}

std::expected<void, StoreError> SqlitePaymentStore::save(const PaymentId&, const Payment::State& state) {
  auto transaction = unit_of_work_.begin();
  if (!transaction) return std::unexpected(unavailable(std::move(transaction).error().message));
  if (auto saved = save(state, transaction->session()); !saved) return saved;
  return commit(*transaction);
}

std::expected<void, StoreError> SqlitePaymentStore::create() {
  auto transaction = unit_of_work_.begin();
  if (!transaction) return std::unexpected(unavailable(std::move(transaction).error().message));
  if (auto made = run_script(transaction->session().handle(), kSchema); !made)
    return std::unexpected(unavailable(made.error()));
  return commit(*transaction);
}

}  // namespace payment
