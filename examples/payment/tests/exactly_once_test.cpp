// baton::pattern::Runtime runs payments over a connection on which answers are lost, repeated and delayed at random, by
// a process that dies at random moments. In the end every payment was charged exactly once.
#include "payment/shell/http/http_payment_gateway.hpp"
#include "payment/shell/sqlite/sqlite_payment_store.hpp"
#include "payment/tests/fake_processor/fake_processor.hpp"
#include "payment/tests/temporary_folder.hpp"

#include <baton/pattern/runtime.hpp>

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace payment {
namespace {

using namespace std::chrono_literals;
using baton::pattern::NotFound;
using baton::pattern::Processed;
using baton::pattern::Runtime;

constexpr int kPayments = 100;
constexpr auto kTimeout = 25ms;  // if it is too short for a good answer, that is one more that gets lost
constexpr int kMaxEvents = 10'000;

Terms terms_of_number(int number) {
  const char* const cards[] = {"card_ok", "card_ok", "card_ok", "card_insufficient_funds", "card_stolen"};
  return {.id = {"p" + std::to_string(number)},
          .amount = {.minor = 1'00 + number, .currency = number % 2 == 0 ? Currency::Eur : Currency::Usd},
          .card = {cards[number % 5]}};
}
bool has_good_card(const Terms& terms) {
  return terms.card.value == "card_ok";
}

// The process dies between save and execute, or between execute and the save of its answer.
class DyingGateway {
 public:
  DyingGateway(PaymentGateway& gateway, std::uint64_t seed) : gateway_(gateway), random_(seed) {}

  std::optional<Payment::Event> execute(const Payment::Intent& intent) {
    const std::uint64_t drawn = random_() % 10;
    if (drawn == 0) return std::nullopt;
    const Payment::Event answer = gateway_.execute(intent);
    if (drawn == 1) return std::nullopt;
    return answer;
  }

 private:
  PaymentGateway& gateway_;
  std::mt19937_64 random_;
};

class Books {
 public:
  Books() { EXPECT_TRUE(store.create()); }

  Payment::State state_of(const PaymentId& id) { return store.load(id)->value(); }
  void add(const Terms& terms) {
    auto transaction = unit_of_work.begin();
    EXPECT_EQ(store.add(std::get<state::Requested>(Payment::request(terms)), transaction->session()),
              AddResult(PaymentAdded{terms.id}));
    EXPECT_TRUE(transaction->commit());
  }

 private:
  TemporaryFolder folder;
  UnitOfWork unit_of_work{folder.file("payments.db")};

 public:
  SqlitePaymentStore store{unit_of_work};
};

template <class State>
bool is_in(const Payment::State& state) {
  return std::holds_alternative<State>(state);
}

// Gives the event again and again, as whoever wants something does, until the payment has settled.
template <class Driver>
void drive(Driver& runtime, Books& books, const PaymentId& id, const Payment::Event& event) {
  for (int given = 0; given < kMaxEvents; ++given) {
    EXPECT_TRUE(std::holds_alternative<Processed<PaymentId>>(runtime.run(id, event)));
    const Payment::State state = books.state_of(id);
    if (!is_in<state::Charging>(state) && !is_in<state::Refunding>(state)) return;
  }
  FAIL() << "payment " << id.value << " never settles";
}

class ExactlyOnce : public testing::TestWithParam<std::uint64_t> {
 protected:
  ExactlyOnce() {
    for (int number = 0; number < kPayments; ++number) books_.add(terms_of_number(number));
  }

  [[nodiscard]] std::map<std::string, std::vector<fake::Entry>> charges() const {
    std::map<std::string, std::vector<fake::Entry>> by_payment;
    for (const fake::Entry& entry : processor_.entries()) by_payment[entry.payment].push_back(entry);
    return by_payment;
  }

  Books books_;
  fake::FakeProcessor processor_{{.secret_key = "secret", .faults = fake::drawn_from(GetParam())}};
  HttpPaymentGateway gateway_{{.base_url = processor_.url(), .secret_key = "secret", .timeout = kTimeout}};
};

TEST_P(ExactlyOnce, EveryPaymentIsChargedOverAnyConnection) {
  const Runtime<Payment, SqlitePaymentStore, HttpPaymentGateway> runtime{.store = books_.store, .gateway = gateway_};
  for (int number = 0; number < kPayments; ++number) {
    drive(runtime, books_, terms_of_number(number).id, event::Process{});
  }
  auto charged = charges();
  for (int number = 0; number < kPayments; ++number) {
    const Terms terms = terms_of_number(number);
    const Payment::State state = books_.state_of(terms.id);
    const auto& entries = charged[terms.id.value];
    ASSERT_EQ(entries.size(), has_good_card(terms) ? 1U : 0U) << terms.id.value;
    if (!has_good_card(terms)) {
      EXPECT_TRUE(is_in<state::Declined>(state));
      continue;
    }
    EXPECT_EQ(state, Payment::State(state::Charged{.terms = terms, .charge = {entries.front().charge}}));
    EXPECT_EQ(entries.front().amount, std::to_string(terms.amount.minor));
    EXPECT_EQ(entries.front().currency, terms.amount.currency == Currency::Eur ? "eur" : "usd");
  }
}

TEST_P(ExactlyOnce, EveryPaymentIsChargedAndRefundedThoughTheProcessDies) {
  DyingGateway dying(gateway_, GetParam());
  const Runtime<Payment, SqlitePaymentStore, DyingGateway> runtime{.store = books_.store, .gateway = dying};
  for (int number = 0; number < kPayments; ++number) {
    const PaymentId id = terms_of_number(number).id;
    drive(runtime, books_, id, event::Process{});
    if (number % 2 == 0) drive(runtime, books_, id, event::Refund{});
  }
  auto charged = charges();
  for (int number = 0; number < kPayments; ++number) {
    const Terms terms = terms_of_number(number);
    const auto& entries = charged[terms.id.value];
    ASSERT_EQ(entries.size(), has_good_card(terms) ? 1U : 0U) << terms.id.value;
    if (entries.empty()) continue;
    const ChargeId charge{entries.front().charge};
    const Payment::State expected =
        number % 2 == 0
            ? Payment::State(state::Refunded{.terms = terms, .charge = charge, .refund = {entries.front().refund}})
            : Payment::State(state::Charged{.terms = terms, .charge = charge});
    EXPECT_EQ(books_.state_of(terms.id), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ExactlyOnce, testing::Values(1, 2, 3));

TEST(ExactlyOnceLine, FailsInEveryWay) {
  // What the tests above rest on: each seed draws every fault. They ask more often than this.
  for (const std::uint64_t seed : {1, 2, 3}) {
    std::map<fake::Fault, int> drawn;
    const fake::Faults faults = fake::drawn_from(seed);
    for (int request = 0; request < 3 * kPayments; ++request) ++drawn[faults()];
    EXPECT_EQ(drawn.size(), fake::kFaults);
  }
}

}  // namespace
}  // namespace payment
