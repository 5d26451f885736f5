// Payments by hand: the machine run directly, without the engine.
//
//   payment_direct FILE request ID AMOUNT CURRENCY CARD     FILE keeps the payments (SQLite)
//   payment_direct FILE process | verify | refund | show ID
//
// The card processor is named by the environment: PAYMENT_PROCESSOR_URL and PAYMENT_PROCESSOR_KEY. `process` also asks for charges
// that an earlier process has committed and not asked for. A charge whose answer was lost leaves its payment "charging"; process it
// again, and the same charge is asked for.
#include "payment/core/money.hpp"
#include "payment/shell/codec/payment_json.hpp"
#include "payment/shell/http/http_payment_gateway.hpp"
#include "payment/shell/payment_orchestrator.hpp"
#include "payment/shell/settling_gateway.hpp"
#include "payment/shell/sqlite/sqlite_payment_store.hpp"

#include <baton/overloaded.hpp>
#include <baton/pattern/outbox.hpp>
#include <baton/unit_of_work/sqlite_outbox.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace payment {
namespace {

using baton::pattern::Committed;
using baton::pattern::RolledBack;
using baton::pattern::Transactional;
using baton::pattern::TransactionFailed;

// Giving up early is safe: the same charge is asked for again, and the processor says that it is still at it.
constexpr std::chrono::seconds kProcessorTimeout{2};

constexpr int kDone = 0;
constexpr int kNotDone = 1;
constexpr int kUsage = 2;
constexpr int kTrouble = 4;

int say(int code, const std::string& text) {
  (code == kDone ? std::cout : std::cerr) << text << '\n';
  return code;
}
int tell(const StoreError& error) {
  return say(kTrouble, "the store: " + error.message);
}
int tell(const PaymentNotFound& missing) {
  return say(kNotDone, "there is no payment " + missing.id.value);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Everything that lives as long as the program.
class Program {
 public:
  explicit Program(const std::string& file) : unit_of_work_(file), outbox_unit_(file) {
    dispatcher_.add(SettlingGateway::kName, settling_gateway_);
  }

  // Before all else.
  std::expected<void, StoreError> open() {
    if (auto made = unit_of_work_.create_outbox(); !made)
      return std::unexpected(StoreError{.message = made.error().message});
    return store_.create();
  }

  int request(const Terms& terms) {
    const Transactional<PaymentRequests, UnitOfWork> requests{.orchestrator = {.store = store_},
                                                              .unit_of_work = unit_of_work_};
    return tell(requests.run(terms));
  }

  // An orchestrator, in a transaction; then what it has committed to the outbox.
  int process(const PaymentId& id) {
    const Transactional<PaymentOrchestrator, UnitOfWork> payments{
        .orchestrator = {.store = store_, .gateway = outbox_gateway_}, .unit_of_work = unit_of_work_};
    const int code = tell(payments.run(id));
    if (const auto drained = dispatcher_.drain(); !drained) return say(kTrouble, drained.error().message);
    return code == kDone ? show(id) : code;
  }

  // The runtime, given an event.
  int give(const PaymentId& id, const Payment::Event& event) {
    const PaymentRuntime runtime{.store = store_, .gateway = gateway_};
    return std::visit(
        baton::overloaded{[&](const baton::pattern::Processed<PaymentId>&) { return show(id); },
                          [&](const baton::pattern::NotFound<PaymentId>&) { return tell(PaymentNotFound{id}); },
                          [](const baton::pattern::StoreFailed<StoreError>& failed) { return tell(failed.error); }},
        runtime.run(id, event));
  }

  int show(const PaymentId& id) {
    const auto state = store_.load(id);
    if (!state) return tell(state.error());
    if (!*state) return tell(PaymentNotFound{id});
    return say(kDone, to_text(terms_of(**state).amount) + "  " + baton::to_json(baton::to_value(**state)));
  }

 private:
  template <class Result>
  int tell(const std::variant<Committed<Result>, RolledBack<Result>, TransactionFailed<UnitOfWork::Error>>& outcome) {
    const auto tell_result = [](const Result& result) {
      return std::visit([](const auto& what) { return Program::tell(what); }, result);
    };
    return std::visit(
        baton::overloaded{[&](const Committed<Result>& committed) {
                            for (const auto& failed : committed.not_executed()) say(kTrouble, failed.reason);
                            return tell_result(committed.result());
                          },
                          [&](const RolledBack<Result>& rolled_back) { return tell_result(rolled_back.result); },
                          [](const TransactionFailed<UnitOfWork::Error>& failed) {
                            return say(kTrouble, "the store: " + failed.error.message);
                          }},
        outcome);
  }

  static int tell(const PaymentAdded& added) { return say(kDone, "requested payment " + added.id.value); }
  static int tell(const PaymentExists& there) { return say(kNotDone, "there is a payment " + there.id.value); }
  static int tell(const PaymentRefused& refused) {
    return std::visit(baton::overloaded{[](const InvalidPaymentId& id) { return say(kUsage, "the id: " + id.why); },
                                        [](const InvalidAmount& invalid) {
                                          return say(kUsage, to_text(invalid.amount) + " cannot be paid");
                                        }},
                      refused.why);
  }
  static int tell(const PaymentProcessed&) { return kDone; }
  static int tell(const VerificationRequired& required) { return say(kDone, required.reason); }
  static int tell(const NotAsked& not_asked) { return say(kTrouble, not_asked.why.reason); }
  static int tell(const PaymentNotFound& missing) { return payment::tell(missing); }
  static int tell(const StoreError& error) { return payment::tell(error); }

  UnitOfWork unit_of_work_;
  SqlitePaymentStore store_{unit_of_work_};
  HttpPaymentGateway gateway_{{.base_url = environment("PAYMENT_PROCESSOR_URL"),
                               .secret_key = environment("PAYMENT_PROCESSOR_KEY"),
                               .timeout = kProcessorTimeout}};
  baton::pattern::OutboxGateway<Payment::Intent> outbox_gateway_{SettlingGateway::kName};
  SettlingGateway settling_gateway_{store_, gateway_};
  UnitOfWork outbox_unit_;
  baton::SqliteOutbox outbox_{outbox_unit_};
  baton::pattern::OutboxDispatcher dispatcher_{outbox_};
};

int run(const std::vector<std::string>& arguments) {
  const auto usage = [] {
    return say(kUsage,
               "usage: payment_direct FILE request ID AMOUNT CURRENCY CARD\n"
               "       payment_direct FILE process | verify | refund | show ID");
  };
  if (arguments.size() < 3) return usage();
  Program program(arguments[0]);
  if (auto opened = program.open(); !opened) return say(kTrouble, arguments[0] + ": " + opened.error().message);
  const std::string& verb = arguments[1];
  const PaymentId id{arguments[2]};
  if (verb == "request" && arguments.size() == 6) {
    const auto amount = read_money(arguments[3] + ' ' + arguments[4]);
    if (!amount) return say(kUsage, amount.error().text + ": " + amount.error().reason);
    return program.request({.id = id, .amount = *amount, .card = {arguments[5]}});
  }
  if (arguments.size() != 3) return usage();
  if (verb == "process") return program.process(id);
  if (verb == "verify") return program.give(id, event::Verify{});
  if (verb == "refund") return program.give(id, event::Refund{});
  if (verb == "show") return program.show(id);
  return usage();
}

}  // namespace
}  // namespace payment

int main(int argc, char** argv) {
  return payment::run({argv + 1, argv + argc});
}
