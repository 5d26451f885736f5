// The audit trail of what is in no instance's history.
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <string>

namespace baton::testing {
namespace {

using namespace store;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

AuditRow row_of(std::string caller, std::string subject) {
  return {.at = at(1000), .caller = std::move(caller), .action = "remove", .subject = std::move(subject)};
}

TEST_P(StoreContract, KeepsTheAuditTrailNewestFirst) {
  EXPECT_THAT(store().audit(0, 10).value(), IsEmpty());
  ASSERT_TRUE(store().add_audit(std::vector{row_of("alice", "order-1"), row_of("", "order-2")}));
  ASSERT_TRUE(store().add_audit(std::vector{row_of("bob", "order-3")}));
  reopen();
  const auto rows = store().audit(0, 10).value();
  ASSERT_EQ(rows.size(), 3);
  AuditRow first = row_of("alice", "order-1");
  first.number = rows[2].number;
  EXPECT_EQ(rows[2], first);
  EXPECT_EQ(rows[1].caller, "");
  EXPECT_EQ(rows[0].subject, "order-3");
  EXPECT_GT(rows[0].number, rows[1].number);
  EXPECT_GT(rows[1].number, rows[2].number);
}

TEST_P(StoreContract, ReadsTheAuditTrailInPages) {
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(store().add_audit(std::vector{row_of("alice", std::to_string(i))}));
  const auto page = store().audit(0, 2).value();
  ASSERT_EQ(page.size(), 2);
  const auto next = store().audit(page.back().number, 2).value();
  ASSERT_EQ(next.size(), 2);
  EXPECT_EQ(next[0].subject, "3");
  EXPECT_EQ(next[1].subject, "2");
}

TEST_P(StoreContract, ForgetsTheOldestOfALongAuditTrail) {
  const std::vector<AuditRow> many(kMaxAuditRows, row_of("alice", "old"));
  ASSERT_TRUE(store().add_audit(many));
  ASSERT_TRUE(store().add_audit(std::vector{row_of("bob", "new"), row_of("bob", "newer")}));
  const auto rows = store().audit(0, kMaxAuditRows + 10).value();
  ASSERT_EQ(rows.size(), kMaxAuditRows);
  EXPECT_EQ(rows[0].subject, "newer");
  const std::uint64_t newest = rows[0].number;
  EXPECT_EQ(rows.back().number, newest - kMaxAuditRows + 1);
}

}  // namespace
}  // namespace baton::testing
