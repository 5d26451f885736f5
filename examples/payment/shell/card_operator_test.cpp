#include "card_operator.hpp"

#include "payment/tests/fake_processor/fake_processor.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>

namespace payment {
namespace {

// Calls the operator as the engine does: arguments and answer are JSON.
TEST(CardOperator, AnswersTheEngineWithTheNextEvent) {
  const fake::FakeProcessor processor({.secret_key = "secret"});
  const auto card = std::make_shared<CardOperator>(
      HttpClientOptions{.base_url = processor.url(), .secret_key = "secret", .timeout = std::chrono::seconds{60}});
  std::map<std::string, baton::OperatorMethod> methods;
  for (auto& [name, method] : baton::described_methods(card)) methods.emplace(name, std::move(method));
  ASSERT_TRUE(methods.contains("charge"));
  ASSERT_TRUE(methods.contains("refund"));

  const intent::Charge charge{.payment = {"p1"},
                              .key = {"payment/p1/charge"},
                              .amount = {.minor = 49'90, .currency = Currency::Eur},
                              .card = {"card_ok"}};
  std::optional<baton::CallOutcome> outcome;
  const auto call = [&](const std::string& engine_key) {
    methods.at("charge")(baton::to_value(charge),
                         {.instance = {"p1"}, .idempotency_key = {engine_key}, .deadline = std::nullopt},
                         [&](baton::CallOutcome done) { outcome = std::move(done); });
    return baton::from_value<Payment::Event>(std::get<baton::CallSucceeded>(outcome.value()).output);
  };
  EXPECT_EQ(call("run/2/0"), Payment::Event(event::ChargeSucceeded{{"ch_1"}}));
  // A payment that asks again makes a new intent, with another key of the engine's, for the same charge.
  EXPECT_EQ(call("run/3/0"), Payment::Event(event::ChargeSucceeded{{"ch_1"}}));
  EXPECT_EQ(processor.entries().size(), 1U);
}

}  // namespace
}  // namespace payment
