// A card processor in memory. It knows cards with money on them, and cards that were stolen.
#pragma once

#include "checkout/shell/ports/payments.hpp"

#include <map>
#include <set>
#include <utility>

namespace checkout {

struct Cards {
  std::map<CardToken, Cents> balances;
  std::set<CardToken> stolen;
};

class MemoryPayments final : public Payments {
 public:
  explicit MemoryPayments(Cards cards) : cards_(std::move(cards)) {}

  ChargeResult charge(const ChargeRequest& request) override;
  baton::pattern::Saga::UndoResult give_back(const ChargeKey& key) override;

  [[nodiscard]] Cents balance(const CardToken& card) const;

 private:
  struct Kept {
    ChargeRequest request;
    ChargeResult result;
  };
  ChargeResult attempt(const ChargeRequest& request);

  Cards cards_;
  std::map<ChargeKey, Kept> kept_;
};

}  // namespace checkout
