// For tests: ports with scripted answers, which record their calls in one journal.
#pragma once

#include "checkout/shell/ports/alerts.hpp"
#include "checkout/shell/ports/inventory.hpp"
#include "checkout/shell/ports/orders.hpp"
#include "checkout/shell/ports/payments.hpp"
#include "checkout/shell/ports/users.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace checkout {

using Journal = std::vector<std::string>;
using UndoResult = baton::pattern::Saga::UndoResult;

struct ScriptedUsers final : Users {
  explicit ScriptedUsers(Journal& shared) : journal(shared) {}
  FindUserResult find(const UserId& id) override {
    journal.push_back("find " + id.value);
    return answer();
  }

  Journal& journal;
  RawUser user = {{"id", "user1"},
                  {"tier", "standard"},
                  {"is_verified", "true"},
                  {"email", "ada@example.org"},
                  {"payment_method", "card123"}};
  std::function<FindUserResult()> answer = [this] { return baton::pattern::Untranslated(user); };
};

struct ScriptedInventory final : Inventory {
  explicit ScriptedInventory(Journal& shared) : journal(shared) {}
  ReserveResult reserve(const CheckoutId&, const Cart&) override {
    journal.emplace_back("reserve");
    return reserved;
  }
  ReserveResult reserve_backorder(const CheckoutId&, const Cart&) override {
    journal.emplace_back("reserve backorder");
    return backordered;
  }
  UndoResult release(const CheckoutId& checkout) override {
    journal.push_back("release " + checkout.value);
    return released;
  }

  Journal& journal;
  ReserveResult reserved = Reserved{ReservationKind::FromStock};
  ReserveResult backordered = Reserved{ReservationKind::Backorder};
  UndoResult released = {};
};

struct ScriptedPayments final : Payments {
  explicit ScriptedPayments(Journal& shared) : journal(shared) {}
  ChargeResult charge(const ChargeRequest& request) override {
    journal.push_back("charge " + request.card.value + ' ' + to_text(request.amount) + " as " + request.key.value);
    // The last answer holds for every further call.
    const ChargeResult answer = answers.front();
    if (answers.size() > 1) answers.erase(answers.begin());
    return answer;
  }
  UndoResult give_back(const ChargeKey& key) override {
    journal.push_back("refund " + key.value);
    return given_back;
  }

  Journal& journal;
  std::vector<ChargeResult> answers = {Charged{{"pay123"}}};
  UndoResult given_back = {};
};

struct ScriptedOrders final : Orders {
  explicit ScriptedOrders(Journal& shared) : journal(shared) {}
  OrderResult create(const NewOrder& order) override {
    journal.push_back("create order paid by " + order.payment.value);
    return created;
  }
  UndoResult cancel(const CheckoutId& checkout) override {
    journal.push_back("cancel order of " + checkout.value);
    return cancelled;
  }
  ConfirmationResult confirm(const Confirmation& confirmation) override {
    const bool is_premium = confirmation.type == ConfirmationType::Premium;
    journal.push_back(std::string(is_premium ? "premium" : "standard") + " confirmation to " + confirmation.to.value);
    return confirmed;
  }

  Journal& journal;
  OrderResult created = OrderCreated{{"order123"}};
  UndoResult cancelled = {};
  ConfirmationResult confirmed = ConfirmationSent{};
};

struct ScriptedAlerts final : Alerts {
  AlertResult notify(const Alert& alert) override {
    alerts.push_back(alert.text);
    return sent;
  }

  std::vector<std::string> alerts;
  AlertResult sent = AlertSent{};
};

}  // namespace checkout
