// The port to where payments are kept. Every way it can go is a value.
//
// A unit of work's session is an argument, so what an orchestrator reads and writes is one transaction of its own. load()
// and save() are a transaction each: the store as baton::pattern::Runtime sees it.
#pragma once

#include "payment/core/payment.hpp"
#include "payment/core/processing.hpp"

#include <baton/pattern/dependency.hpp>
#include <baton/unit_of_work/sqlite.hpp>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>

namespace payment {

// The unit of work that this program has, and what of it lives for one request.
using UnitOfWork = baton::SqliteUnitOfWork;
using Session = UnitOfWork::Session;

struct StoreError {
  static constexpr bool is_failure = true;
  enum class Kind : std::uint8_t {
    Unavailable,  // it may work later
    Unreadable    // what is stored is not a payment; trying again does not help
  };

  Kind kind = Kind::Unavailable;
  std::string message;

  friend bool operator==(const StoreError&, const StoreError&) = default;
};

struct PaymentFound {
  Payment::State state;
  friend bool operator==(const PaymentFound&, const PaymentFound&) = default;
};
using FetchResult = std::variant<PaymentFound, PaymentNotFound, StoreError>;

struct PaymentAdded {
  static constexpr bool is_failure = false;
  PaymentId id;
  friend bool operator==(const PaymentAdded&, const PaymentAdded&) = default;
};
struct PaymentExists {  // another one, or the same from an earlier try
  static constexpr bool is_failure = false;
  PaymentId id;
  friend bool operator==(const PaymentExists&, const PaymentExists&) = default;
};
using AddResult = std::variant<PaymentAdded, PaymentExists, StoreError>;

class PaymentStore {
 public:
  using Part = baton::pattern::StorePart;

  PaymentStore() = default;
  PaymentStore(const PaymentStore&) = delete;
  PaymentStore& operator=(const PaymentStore&) = delete;
  virtual ~PaymentStore() = default;

  [[nodiscard]] virtual FetchResult fetch(const PaymentId& id, Session& session) = 0;
  [[nodiscard]] virtual AddResult add(const Payment::State& state, Session& session) = 0;
  // The payment must have been added.
  [[nodiscard]] virtual std::expected<void, StoreError> save(const Payment::State& state, Session& session) = 0;

  [[nodiscard]] virtual std::expected<std::optional<Payment::State>, StoreError> load(const PaymentId& id) = 0;
  [[nodiscard]] virtual std::expected<void, StoreError> save(const PaymentId& id, const Payment::State& state) = 0;
};

}  // namespace payment
