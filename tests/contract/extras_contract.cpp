// What a write carries beside the instance itself: consumed messages, listeners, search attributes.
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace baton::testing {
namespace {

using namespace store;
using ::testing::ElementsAre;

TEST_P(StoreContract, ConsumesAMessageOnce) {
  Write first = write_of("order-1", 1);
  first.consumed = {"m1"};
  commit({first});
  reopen();
  Write again = write_of("order-1", 2);
  again.consumed = {"m2", "m1"};
  EXPECT_EQ(result_of(again), WriteResult{Duplicate{}});
  EXPECT_EQ(load("order-1").row.revision, Revision{1}) << "nothing of it is applied";
  Write other = write_of("order-2", 1);
  other.consumed = {"m1"};  // a message to another instance
  commit({other});
  Write next = write_of("order-1", 2);
  next.consumed = {"m2"};
  commit({next});
}

TEST_P(StoreContract, ADuplicateLeavesTheRestOfItsCommitAsItIs) {
  Write first = write_of("order-1", 1);
  first.consumed = {"m1"};
  commit({first});
  Write again = write_of("order-1", 2);
  again.consumed = {"m1"};
  Write refused = write_of("order-3", 1);
  refused.history_parts = {PartId{1}};
  const auto results = results_of({again, write_of("order-2", 1), refused});
  EXPECT_EQ(results[0], WriteResult{Duplicate{}});
  EXPECT_EQ(results[1], WriteResult{Committed{}});
  EXPECT_TRUE(std::holds_alternative<Refused>(results[2]));
}

TEST_P(StoreContract, RemembersAConsumedMessageAfterItsInstanceIsRemoved) {
  Write only = write_of("order-1", 1);
  only.consumed = {"m1"};
  only.instance.status = Status::Completed;
  only.instance.ended_at = at(2000);
  commit({only});
  ASSERT_EQ(store().remove(kShard, InstanceId{"order-1"}).value(), Removed::Removed);
  EXPECT_EQ(result_of(only), WriteResult{Duplicate{}});
}

TEST_P(StoreContract, ConsumesAMessageForAnInstanceThatIsNotThere) {
  const Consumed message{.shard = kShard, .instance = InstanceId{"order-1"}, .message = "m1", .at = at(1000)};
  ASSERT_TRUE(store().consume(message));
  ASSERT_TRUE(store().consume(message)) << "again";
  reopen();
  Write unless = write_of("order-1", 1);
  unless.unless = "m1";
  EXPECT_EQ(result_of(unless), WriteResult{Duplicate{}});
  EXPECT_FALSE(store().find(InstanceId{"order-1"}).value());
  unless.unless = "m2";
  EXPECT_EQ(result_of(unless), WriteResult{Committed{}});
  Write next = write_of("order-1", 2);
  next.unless = "m2";
  EXPECT_EQ(result_of(next), WriteResult{Committed{}}) << "that did not consume it";
  Consumed late = message;
  late.shard.epoch = 0;
  EXPECT_FALSE(store().consume(late)) << "another owns the shard";
}

TEST_P(StoreContract, ForgetsConsumedMessagesWhoseTimeIsOver) {
  Write first = write_of("order-1", 1);
  first.consumed = {"m"};
  commit({first});
  std::uint64_t revision = 1;
  const auto consume = [&](const std::string& message, Timestamp when) {
    Write write = write_of("order-1", ++revision);
    write.consumed = {message};
    write.records[0].at = when;
    commit({write});
  };
  // A store may forget them now and then only.
  for (int i = 0; i < 2'500; ++i) consume("later " + std::to_string(i), at(1000) + kConsumedRetention + Duration{3});
  consume("m", at(1000) + kConsumedRetention + Duration{3});
}

TEST_P(StoreContract, KeepsListenersAndAttributesAsTheLastWriteLeftThem) {
  Write first = write_of("order-1", 1);
  first.set_listeners = {
      {.id = ListenerId{1}, .pattern = "paid", .correlation = "c", .position = 7, .body = {"\0x", 2}},
      {.id = ListenerId{4'000'000'000}, .pattern = "", .correlation = "", .position = 0, .body = ""}};
  first.attributes = {{{.name = "customer", .value = std::string("c-1")},
                       {.name = "amount", .value = 12.5},
                       {.name = "due", .value = at(99)},
                       {.name = "vip", .value = true}}};
  commit({first, write_of("order-1", 2)});
  reopen();
  InstanceExtras extras = store().extras(InstanceId{"order-1"}).value();
  EXPECT_EQ(extras.listeners, first.set_listeners);
  EXPECT_THAT(extras.attributes, ElementsAre((*first.attributes)[1], (*first.attributes)[0], (*first.attributes)[2],
                                             (*first.attributes)[3]));

  Write third = write_of("order-1", 3);
  third.closed_listeners = {ListenerId{4'000'000'000}, ListenerId{17}};
  third.set_listeners = {first.set_listeners[0]};
  third.set_listeners[0].position = 8;
  third.attributes = {{{.name = "vip", .value = false}}};
  commit({third});
  extras = store().extras(InstanceId{"order-1"}).value();
  EXPECT_EQ(extras.listeners, third.set_listeners);
  EXPECT_EQ(extras.attributes, *third.attributes);
  EXPECT_EQ(store().extras(InstanceId{"nobody"}).value(), InstanceExtras{});
}

TEST_P(StoreContract, RemovesListenersAndAttributesWithTheirInstance) {
  Write only = write_of("order-1", 1);
  only.set_listeners = {{.id = ListenerId{1}, .pattern = "paid", .correlation = "", .position = 0, .body = ""}};
  only.attributes = {{{.name = "vip", .value = true}}};
  only.instance.status = Status::Completed;
  only.instance.ended_at = at(2000);
  commit({only});
  ASSERT_EQ(store().remove(kShard, InstanceId{"order-1"}).value(), Removed::Removed);
  commit({write_of("order-1", 1)});
  EXPECT_EQ(store().extras(InstanceId{"order-1"}).value(), InstanceExtras{});
}

}  // namespace
}  // namespace baton::testing
