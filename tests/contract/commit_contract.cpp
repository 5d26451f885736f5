// Commits and loads: what is written is there, whole, once, and also after the store was closed and opened again.
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace baton::testing {
namespace {

using namespace store;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Numbers = std::vector<std::uint64_t>;

TEST_P(StoreContract, KeepsAnInstanceAsItWasWritten) {
  Write write = write_of("order-1", 1);
  write.instance.parent = InstanceId{"parent"};
  write.instance.has_pending = true;
  write.new_parts = {part(1, "one"), part(2, "")};
  commit({write});
  reopen();

  const StoredInstance stored = load("order-1");
  EXPECT_EQ(stored.row, write.instance);
  EXPECT_EQ(stored.head, write.head);
  EXPECT_EQ(stored.parts, write.new_parts);
  EXPECT_EQ(stored.next_part, 3u);
  EXPECT_EQ(store().find(write.instance.id).value(), write.instance);
  EXPECT_THAT(store().history(write.instance.id, Revision{}, 10).value(), ElementsAre(write.records[0]));
}

TEST_P(StoreContract, KeepsEveryRecordOfAWriteOfSeveralTransitions) {
  commit({write_of("order-1", 1)});
  Write write = write_of("order-1", 3);
  write.expected = Revision{1};
  write.records.insert(write.records.begin(), write_of("order-1", 2).records[0]);
  write.new_parts = {part(1, "one")};
  write.history_parts = {PartId{1}};
  commit({write});
  EXPECT_EQ(result_of(write_of("order-1", 3)), WriteResult{Stale{}});
  reopen();
  EXPECT_EQ(load("order-1").row.revision, Revision{3});
  EXPECT_EQ(revisions_kept("order-1"), (Numbers{1, 2, 3}));
  EXPECT_THAT(store().history(write.instance.id, Revision{1}, 10).value(),
              ElementsAre(write.records[0], write.records[1]));
  EXPECT_EQ(parts_kept("order-1"), (Numbers{1}));
  commit({write_of("order-1", 4)});
}

TEST_P(StoreContract, ReplacesHeadAndPhaseAndKeepsTheOrigin) {
  Write first = write_of("order-1", 1);
  first.instance.parent = InstanceId{"parent"};
  first.instance.has_pending = true;
  Write second = write_of("order-1", 2);
  second.instance.status = Status::Faulted;
  second.instance.ended_at = at(3000);
  Write third = write_of("order-1", 3);
  third.instance.definition = {};
  third.instance.digest = {};
  third.instance.parent.reset();
  third.instance.started_at = {};
  third.head.clear();
  store::InstanceRow expected = first.instance;
  for (const Write& write : {first, second, third}) {
    commit({write});
    reopen();
    expected.status = write.instance.status;
    expected.ended_at = write.instance.ended_at;
    expected.has_pending = write.instance.has_pending;
    expected.revision = write.instance.revision;
    EXPECT_EQ(load("order-1").row, expected);
    EXPECT_EQ(load("order-1").head, write.head);
  }
}

TEST_P(StoreContract, FindsNothingThatWasNeverWritten) {
  const InstanceId id{"nobody"};
  EXPECT_EQ(store().find(id).value(), std::nullopt);
  EXPECT_FALSE(store().load(kShard, id).value().has_value());
  EXPECT_THAT(store().history(id, Revision{}, 10).value(), IsEmpty());
  EXPECT_THAT(store().parts(id).value(), IsEmpty());
  EXPECT_TRUE(store().commit({}).value().writes.empty());
}

TEST_P(StoreContract, AnswersStaleWhenAnotherRevisionIsStored) {
  commit({write_of("order-1", 1), write_of("order-1", 2)});
  EXPECT_EQ(result_of(write_of("order-1", 1)), WriteResult{Stale{}});  // exists already
  EXPECT_EQ(result_of(write_of("order-1", 2)), WriteResult{Stale{}});  // an older one is expected
  EXPECT_EQ(result_of(write_of("order-1", 4)), WriteResult{Stale{}});  // a newer one is expected
  EXPECT_EQ(result_of(write_of("order-2", 2)), WriteResult{Stale{}});  // does not exist
  EXPECT_EQ(load("order-1").head, write_of("order-1", 2).head);
  EXPECT_EQ(revisions_kept("order-1"), (Numbers{1, 2}));
}

TEST_P(StoreContract, AnswersEachWriteOfACommit) {
  commit({write_of("stale", 1)});
  Write refused = write_of("refused", 1);
  refused.new_parts = {part(1, "one")};
  refused.set_timers = {{TimerId{1}, at(1)}};
  refused.history_parts = {PartId{9}};
  Write sound = write_of("sound-2", 1);
  sound.new_parts = {part(1, "one")};

  const auto results = results_of({write_of("sound-1", 1), write_of("stale", 1), refused, sound});
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[0], WriteResult{Committed{}});
  EXPECT_EQ(results[1], WriteResult{Stale{}});
  ASSERT_TRUE(std::holds_alternative<Refused>(results[2]));
  EXPECT_NE(std::get<Refused>(results[2]).reason, "");
  EXPECT_EQ(results[3], WriteResult{Committed{}});

  reopen();
  EXPECT_EQ(load("sound-1").head, write_of("sound-1", 1).head);
  EXPECT_EQ(load("sound-2").parts, sound.new_parts);
  EXPECT_EQ(store().find(InstanceId{"refused"}).value(), std::nullopt);
  EXPECT_THAT(store().parts(InstanceId{"refused"}).value(), IsEmpty());
  EXPECT_EQ(store().next_timer(kShard, Timestamp::min()).value(), std::nullopt);
}

TEST_P(StoreContract, RefusesWhatBreaksARule) {
  Write first = write_of("order-1", 1);
  first.new_parts = {part(1, "one"), part(2, "two")};
  commit({first});

  const auto refuses = [&](const char* what, auto spoil) {
    Write write = write_of("order-1", 2);
    spoil(write);
    EXPECT_TRUE(std::holds_alternative<Refused>(result_of(write))) << what;
    EXPECT_EQ(load("order-1").head, first.head) << what;
    EXPECT_EQ(parts_kept("order-1"), (Numbers{1, 2})) << what;
  };
  refuses("a part id used before", [](Write& write) { write.new_parts = {part(2, "again")}; });
  refuses("a part id given twice", [](Write& write) { write.new_parts = {part(3, "a"), part(3, "b")}; });
  refuses("a record of no stored part", [](Write& write) { write.history_parts = {PartId{3}}; });
  refuses("a revision that is left out", [](Write& write) { write.instance.revision = Revision{3}; });
  refuses("a record of another revision", [](Write& write) { write.records[0].revision = Revision{1}; });
  refuses("a write without a record", [](Write& write) { write.records.clear(); });
  refuses("records with a gap", [](Write& write) {
    write.instance.revision = Revision{4};
    write.records = {write.records[0], write.records[0], write.records[0]};
    write.records[2].revision = Revision{4};
  });
  refuses("a head beyond the limit", [](Write& write) { write.head.assign((std::size_t{64} << 20) + 1, 'x'); });
  commit({write_of("order-1", 2)});
}

TEST_P(StoreContract, AppliesARefusedWritesNeighbourOnlyOnce) {
  Write neighbour = write_of("order-1", 1);
  neighbour.set_timers = {{TimerId{1}, at(50)}};
  Write refused = write_of("order-2", 1);
  refused.history_parts = {PartId{1}};
  const auto results = results_of({neighbour, refused});
  EXPECT_EQ(results.at(0), WriteResult{Committed{}});
  EXPECT_EQ(revisions_kept("order-1"), (Numbers{1}));
  EXPECT_EQ(due_timers(at(100), 10).size(), 1u);
}

TEST_P(StoreContract, FencesAFormerOwnerOfTheShard) {
  constexpr Shard kFormer{.id = 0, .epoch = 1};
  constexpr Shard kPresent{.id = 0, .epoch = 2};
  constexpr Shard kOther{.id = 1, .epoch = 1};
  EXPECT_EQ(result_of(write_of("order-1", 1), kFormer), WriteResult{Committed{}});
  EXPECT_EQ(result_of(write_of("order-1", 2), kPresent), WriteResult{Committed{}});
  reopen();
  const WriteResult fenced = result_of(write_of("order-1", 3), kFormer);
  ASSERT_TRUE(std::holds_alternative<Fenced>(fenced));
  EXPECT_TRUE(std::holds_alternative<Fenced>(result_of(write_of("order-2", 1), kFormer)));
  const auto removed = store().remove(kFormer, InstanceId{"order-1"});
  ASSERT_FALSE(removed.has_value());
  EXPECT_FALSE(removed.error().is_transient()) << "it would be tried for ever";
  EXPECT_THAT(removed.error().message, HasSubstr(std::get<Fenced>(fenced).reason));
  EXPECT_EQ(load("order-1").row.revision, Revision{2});
  EXPECT_EQ(result_of(write_of("order-3", 1), kOther), WriteResult{Committed{}});
  EXPECT_EQ(result_of(write_of("order-1", 3), kPresent), WriteResult{Committed{}});
}

TEST_P(StoreContract, FencesEachShardOfACommitOnItsOwn) {
  EXPECT_EQ(result_of(write_of("lost-1", 1), {.id = 1, .epoch = 5}), WriteResult{Committed{}});
  const auto in_shard = [](std::uint32_t shard, std::string_view id) {
    Write write = write_of(id, 1);
    write.shard = {.id = shard, .epoch = 4};
    return write;
  };
  Write refused = in_shard(3, "refused");
  refused.history_parts = {PartId{1}};  // makes the store start the commit again
  const auto results =
      results_of({in_shard(0, "mine"), in_shard(1, "lost-2"), in_shard(2, "mine too"), refused, in_shard(1, "lost-3")});
  EXPECT_EQ(results[0], WriteResult{Committed{}});
  EXPECT_TRUE(std::holds_alternative<Fenced>(results[1]));
  EXPECT_EQ(results[2], WriteResult{Committed{}});
  EXPECT_TRUE(std::holds_alternative<Refused>(results[3]));
  EXPECT_TRUE(std::holds_alternative<Fenced>(results[4]));
  reopen();
  for (const char* stored : {"mine", "mine too"}) EXPECT_TRUE(store().find(InstanceId{stored}).value()) << stored;
  for (const char* absent : {"lost-2", "lost-3"}) EXPECT_FALSE(store().find(InstanceId{absent}).value()) << absent;
  // The shards that it was the first to write in this epoch are fenced too from now on, also that of the refused write.
  for (const std::uint32_t shard : {0U, 2U, 3U}) {
    EXPECT_TRUE(std::holds_alternative<Fenced>(result_of(write_of("late", 1), {.id = shard, .epoch = 3}))) << shard;
  }
}

TEST_P(StoreContract, ReadsAnInstanceOfWhicheverShard) {
  EXPECT_EQ(result_of(write_of("theirs", 1), {.id = 7, .epoch = 1}), WriteResult{Committed{}});
  const auto stored = store().read(InstanceId{"theirs"});
  ASSERT_TRUE(stored && *stored);
  EXPECT_EQ((*stored)->head, write_of("theirs", 1).head);
  EXPECT_FALSE(store().read(InstanceId{"nobody"}).value());
}

TEST_P(StoreContract, KeepsTheShardsApart) {
  constexpr Shard kOther{.id = 7, .epoch = 1};
  Write mine = write_of("mine", 1);
  Write theirs = write_of("theirs", 1);
  for (Write* write : {&mine, &theirs}) {
    write->instance.has_pending = true;
    write->set_timers = {{TimerId{1}, at(10)}};
  }
  commit({mine});
  EXPECT_EQ(result_of(theirs, kOther), WriteResult{Committed{}});
  reopen();
  const auto loaded = store().load(kShard, InstanceId{"theirs"});
  ASSERT_FALSE(loaded.has_value()) << "it is there, but not this shard's";
  EXPECT_FALSE(loaded.error().is_transient());
  for (const std::uint64_t revision : {1U, 2U}) {
    EXPECT_TRUE(std::holds_alternative<Refused>(result_of(write_of("theirs", revision))));
  }
  EXPECT_EQ(store().remove(kShard, InstanceId{"theirs"}).value(), Removed::NotFound);
  EXPECT_THAT(store().with_pending(kShard, InstanceId{}, 10).value(), ElementsAre(InstanceId{"mine"}));
  EXPECT_THAT(store().with_pending(kOther, InstanceId{}, 10).value(), ElementsAre(InstanceId{"theirs"}));
  const auto timers = due_timers(at(10), 10, kOther);
  ASSERT_EQ(timers.size(), 1u);
  EXPECT_EQ(timers[0].instance, InstanceId{"theirs"});
  EXPECT_TRUE(store().find(InstanceId{"theirs"}).value().has_value());
}

TEST_P(StoreContract, RemovesOnlyWhatHasEndedAndIsDone) {
  const InstanceId id{"order-1"};
  Write first = write_of("order-1", 1);
  first.new_parts = {part(1, "one")};
  first.set_timers = {{TimerId{1}, at(10)}};
  commit({first});
  EXPECT_EQ(store().remove(kShard, InstanceId{"nobody"}).value(), Removed::NotFound);
  EXPECT_EQ(store().remove(kShard, id).value(), Removed::NotEnded);

  Write second = write_of("order-1", 2);
  second.instance.status = Status::Completed;
  second.instance.ended_at = at(20);
  second.instance.has_pending = true;
  commit({second});
  EXPECT_EQ(store().remove(kShard, id).value(), Removed::HasPending);

  Write third = write_of("order-1", 3);
  third.instance.status = Status::Completed;
  third.instance.ended_at = at(20);
  commit({third});
  EXPECT_EQ(store().remove(kShard, id).value(), Removed::Removed);
  reopen();
  EXPECT_EQ(store().find(id).value(), std::nullopt);
  EXPECT_THAT(store().history(id, Revision{}, 10).value(), IsEmpty());
  EXPECT_THAT(store().parts(id).value(), IsEmpty());
  EXPECT_EQ(store().next_timer(kShard, Timestamp::min()).value(), std::nullopt);

  commit({first});  // the id is free again, with nothing left of the one before
  EXPECT_EQ(load("order-1").next_part, 2u);
  EXPECT_EQ(revisions_kept("order-1"), (Numbers{1}));
}

}  // namespace
}  // namespace baton::testing
