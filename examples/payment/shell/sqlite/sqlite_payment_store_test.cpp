#include "sqlite_payment_store.hpp"

#include "payment/shell/sqlite/statement.hpp"
#include "payment/tests/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace payment {
namespace {

const Terms kStoredTerms{.id = {"p1"}, .amount = {.minor = 49'90, .currency = Currency::Eur}, .card = {"card_1"}};
const Payment::State kRequested = state::Requested{kStoredTerms};
const Payment::State kCharging = state::Charging{kStoredTerms};

// One connection and its objects.
class StoredBooks {
 public:
  explicit StoredBooks(const TemporaryFolder& folder) : unit_of_work(folder.file("payments.db")) {
    EXPECT_TRUE(store.create());
  }

  AddResult add(const Payment::State& state) {
    auto transaction = unit_of_work.begin();
    const AddResult added = store.add(state, transaction->session());
    EXPECT_TRUE(transaction->commit());
    return added;
  }
  void run(const std::string& sql) {
    auto transaction = unit_of_work.begin();
    EXPECT_TRUE(run_script(transaction->session().handle(), sql.c_str()));
    EXPECT_TRUE(transaction->commit());
  }

  UnitOfWork unit_of_work;
  SqlitePaymentStore store{unit_of_work};
};

TEST(SqlitePaymentStore, KeepsAPaymentAfterTheProcessHasEnded) {
  const TemporaryFolder folder;
  {
    StoredBooks books(folder);
    EXPECT_EQ(books.add(kRequested), AddResult(PaymentAdded{kStoredTerms.id}));
    EXPECT_TRUE(books.store.save(kStoredTerms.id, kCharging));
  }
  StoredBooks books(folder);
  EXPECT_EQ(books.store.load(kStoredTerms.id).value(), std::optional(kCharging));
}

TEST(SqlitePaymentStore, SaysThatThereIsNoSuchPayment) {
  const TemporaryFolder folder;
  StoredBooks books(folder);
  EXPECT_EQ(books.store.load({"other"}).value(), std::optional<Payment::State>());
  auto transaction = books.unit_of_work.begin();
  EXPECT_EQ(books.store.fetch({"other"}, transaction->session()), FetchResult(PaymentNotFound{{"other"}}));
  EXPECT_FALSE(books.store.save(kCharging, transaction->session()));
}

TEST(SqlitePaymentStore, AddsAPaymentOnce) {
  const TemporaryFolder folder;
  StoredBooks books(folder);
  EXPECT_EQ(books.add(kRequested), AddResult(PaymentAdded{kStoredTerms.id}));
  EXPECT_TRUE(books.store.save(kStoredTerms.id, kCharging));
  EXPECT_EQ(books.add(kRequested), AddResult(PaymentExists{kStoredTerms.id}));
  EXPECT_EQ(books.store.load(kStoredTerms.id).value(), std::optional(kCharging));
}

TEST(SqlitePaymentStore, ForgetsWhatWasNotCommitted) {
  const TemporaryFolder folder;
  StoredBooks books(folder);
  books.add(kRequested);
  {
    auto transaction = books.unit_of_work.begin();
    EXPECT_TRUE(books.store.save(kCharging, transaction->session()));
    EXPECT_EQ(books.store.fetch(kStoredTerms.id, transaction->session()), FetchResult(PaymentFound{kCharging}));
  }
  EXPECT_EQ(books.store.load(kStoredTerms.id).value(), std::optional(kRequested));
}

TEST(SqlitePaymentStore, SaysWhatItCannotRead) {
  const char* const rows[] = {"(id, format, state) VALUES ('p1', 2, '{}')",
                              "(id, format, state) VALUES ('p1', 1, 'no json')",
                              R"((id, format, state) VALUES ('p1', 1, '{"kind":"paid"}'))"};
  for (const char* row : rows) {
    const TemporaryFolder folder;
    StoredBooks books(folder);
    books.run(std::string("INSERT INTO payments ") + row);
    const auto loaded = books.store.load({"p1"});
    ASSERT_FALSE(loaded) << row;
    EXPECT_EQ(loaded.error().kind, StoreError::Kind::Unreadable);
  }
}

TEST(SqlitePaymentStore, SaysThatItIsUnavailable) {
  const TemporaryFolder folder;
  StoredBooks books(folder);
  books.add(kRequested);
  books.run("DROP TABLE payments");
  ASSERT_FALSE(books.store.load(kStoredTerms.id));
  EXPECT_EQ(books.store.load(kStoredTerms.id).error().kind, StoreError::Kind::Unavailable);
  ASSERT_FALSE(books.store.save(kStoredTerms.id, kCharging));
  EXPECT_EQ(books.store.save(kStoredTerms.id, kCharging).error().kind, StoreError::Kind::Unavailable);
  UnitOfWork nowhere("/nowhere/payments.db");
  EXPECT_FALSE(SqlitePaymentStore(nowhere).create());
}

}  // namespace
}  // namespace payment
