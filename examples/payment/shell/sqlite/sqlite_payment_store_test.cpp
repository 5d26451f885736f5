#include "sqlite_payment_store.hpp"

#include "payment/tests/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

const Terms kTerms{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const Payment::State kRequested = state::Requested{kTerms};
const Payment::State kCharging = state::Charging{kTerms};

// One connection with what stands on it.
struct Books {
  explicit Books(const std::string& path) : database(*Database::open(path)) {}

  Database database;
  SqliteUnitOfWork unit_of_work{database};
  SqlitePaymentStore store{unit_of_work};

  AddResult add(const Payment::State& state) {
    auto session = unit_of_work.begin();
    const AddResult added = store.add(state, *session);
    EXPECT_TRUE(session->commit());
    return added;
  }
};

TEST(SqlitePaymentStore, KeepsAPaymentAfterTheProcessHasEnded) {
  const TemporaryFolder folder;
  {
    Books books(folder.file("payments.db"));
    EXPECT_EQ(books.add(kRequested), AddResult(PaymentAdded{kTerms.id}));
    EXPECT_TRUE(books.store.save(kTerms.id, kCharging));
  }
  Books books(folder.file("payments.db"));
  EXPECT_EQ(books.store.load(kTerms.id).value(), std::optional(kCharging));
}

TEST(SqlitePaymentStore, SaysThatThereIsNoSuchPayment) {
  Books books(":memory:");
  EXPECT_EQ(books.store.load({"other"}).value(), std::optional<Payment::State>());
  auto session = books.unit_of_work.begin();
  EXPECT_EQ(books.store.fetch({"other"}, *session), FetchResult(PaymentNotFound{{"other"}}));
  EXPECT_FALSE(books.store.save(kCharging, *session));
}

TEST(SqlitePaymentStore, AddsAPaymentOnce) {
  Books books(":memory:");
  EXPECT_EQ(books.add(kRequested), AddResult(PaymentAdded{kTerms.id}));
  EXPECT_TRUE(books.store.save(kTerms.id, kCharging));
  EXPECT_EQ(books.add(kRequested), AddResult(PaymentExists{kTerms.id}));
  EXPECT_EQ(books.store.load(kTerms.id).value(), std::optional(kCharging));
}

TEST(SqlitePaymentStore, ForgetsWhatWasNotCommitted) {
  Books books(":memory:");
  books.add(kRequested);
  {
    auto session = books.unit_of_work.begin();
    EXPECT_TRUE(books.store.save(kCharging, *session));
    EXPECT_EQ(books.store.fetch(kTerms.id, *session), FetchResult(PaymentFound{kCharging}));
  }
  EXPECT_EQ(books.store.load(kTerms.id).value(), std::optional(kRequested));
}

TEST(SqlitePaymentStore, SaysWhatItCannotRead) {
  const char* const rows[] = {"(id, format, state) VALUES ('p1', 2, '{}')",
                              "(id, format, state) VALUES ('p1', 1, 'no json')",
                              R"((id, format, state) VALUES ('p1', 1, '{"kind":"paid"}'))"};
  for (const char* row : rows) {
    Books books(":memory:");
    EXPECT_TRUE(run_script(books.database.handle(), (std::string("INSERT INTO payments ") + row).c_str()));
    const auto loaded = books.store.load({"p1"});
    ASSERT_FALSE(loaded) << row;
    EXPECT_EQ(loaded.error().kind, StoreError::Kind::Unreadable);
  }
}

TEST(SqlitePaymentStore, SaysThatItIsUnavailable) {
  Books books(":memory:");
  books.add(kRequested);
  EXPECT_TRUE(run_script(books.database.handle(), "DROP TABLE payments"));
  ASSERT_FALSE(books.store.load(kTerms.id));
  EXPECT_EQ(books.store.load(kTerms.id).error().kind, StoreError::Kind::Unavailable);
  ASSERT_FALSE(books.store.save(kTerms.id, kCharging));
  EXPECT_EQ(books.store.save(kTerms.id, kCharging).error().kind, StoreError::Kind::Unavailable);
  EXPECT_FALSE(Database::open("/nowhere/payments.db"));
}

TEST(SqliteUnitOfWork, RunsOneTransactionAtATime) {
  Books books(":memory:");
  const auto first = books.unit_of_work.begin();
  ASSERT_TRUE(first);
  const auto second = books.unit_of_work.begin();
  ASSERT_FALSE(second);
  EXPECT_FALSE(second.error().may_be_committed);
}

TEST(SqliteUnitOfWork, BeginsAgainOnceItIsCommitted) {
  Books books(":memory:");
  auto first = books.unit_of_work.begin();
  ASSERT_TRUE(first->commit());
  EXPECT_TRUE(books.unit_of_work.begin());  // while the first session still lives
}

}  // namespace
}  // namespace payment
