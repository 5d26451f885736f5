// How long parts and history are kept.
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace baton::testing {
namespace {

using namespace store;
using ::testing::ElementsAre;

using Numbers = std::vector<std::uint64_t>;

TEST_P(StoreContract, DeletesADroppedPartThatNoRecordNeeds) {
  Write first = write_of("order-1", 1);
  first.new_parts = {part(1, "one"), part(2, "two")};
  Write second = write_of("order-1", 2);
  second.dropped_parts = {PartId{1}};
  commit({first, second});
  reopen();
  EXPECT_EQ(parts_of_head("order-1"), (Numbers{2}));
  EXPECT_EQ(parts_kept("order-1"), (Numbers{2}));
}

TEST_P(StoreContract, NeverGivesAPartIdTwice) {
  Write first = write_of("order-1", 1);
  first.new_parts = {part(5, "five")};
  Write second = write_of("order-1", 2);
  second.dropped_parts = {PartId{5}};
  commit({first, second});
  reopen();
  EXPECT_EQ(load("order-1").next_part, 6u);
}

TEST_P(StoreContract, KeepsADroppedPartWhileARecordNeedsIt) {
  Write first = write_of("order-1", 1);
  first.new_parts = {part(1, "one"), part(2, "two"), part(3, "three")};
  first.history_parts = {PartId{1}, PartId{2}};
  Write second = write_of("order-1", 2);
  second.history_parts = {PartId{2}};
  second.dropped_parts = {PartId{1}, PartId{2}, PartId{3}};
  commit({first, second});
  reopen();
  EXPECT_EQ(parts_of_head("order-1"), (Numbers{}));
  EXPECT_THAT(store().parts(InstanceId{"order-1"}).value(), ElementsAre(part(1, "one"), part(2, "two")));

  Write third = write_of("order-1", 3);
  third.forget_before = Revision{2};
  commit({third});
  reopen();
  EXPECT_EQ(revisions_kept("order-1"), (Numbers{2, 3}));
  EXPECT_EQ(parts_kept("order-1"), (Numbers{2}));

  Write fourth = write_of("order-1", 4);
  fourth.forget_before = Revision{4};
  commit({fourth});
  EXPECT_EQ(revisions_kept("order-1"), (Numbers{4}));
  EXPECT_EQ(parts_kept("order-1"), (Numbers{}));
}

TEST_P(StoreContract, KeepsAPartOfTheHeadWhenItsRecordsAreForgotten) {
  Write first = write_of("order-1", 1);
  first.new_parts = {part(1, "one")};
  first.history_parts = {PartId{1}};
  Write second = write_of("order-1", 2);
  second.forget_before = Revision{2};
  commit({first, second});
  EXPECT_EQ(parts_of_head("order-1"), (Numbers{1}));

  Write third = write_of("order-1", 3);  // nothing needs it any more: gone at once
  third.dropped_parts = {PartId{1}};
  commit({third});
  reopen();
  EXPECT_EQ(parts_kept("order-1"), (Numbers{}));
}

TEST_P(StoreContract, KeepsAPartThatOnlyTheRecordOfItsOwnWriteNeeds) {
  Write first = write_of("order-1", 1);
  first.new_parts = {part(1, "seen once")};
  first.history_parts = {PartId{1}};
  first.dropped_parts = {PartId{1}};
  commit({first});
  reopen();
  EXPECT_EQ(parts_of_head("order-1"), (Numbers{}));
  EXPECT_EQ(parts_kept("order-1"), (Numbers{1}));
}

TEST_P(StoreContract, KeepsTheInstancesPartsApart) {
  Write mine = write_of("order-1", 1);
  mine.new_parts = {part(1, "mine")};
  Write theirs = write_of("order-2", 1);
  theirs.new_parts = {part(1, "theirs")};
  Write dropped = write_of("order-1", 2);
  dropped.dropped_parts = {PartId{1}};
  commit({mine, theirs, dropped});
  EXPECT_THAT(load("order-2").parts, ElementsAre(part(1, "theirs")));
}

TEST_P(StoreContract, KeepsALargePart) {
  std::string body(3 << 20, 'x');
  body[1 << 20] = '\0';
  Write write = write_of("order-1", 1);
  write.new_parts = {PartRow{PartId{1}, body}};
  commit({write});
  reopen();
  EXPECT_TRUE(load("order-1").parts.at(0).body == body);
}

TEST_P(StoreContract, GivesHistoryInPieces) {
  commit({write_of("order-1", 1), write_of("order-2", 1), write_of("order-1", 2), write_of("order-1", 3)});
  reopen();
  const InstanceId id{"order-1"};
  EXPECT_THAT(store().history(id, Revision{}, 2).value(),
              ElementsAre(write_of("order-1", 1).records[0], write_of("order-1", 2).records[0]));
  EXPECT_THAT(store().history(id, Revision{2}, 2).value(), ElementsAre(write_of("order-1", 3).records[0]));
  EXPECT_TRUE(store().history(id, Revision{3}, 2).value().empty());
}

}  // namespace
}  // namespace baton::testing
