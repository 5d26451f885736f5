// The card processor. The same key again is the same charge, and gets the same answer.
#pragma once

#include "checkout/core/policies.hpp"

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/saga.hpp>

namespace checkout {

struct ChargeRequest {
  ChargeKey key;
  CardToken card;
  Cents amount;

  friend bool operator==(const ChargeRequest&, const ChargeRequest&) = default;
};

class Payments {
 public:
  using Part = baton::pattern::GatewayPart;

  Payments() = default;
  Payments(const Payments&) = delete;
  Payments& operator=(const Payments&) = delete;
  virtual ~Payments() = default;

  [[nodiscard]] virtual ChargeResult charge(const ChargeRequest& request) = 0;
  // Voids or refunds what was charged under the key, also nothing; nothing is charged under it afterwards.
  [[nodiscard]] virtual baton::pattern::Saga::UndoResult give_back(const ChargeKey& key) = 0;
};

}  // namespace checkout
