// Timers, pending requests, listings and definitions.
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace baton::testing {
namespace {

using namespace store;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

auto timer_is(std::string_view instance, std::uint32_t timer, Timestamp due) {
  return ::testing::AllOf(::testing::Field(&DueTimer::instance, InstanceId{std::string(instance)}),
                          ::testing::Field(&DueTimer::timer, TimerId{timer}), ::testing::Field(&DueTimer::due, due));
}

TEST_P(StoreContract, GivesDueTimersEarliestFirst) {
  Write first = write_of("order-1", 1);
  first.set_timers = {{TimerId{1}, at(30)}, {TimerId{2}, at(10)}};
  Write second = write_of("order-2", 1);
  second.set_timers = {{TimerId{1}, at(20)}};
  commit({first, second});
  reopen();

  const auto ten = timer_is("order-1", 2, at(10));
  const auto twenty = timer_is("order-2", 1, at(20));
  const auto thirty = timer_is("order-1", 1, at(30));
  EXPECT_EQ(store().next_timer(kShard, at(9)).value(), at(10));
  EXPECT_EQ(store().next_timer(kShard, at(10)).value(), at(20));
  EXPECT_EQ(store().next_timer(kShard, at(30)).value(), std::nullopt);
  EXPECT_THAT(due_timers(at(9), 10), IsEmpty());
  EXPECT_THAT(due_timers(at(20), 10), ElementsAre(ten, twenty));
  EXPECT_THAT(due_timers(at(99), 2), ElementsAre(ten, twenty));
  EXPECT_THAT(due_timers(at(99), std::numeric_limits<std::size_t>::max()), ElementsAre(ten, twenty, thirty));
}

TEST_P(StoreContract, GivesEveryDueTimerOncePageByPageAlsoThoseDueAtTheSameTime) {
  std::vector<std::pair<std::string, std::uint32_t>> expected;
  for (const char* id : {"c", "a", "b"}) {
    Write write = write_of(id, 1);
    for (const std::uint32_t timer : {3u, 1u, 2u}) {
      write.set_timers.push_back({TimerId{timer}, at(10)});
      expected.emplace_back(id, timer);
    }
    commit({write});
  }
  Write later = write_of("later", 1);
  later.set_timers = {{TimerId{1}, at(-11)}, {TimerId{2}, at(11)}};
  commit({later});
  expected.emplace_back("later", 1);
  expected.emplace_back("later", 2);
  reopen();
  for (const std::size_t limit : {1u, 2u, 4u, 11u}) {
    std::vector<std::pair<std::string, std::uint32_t>> given;
    DueTimer last = before_timers_due_at(Timestamp::min());
    for (auto page = store().due_timers(kShard, last, at(99), limit).value(); !page.empty();
         page = store().due_timers(kShard, last, at(99), limit).value()) {
      ASSERT_LE(page.size(), limit);
      for (const DueTimer& timer : page) given.emplace_back(timer.instance.value, std::to_underlying(timer.timer));
      last = page.back();
      ASSERT_LE(given.size(), expected.size());
    }
    EXPECT_THAT(given, ::testing::UnorderedElementsAreArray(expected)) << limit;
  }
  const auto from_ten = store().due_timers(kShard, before_timers_due_at(at(10)), at(99), 99).value();
  EXPECT_EQ(from_ten.size(), expected.size() - 1);
}

TEST_P(StoreContract, FindsTheChildrenOfAnInstancePageByPage) {
  const auto child = [&](const std::string& id, const std::string& parent) {
    Write write = write_of(id, 1);
    write.instance.parent = InstanceId{parent};
    return write;
  };
  commit({child("run1-2-0", "order-1"), child("run1-1-0", "order-1"), child("run1-10-1", "order-1"),
          child("run1-3-0", "other"), child("named", "order-1"), child("order-1", "zz"), write_of("run1-4-0", 1)});
  reopen();
  for (const std::size_t limit : {1U, 2U, 3U, 4U}) {
    std::vector<std::string> ids;
    std::string cursor;
    do {
      const auto page = store().children(InstanceId{"order-1"}, cursor, limit).value();
      ASSERT_LE(page.rows.size(), limit);
      for (const InstanceRow& row : page.rows) ids.push_back(row.id.value);
      cursor = page.cursor;
    } while (!cursor.empty());
    EXPECT_THAT(ids, ElementsAre("named", "run1-1-0", "run1-10-1", "run1-2-0")) << limit;
  }
}

TEST_P(StoreContract, KeepsATimerUntilItIsClearedOrSetAnew) {
  Write first = write_of("order-1", 1);
  first.set_timers = {{TimerId{1}, at(10)}, {TimerId{2}, at(20)}};
  Write second = write_of("order-1", 2);
  second.cleared_timers = {TimerId{1}, TimerId{9}};
  second.set_timers = {{TimerId{2}, at(40)}};
  Write third = write_of("order-1", 3);
  third.cleared_timers = {TimerId{2}};
  third.set_timers = {{TimerId{2}, at(50)}};
  commit({first, second});
  EXPECT_EQ(store().next_timer(kShard, at(0)).value(), at(40));
  commit({third});
  reopen();
  EXPECT_THAT(due_timers(at(99), 10), ElementsAre(timer_is("order-1", 2, at(50))));
}

TEST_P(StoreContract, FindsInstancesWithPendingRequestsEndedOrNot) {
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    Write write = write_of(id, 1);
    write.instance.has_pending = true;
    if (*id == 'b') write.instance.status = Status::Cancelled;
    commit({write});
  }
  commit({write_of("f", 1), write_of("d", 2)});
  reopen();
  EXPECT_THAT(store().with_pending(kShard, InstanceId{}, 2).value(), ElementsAre(InstanceId{"a"}, InstanceId{"b"}));
  EXPECT_THAT(store().with_pending(kShard, InstanceId{"b"}, 9).value(), ElementsAre(InstanceId{"c"}, InstanceId{"e"}));
}

TEST_P(StoreContract, ListsNewestStartFirstThenById) {
  for (const auto& [id, started_at] : {std::pair{"b", 20}, {"c", 20}, {"a", 20}, {"old", -5}, {"new", 30}}) {
    Write write = write_of(id, 1);
    write.instance.started_at = at(started_at);
    commit({write});
  }
  reopen();
  for (const std::size_t limit : {1u, 2u, 3u, 5u, 100u}) {
    std::vector<std::string> ids;
    InstanceQuery query{.status = {}, .space = {}, .name = {}, .limit = limit, .cursor = {}};
    do {
      const InstancePage page = store().list(query).value();
      ASSERT_LE(page.rows.size(), limit);
      for (const InstanceRow& row : page.rows) ids.push_back(row.id.value);
      query.cursor = page.cursor;
      ASSERT_LE(ids.size(), 5u);
    } while (!query.cursor.empty());
    EXPECT_THAT(ids, ElementsAre("new", "a", "b", "c", "old")) << limit;
  }
}

TEST_P(StoreContract, ListsByStatusAndWorkflow) {
  Write waiting = write_of("waiting", 1);
  waiting.instance.status = Status::Waiting;
  Write invoice = write_of("invoice", 1);
  invoice.instance.definition.name = "invoice";
  Write elsewhere = write_of("elsewhere", 1);
  elsewhere.instance.definition.space = "other";
  commit({write_of("running", 1), waiting, invoice, elsewhere});

  const auto ids = [&](std::optional<Status> status, const std::string& space, const std::string& name) {
    std::vector<std::string> found;
    const InstanceQuery query{.status = status, .space = space, .name = name, .limit = 10, .cursor = {}};
    const auto rows = store().list(query).value().rows;
    for (const InstanceRow& row : rows) found.push_back(row.id.value);
    return found;
  };
  EXPECT_THAT(ids({}, "", ""), ElementsAre("elsewhere", "invoice", "running", "waiting"));
  EXPECT_THAT(ids(Status::Running, "", ""), ElementsAre("elsewhere", "invoice", "running"));
  EXPECT_THAT(ids({}, "test", ""), ElementsAre("invoice", "running", "waiting"));
  EXPECT_THAT(ids({}, "", "order"), ElementsAre("elsewhere", "running", "waiting"));
  EXPECT_THAT(ids(Status::Running, "test", "order"), ElementsAre("running"));
  EXPECT_THAT(ids(Status::Faulted, "", ""), IsEmpty());

  commit({write_of("waiting", 2)});
  EXPECT_THAT(ids(Status::Waiting, "", ""), IsEmpty());
}

TEST_P(StoreContract, SaysThatACursorIsNonsense) {
  for (const char* cursor : {"x", "~", "12~", "~a", "1x~a", "12~a b", "99999999999999999999~a", "12"}) {
    const auto page = store().list({.status = {}, .space = {}, .name = {}, .limit = 10, .cursor = cursor});
    ASSERT_FALSE(page.has_value()) << cursor;
    EXPECT_EQ(page.error().kind, StoreError::Kind::Invalid) << cursor;
  }
}

TEST_P(StoreContract, KeepsADefinitionUnderItsDigest) {
  const DefinitionRow first = definition("order", "1.0.0", "d1");
  ASSERT_TRUE(store().put_definition(first).has_value());
  DefinitionRow again = first;
  again.stored_at = at(99);
  ASSERT_TRUE(store().put_definition(again).has_value());
  reopen();
  EXPECT_EQ(store().find_definition(Digest{"d1"}).value(), first);
  EXPECT_EQ(store().find_definition(Digest{"d2"}).value(), std::nullopt);
  EXPECT_EQ(store().find_deployed(first.name).value(), std::nullopt);
  EXPECT_THAT(store().list_deployed().value(), IsEmpty());
}

TEST_P(StoreContract, ClaimsADeployedVersionForOneContent) {
  const DefinitionRow first = definition("order", "1.0.0", "d1");
  ASSERT_TRUE(store().put_definition(first).has_value());
  EXPECT_EQ(store().deploy(first).value(), Deployed::New);
  EXPECT_EQ(store().deploy(first).value(), Deployed::Same);
  EXPECT_EQ(store().deploy(definition("order", "1.0.0", "d2")).value(), Deployed::Conflict);
  reopen();
  EXPECT_EQ(store().find_deployed(first.name).value(), first);
  EXPECT_EQ(store().find_definition(Digest{"d2"}).value(), std::nullopt);
}

TEST_P(StoreContract, DeploysAllOrNone) {
  using enum Deployed;
  const DefinitionRow first = definition("order", "1.0.0", "d1");
  ASSERT_EQ(store().deploy(first).value(), New);

  const DefinitionRow next = definition("invoice", "1.0.0", "i1");
  const DefinitionRow other = definition("order", "1.0.0", "d2");
  EXPECT_EQ(store().deploy_all(std::vector{first, next, other}).value(), (std::vector{Same, New, Conflict}));
  const DefinitionRow rival = definition("invoice", "1.0.0", "i2");
  EXPECT_EQ(store().deploy_all(std::vector{next, next, rival}).value(), (std::vector{New, Same, Conflict}));
  reopen();
  EXPECT_EQ(store().list_deployed().value().size(), 1U);
  for (const char* digest : {"d2", "i1", "i2"}) {
    EXPECT_EQ(store().find_definition(Digest{digest}).value(), std::nullopt) << digest;
  }

  const DefinitionRow later = definition("order", "2.0.0", "d2");
  EXPECT_EQ(store().deploy_all(std::vector{next, first, later}).value(), (std::vector{New, Same, New}));
  EXPECT_EQ(store().deploy_all({}).value(), std::vector<Deployed>());
  reopen();
  EXPECT_EQ(store().find_deployed(next.name).value(), next);
  EXPECT_EQ(store().find_deployed(later.name).value(), later);
  EXPECT_EQ(store().list_deployed().value().size(), 3U);
}

// An instance of that definition, at its first revision.
Write instance_of(const DefinitionRow& definition, std::string_view id, Status status) {
  Write write = write_of(id, 1);
  write.instance.definition = definition.name;
  write.instance.digest = definition.digest;
  write.instance.status = status;
  return write;
}

TEST_P(StoreContract, TakesAClaimBackAndKeepsTheDefinition) {
  const DefinitionRow first = definition("order", "1.0.0", "d1");
  const DefinitionRow next = definition("order", "2.0.0", "d2");
  ASSERT_EQ(store().deploy_all(std::vector{first, next}).value(), (std::vector{Deployed::New, Deployed::New}));
  EXPECT_EQ(store().undeploy({"test", "order", "3.0.0"}).value(), Undeployed::NotFound);
  EXPECT_EQ(store().undeploy({"test", "order", ""}).value(), Undeployed::NotFound);
  EXPECT_EQ(store().undeploy(next.name).value(), Undeployed::Undeployed);
  EXPECT_EQ(store().undeploy(next.name).value(), Undeployed::NotFound);
  reopen();
  EXPECT_EQ(store().find_deployed(next.name).value(), std::nullopt);
  EXPECT_EQ(store().find_deployed({"test", "order", ""}).value(), first) << "the newest is another one now";
  EXPECT_EQ(store().list_deployed().value().size(), 1U);
  EXPECT_EQ(store().find_definition(Digest{"d2"}).value(), next);
}

TEST_P(StoreContract, GivesAClaimThatWasTakenBackToOtherContent) {
  const DefinitionRow first = definition("order", "1.0.0", "d1");
  const DefinitionRow other = definition("order", "1.0.0", "d2");
  ASSERT_EQ(store().deploy(first).value(), Deployed::New);
  ASSERT_EQ(store().undeploy(first.name).value(), Undeployed::Undeployed);
  EXPECT_EQ(store().deploy(other).value(), Deployed::New);
  reopen();
  EXPECT_EQ(store().find_deployed(first.name).value(), other);
  EXPECT_EQ(store().deploy(first).value(), Deployed::Conflict);
}

TEST_P(StoreContract, KeepsAClaimWhileAnInstanceOfItHasNotEnded) {
  const DefinitionRow order = definition("order", "1.0.0", "d1");
  const DefinitionRow other = definition("invoice", "1.0.0", "i1");
  ASSERT_EQ(store().deploy_all(std::vector{order, other}).value(), (std::vector{Deployed::New, Deployed::New}));
  const Status all[] = {Status::Pending,   Status::Running, Status::Waiting,  Status::Suspended,
                        Status::Cancelled, Status::Faulted, Status::Completed};
  for (const Status status : all) {
    const DefinitionRow mine = definition("of " + std::string(status_name(status)), "1.0.0", status_name(status));
    ASSERT_EQ(store().deploy(mine).value(), Deployed::New);
    commit({instance_of(mine, status_name(status), status)});
    reopen();
    EXPECT_EQ(store().undeploy(mine.name).value(), has_ended(status) ? Undeployed::Undeployed : Undeployed::InUse)
        << status_name(status);
    EXPECT_EQ(store().find_deployed(mine.name).value() == mine, !has_ended(status)) << status_name(status);
  }
  commit({instance_of(order, "order-1", Status::Running)});
  EXPECT_EQ(store().undeploy(other.name).value(), Undeployed::Undeployed) << "the instances of others do not count";
  Write end = write_of("order-1", 2);
  end.instance.status = Status::Completed;
  commit({end});
  EXPECT_EQ(store().undeploy(order.name).value(), Undeployed::Undeployed);
}

TEST_P(StoreContract, FindsTheLatestReleaseOrElseTheLatestPreRelease) {
  for (const char* version : {"1.0.0-rc.1", "1.0.0-rc.11", "1.0.0-rc.2"}) {
    ASSERT_EQ(store().deploy(definition("order", version, version)).value(), Deployed::New);
  }
  ASSERT_EQ(store().deploy(definition("invoice", "7.0.0", "i7")).value(), Deployed::New);
  reopen();
  const auto latest = [&](const char* asked) {
    return store().find_deployed({"test", "order", asked}).value().value().name.version;
  };
  EXPECT_EQ(latest(""), "1.0.0-rc.11");
  EXPECT_EQ(latest("latest"), "1.0.0-rc.11");
  for (const char* version : {"0.9.0", "0.10.0", "0.2.0", "2.0.0-alpha"}) {
    ASSERT_EQ(store().deploy(definition("order", version, version)).value(), Deployed::New);
  }
  EXPECT_EQ(latest(""), "0.10.0");
  EXPECT_EQ(latest("latest"), "0.10.0");
  EXPECT_EQ(latest("2.0.0-alpha"), "2.0.0-alpha");
  EXPECT_EQ(latest("0.9.0"), "0.9.0");
  EXPECT_EQ(store().find_deployed({"test", "nothing", ""}).value(), std::nullopt);
  EXPECT_EQ(store().find_deployed({"other", "order", ""}).value(), std::nullopt);
}

TEST_P(StoreContract, ListsWhatIsDeployedWithoutDocuments) {
  for (const char* version : {"0.10.0", "0.9.0"}) {
    ASSERT_EQ(store().deploy(definition("order", version, version)).value(), Deployed::New);
  }
  ASSERT_EQ(store().deploy(definition("invoice", "1.0.0", "i1")).value(), Deployed::New);
  reopen();
  std::vector<std::string> names;
  const auto rows = store().list_deployed().value();
  for (const DefinitionRow& row : rows) {
    names.push_back(row.name.name + " " + row.name.version + " " + row.digest.hex);
    EXPECT_EQ(row.document, "");
    EXPECT_EQ(row.stored_at, at(5));
  }
  EXPECT_THAT(names, ElementsAre("invoice 1.0.0 i1", "order 0.9.0 0.9.0", "order 0.10.0 0.10.0"));
}

}  // namespace
}  // namespace baton::testing
