// Payments by hand: the same machine, run durably by the engine.
//
//   payment_durable FILE request ID AMOUNT CURRENCY CARD     FILE is the engine's store (SQLite)
//   payment_durable FILE process | verify | refund | show ID
//
// The card processor is named by the environment, as for payment_direct. Killed at any moment, the next run continues where
// this one was; `baton history ID --store sqlite:FILE` shows all that happened.
#include "payment/shell/card_operator.hpp"
#include "payment/shell/durable_payment.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace payment {
namespace {

constexpr std::chrono::seconds kProcessorTimeout{2};

constexpr int kDone = 0;
constexpr int kNotDone = 1;
constexpr int kUsage = 2;

int say(int code, const std::string& text) {
  (code == kDone ? std::cout : std::cerr) << text << '\n';
  return code;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

class Program {
 public:
  Program(baton::Engine& engine, baton::Machines<Payment> payments) : engine_(engine), payments_(std::move(payments)) {}

  int request(const Terms& terms) {
    const auto id = payments_.start({.input = baton::to_value(terms), .id = terms.id.value});
    return id ? show(*id) : say(kNotDone, id.error().message);
  }
  int give(const baton::InstanceId& id, const Payment::Event& event) {
    const auto sent = payments_.send(id, event);
    return sent ? show(id) : say(kNotDone, sent.error().message);
  }
  // Once nothing is under way.
  int show(const baton::InstanceId& id) {
    const auto view = engine_.wait_until_idle(id);
    if (!view) return say(kNotDone, view.error().message);
    if (view->error) return say(kNotDone, view->error->detail);
    return say(kDone, baton::to_json(view->context));
  }

 private:
  baton::Engine& engine_;
  baton::Machines<Payment> payments_;
};

int run(const std::vector<std::string>& arguments) {
  const auto usage = [] {
    return say(kUsage,
               "usage: payment_durable FILE request ID AMOUNT CURRENCY CARD\n"
               "       payment_durable FILE process | verify | refund | show ID");
  };
  if (arguments.size() < 3) return usage();
  auto engine = baton::Engine::open("sqlite:" + arguments[0]);
  if (!engine) return say(kNotDone, engine.error().message);
  engine
      ->add_operator(
          "card", std::make_shared<CardOperator>(HttpClientOptions{.base_url = environment("PAYMENT_PROCESSOR_URL"),
                                                                   .secret_key = environment("PAYMENT_PROCESSOR_KEY"),
                                                                   .timeout = kProcessorTimeout}))
      .or_exit();
  auto payments = engine->add_machine<Payment>("payment");
  if (!payments) return say(kNotDone, payments.error().message);
  if (auto recovered = engine->recover(); !recovered) return say(kNotDone, recovered.error().message);
  Program program(*engine, *payments);

  const std::string& verb = arguments[1];
  const baton::InstanceId id{arguments[2]};
  if (verb == "request" && arguments.size() == 6) {
    const auto amount = read_money(arguments[3] + ' ' + arguments[4]);
    if (!amount) return say(kUsage, amount.error().text + ": " + amount.error().reason);
    return program.request({.id = {id.value}, .amount = *amount, .card = {arguments[5]}});
  }
  if (arguments.size() != 3) return usage();
  if (verb == "process") return program.give(id, event::Process{});
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
