#include <baton/pattern/transactional.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace baton::pattern {
namespace {

using Log = std::vector<std::string>;

// A unit of work that logs.
struct Unit {
  struct Error {
    std::string why;
    bool may_be_committed = false;
  };
  class Session {
   public:
    using Part = RequestPart;

    explicit Session(Unit& unit) : unit_(&unit) {}
    void write(const std::string& what) const { unit_->log.push_back("write " + what); }
    std::expected<void, Error> add_to_outbox(const OutboxEntry& entry) const {
      if (entry.gateway == "full") return std::unexpected(Error{.why = "the outbox is full"});
      unit_->log.push_back("outbox " + entry.gateway + " " + entry.intent);
      return {};
    }

   private:
    Unit* unit_;
  };
  class Transaction {
   public:
    explicit Transaction(Unit& unit) : unit_(&unit), session_(unit) {}
    Transaction(Transaction&& other) noexcept : unit_(std::exchange(other.unit_, nullptr)), session_(other.session_) {}
    Transaction& operator=(Transaction&& other) noexcept {
      std::swap(unit_, other.unit_);
      std::swap(session_, other.session_);
      return *this;
    }
    ~Transaction() {
      if (unit_ != nullptr) unit_->log.emplace_back("roll back");
    }

    [[nodiscard]] Session& session() { return session_; }
    std::expected<void, Error> commit() {
      if (unit_->commit_error) return std::unexpected(*unit_->commit_error);
      std::exchange(unit_, nullptr)->log.emplace_back("commit");
      return {};
    }

   private:
    Unit* unit_;
    Session session_;
  };

  std::expected<Transaction, Error> begin() {
    if (!can_begin) return std::unexpected(Error{.why = "no store"});
    log.emplace_back("begin");
    return Transaction(*this);
  }

  Log& log;
  bool can_begin = true;
  std::optional<Error> commit_error = {};
};
static_assert(UnitOfWork<Unit>);

struct Store {
  using Part = StorePart;
  void save(const std::string& what, Unit::Session& session) { session.write(what); }
};
struct Charge {
  int cents = 0;
};
struct Mail {
  std::string text;
};
struct Cards final : IntentGateway<Charge> {
  explicit Cards(Log& into) : log(into) {}
  std::expected<void, NotExecuted> execute(const Charge& charge) override {
    if (charge.cents == 13) return std::unexpected(NotExecuted{.reason = "declined"});
    if (charge.cents == 14) throw std::runtime_error("no network");
    if (charge.cents == 15) throw 15;
    log.push_back("charge " + std::to_string(charge.cents));
    return {};
  }
  Log& log;
};
struct Post final : IntentGateway<Mail> {
  explicit Post(Log& into) : log(into) {}
  std::expected<void, NotExecuted> execute(const Mail& mail) override {
    log.push_back("mail " + mail.text);
    return {};
  }
  Log& log;
};

struct Paid {
  static constexpr bool is_failure = false;
  std::string id;
};
struct Refused {
  static constexpr bool is_failure = true;
  std::string why;
};
using PayResult = std::variant<Paid, Refused>;
struct Order {
  std::string id;
  std::vector<int> charges;
};

struct Payments {
  Dependency<Store> store;
  Dependency<IntentGateway<Charge>> cards;
  Dependency<IntentGateway<Mail>> post;

  PayResult run(const Order& order, Unit::Session& session) const {
    store->save("pending", session);
    for (const int cents : order.charges) {
      if (!cards->execute(Charge{cents})) return Refused{"never: it is recorded"};
      if (!post->execute(Mail{std::to_string(cents)})) return Refused{"never: it is recorded"};
    }
    store->save("paid", session);
    if (order.id == "throw") throw std::runtime_error("out of the run");
    if (order.id == "refuse") return Refused{order.id};
    return Paid{order.id};
  }
};

class TransactionalTest : public testing::Test {
 protected:
  Log log;
  Unit unit{.log = log};
  Store store;
  Cards cards{log};
  Post post{log};
  const Transactional<Payments, Unit> payments{.orchestrator = {.store = store, .cards = cards, .post = post},
                                               .unit_of_work = unit};

  using Done = Committed<PayResult>;
  using Failed = TransactionFailed<Unit::Error>;
};

TEST_F(TransactionalTest, ExecutesInOrderAfterTheCommitWhatWasAskedOfSeveralGateways) {
  const auto outcome = payments.run(Order{"4711", {100, 200}});
  EXPECT_EQ(std::get<Paid>(std::get<Done>(outcome).result()).id, "4711");
  EXPECT_TRUE(std::get<Done>(outcome).not_executed().empty());
  EXPECT_EQ(
      log, (Log{"begin", "write pending", "write paid", "commit", "charge 100", "mail 100", "charge 200", "mail 200"}));
}

TEST_F(TransactionalTest, RollsBackWhenTheResultIsAFailureAndExecutesNothing) {
  const auto outcome = payments.run(Order{"refuse", {100}});
  EXPECT_EQ(std::get<Refused>(std::get<RolledBack<PayResult>>(outcome).result).why, "refuse");
  EXPECT_EQ(log, (Log{"begin", "write pending", "write paid", "roll back"}));
}

TEST_F(TransactionalTest, RollsBackWhenTheRunThrowsAndExecutesNothing) {
  EXPECT_THROW(static_cast<void>(payments.run(Order{"throw", {100}})), std::runtime_error);
  EXPECT_EQ(log, (Log{"begin", "write pending", "write paid", "roll back"}));
}

TEST_F(TransactionalTest, ExecutesNothingWhenTheCommitFails) {
  unit.commit_error = Unit::Error{.why = "connection lost", .may_be_committed = true};
  const auto outcome = payments.run(Order{"4711", {100}});
  EXPECT_TRUE(std::get<Failed>(outcome).error.may_be_committed);
  EXPECT_TRUE(has_failed(outcome));
  EXPECT_EQ(log, (Log{"begin", "write pending", "write paid", "roll back"}));
}

TEST_F(TransactionalTest, DoesNotRunWhatCannotBegin) {
  unit.can_begin = false;
  EXPECT_EQ(std::get<Failed>(payments.run(Order{"4711", {100}})).error.why, "no store");
  EXPECT_EQ(log, Log{});
}

TEST_F(TransactionalTest, ReportsFailedIntentsAndExecutesTheRest) {
  const auto outcome = payments.run(Order{"4711", {13, 14, 15, 100}});
  EXPECT_EQ(std::get<Done>(outcome).not_executed(),
            (std::vector<NotExecuted>{
                {.reason = "declined", .may_have_happened = false},
                {.reason = "no network", .may_have_happened = true},
                {.reason = "an exception that is not derived from std::exception", .may_have_happened = true}}));
  EXPECT_EQ(log, (Log{"begin", "write pending", "write paid", "commit", "mail 13", "mail 14", "mail 15", "charge 100",
                      "mail 100"}));
}

TEST_F(TransactionalTest, RecordsNothingFromOneRunToTheNext) {
  static_cast<void>(payments.run(Order{"refuse", {100}}));
  log.clear();
  static_cast<void>(payments.run(Order{"4711", {}}));
  EXPECT_EQ(log, (Log{"begin", "write pending", "write paid", "commit"}));
}

// A second step whose answer is needed: its key comes from what the first has committed.
struct Settle {
  std::string id;
};
struct Bank final : KeyedGateway<Settle, PayResult> {
  PayResult execute(const Settle& settle, const CommittedKey& key) override {
    keys.push_back(key.text());
    return Paid{settle.id};
  }
  std::vector<std::string> keys;
};
struct Settlement {
  Dependency<Store> store;
  Dependency<KeyedGateway<Settle, PayResult>> bank;
  PayResult run(const CommittedKey& key, Unit::Session& session) const {
    store->save("settled", session);
    return bank->execute(Settle{key.text()}, key);
  }
};

TEST_F(TransactionalTest, LetsAGatewayAnswerThatIsGivenACommittedKey) {
  Bank bank;
  const Transactional<Settlement, Unit> settle{.orchestrator = {.store = store, .bank = bank}, .unit_of_work = unit};
  const auto paid = payments.run(Order{"4711", {}});
  const CommittedKey key =
      std::get<Done>(paid).key([](const PayResult& result) { return "charge " + std::get<Paid>(result).id; });
  EXPECT_TRUE(std::holds_alternative<Done>(settle.run(key)));
  EXPECT_EQ(bank.keys, std::vector<std::string>{"charge 4711"});
}

TEST(CommittedKey, IsNotMadeOtherwise) {
  static_assert(!std::is_default_constructible_v<CommittedKey>);
  static_assert(!std::is_constructible_v<CommittedKey, std::string>);
  static_assert(!std::is_constructible_v<Committed<PayResult>, PayResult, std::vector<NotExecuted>>);
}

TEST_F(TransactionalTest, HandsOverAResultThatCannotBeCopied) {
  struct Ticket {
    explicit Ticket(int n) : number(n) {}
    Ticket(Ticket&&) = default;
    Ticket& operator=(Ticket&&) = default;
    int number;
  };
  using Ticketed = std::expected<Ticket, Refused>;
  struct Counter {
    Dependency<Store> store;
    Ticketed run(Ticket ticket, Unit::Session&) const { return ticket; }
  };
  const Transactional<Counter, Unit> counter{.orchestrator = {.store = store}, .unit_of_work = unit};
  auto outcome = counter.run(Ticket(7));
  const Ticketed ticket = std::get<Committed<Ticketed>>(std::move(outcome)).result();
  EXPECT_EQ(ticket->number, 7);
}

// A gateway whose intents are written in the transaction.
struct BoxedCards final : IntentGateway<Charge> {
  explicit BoxedCards(std::string its_name) : name(std::move(its_name)) {}
  std::expected<void, NotExecuted> execute(const Charge&) override { return {}; }
  std::optional<OutboxEntry> to_outbox(const Charge& charge) const override {
    return OutboxEntry{.gateway = name, .intent = std::to_string(charge.cents)};
  }
  std::string name;
};

TEST_F(TransactionalTest, WritesTheIntentsOfAnOutboxGatewayInTheTransaction) {
  BoxedCards boxed("cards");
  const Transactional<Payments, Unit> boxing{.orchestrator = {.store = store, .cards = boxed, .post = post},
                                             .unit_of_work = unit};
  EXPECT_TRUE(std::holds_alternative<Done>(boxing.run(Order{"4711", {100}})));
  EXPECT_EQ(log, (Log{"begin", "write pending", "outbox cards 100", "write paid", "commit", "mail 100"}));
}

TEST_F(TransactionalTest, CommitsNothingIfAnIntentCannotBeWritten) {
  BoxedCards boxed("full");
  const Transactional<Payments, Unit> boxing{.orchestrator = {.store = store, .cards = boxed, .post = post},
                                             .unit_of_work = unit};
  EXPECT_EQ(std::get<Failed>(boxing.run(Order{"4711", {100}})).error.why, "the outbox is full");
  EXPECT_EQ(log, (Log{"begin", "write pending", "write paid", "roll back"}));
}

}  // namespace
}  // namespace baton::pattern
