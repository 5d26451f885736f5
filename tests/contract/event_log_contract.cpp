// The event log: what it keeps, in which order, how it is read, and what it drops.
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace baton::testing {
namespace {

using namespace store;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

EventRow event(std::string key, std::string type = "paid", Timestamp when = at(1000)) {
  std::string body = "body of " + key;
  return {.at = when, .key = std::move(key), .type = std::move(type), .body = std::move(body)};
}

std::vector<AppendResult> publish(Store& store, const std::vector<EventRow>& events) {
  auto answer = store.commit({.writes = {}, .published = events, .log = kShard});
  EXPECT_TRUE(answer.has_value()) << answer.error().message;
  return answer ? answer->published : std::vector<AppendResult>();
}

std::vector<std::string> keys_of(const EventRows& page) {
  std::vector<std::string> keys;
  for (const EventRow& row : page.rows) keys.push_back(row.key);
  return keys;
}

std::vector<std::string> keys_from(Store& store, std::uint64_t from) {
  return keys_of(store.events({.from = from, .limit = 1'000}).value());
}

AppendResult appended(std::uint64_t position, bool is_new = true) {
  return Appended{.position = position, .is_new = is_new};
}

TEST_P(StoreContract, AnEmptyEventLogHasNoPositions) {
  const EventRows page = store().events({}).value();
  EXPECT_THAT(page.rows, IsEmpty());
  EXPECT_EQ(page.first, 1U);
  EXPECT_EQ(page.last, 0U);
  EXPECT_EQ(page.next, 1U);
  EXPECT_EQ(store().commit({}).value().last_event, 0U);
}

TEST_P(StoreContract, KeepsPublishedEventsAsTheyAre) {
  EventRow first = event("k1");
  first.key = std::string("\0\xFF", 2);  // bytes, not text
  first.body = std::string("\0{", 2);
  EXPECT_THAT(publish(store(), {first, event("k2", "sent", at(2000))}), ElementsAre(appended(1), appended(2)));
  reopen();
  first.position = 1;
  const EventRows page = store().events({}).value();
  ASSERT_EQ(page.rows.size(), 2U);
  EXPECT_EQ(page.rows[0], first);
  EXPECT_EQ(page.rows[1].at, at(2000));
  EXPECT_EQ(page.last, 2U);
  EXPECT_EQ(page.next, 3U);
}

TEST_P(StoreContract, NumbersEventsInTheOrderOfTheirCommits) {
  Write first = write_of("order-1", 1);
  first.emitted = {event("a"), event("b")};
  Write second = write_of("order-2", 1);
  second.emitted = {event("c")};
  const std::vector published{event("d")};
  const std::vector writes{first, second};
  const auto answer = store().commit({.writes = writes, .published = published, .log = kShard}).value();
  EXPECT_EQ(answer.last_event, 4U);
  EXPECT_EQ(answer.appended, 4U);
  EXPECT_THAT(answer.published, ElementsAre(appended(4))) << "after those that the writes emit";
  reopen();
  EXPECT_THAT(publish(store(), {event("e")}), ElementsAre(appended(5)));
  EXPECT_THAT(keys_from(store(), 1), ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(keys_from(store(), 4), ElementsAre("d", "e"));
  EXPECT_THAT(keys_from(store(), 6), IsEmpty());
}

TEST_P(StoreContract, ACommitThatEmitsNothingSaysSo) {
  EXPECT_EQ(store().commit({.writes = std::vector{write_of("order-1", 1)}}).value().last_event, 0U);
  publish(store(), {event("a")});
  const auto again = store().commit({.writes = {}, .published = std::vector{event("a")}, .log = kShard}).value();
  EXPECT_EQ(again.last_event, 0U) << "it was there";
  EXPECT_EQ(again.appended, 0U);
}

TEST_P(StoreContract, AppendsAnEventOnce) {
  EXPECT_THAT(publish(store(), {event("a"), event("b"), event("a")}),
              ElementsAre(appended(1), appended(2), appended(1, false)));
  reopen();
  EventRow other_body = event("b");
  other_body.body = "another";
  EXPECT_THAT(publish(store(), {other_body, event("c")}), ElementsAre(appended(2, false), appended(3)));
  Write write = write_of("order-1", 1);
  write.emitted = {event("a"), event("d")};
  commit({write});
  EXPECT_THAT(keys_from(store(), 1), ElementsAre("a", "b", "c", "d")) << "without a gap";
  EXPECT_EQ(store().events({.from = 2, .limit = 1}).value().rows[0].body, "body of b");
}

TEST_P(StoreContract, AWriteThatIsNotAppliedEmitsNothing) {
  commit({write_of("order-1", 1)});
  Write stale = write_of("order-1", 5);
  stale.emitted = {event("stale")};
  Write good = write_of("order-2", 1);
  good.emitted = {event("good")};
  Write refused = write_of("order-3", 1);
  refused.emitted = {event("refused 1"), event("refused 2")};
  refused.history_parts = {PartId{1}};
  Write late = write_of("order-4", 1);
  late.emitted = {event("late")};
  const std::vector writes{stale, good, refused, late};
  const auto answer = store().commit({.writes = writes, .published = std::vector{event("p")}, .log = kShard}).value();
  EXPECT_EQ(answer.writes[0], WriteResult{Stale{}});
  EXPECT_TRUE(std::holds_alternative<Refused>(answer.writes[2]));
  EXPECT_THAT(answer.published, ElementsAre(appended(3)));
  EXPECT_EQ(answer.last_event, 3U);
  EXPECT_THAT(keys_from(store(), 1), ElementsAre("good", "late", "p"));
  EXPECT_THAT(publish(store(), {event("refused 1")}), ElementsAre(appended(4))) << "its key was not kept either";
}

TEST_P(StoreContract, RefusesAnEventWithoutAUsableKey) {
  const auto results = publish(store(), {event(""), event("a"), event(std::string(kMaxEventKey + 1, 'k'))});
  ASSERT_EQ(results.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<Refused>(results[0]));
  EXPECT_EQ(results[1], appended(1)) << "the others are kept";
  EXPECT_TRUE(std::holds_alternative<Refused>(results[2]));
  Write write = write_of("order-1", 1);
  write.emitted = {event("")};
  EXPECT_TRUE(std::holds_alternative<Refused>(result_of(write)));
}

TEST_P(StoreContract, AFormerOwnerOfTheLogAppendsNothing) {
  publish(store(), {event("a")});
  const auto late = store().commit({.writes = {}, .published = std::vector{event("b")}, .log = {.id = 0, .epoch = 0}});
  EXPECT_TRUE(std::holds_alternative<Fenced>(late.value().published.at(0)));
  EXPECT_FALSE(store().trim_events({.log = {.id = 0, .epoch = 0}, .now = at(1000), .keep = {.events = 0}}));
  EXPECT_THAT(keys_from(store(), 1), ElementsAre("a"));
}

TEST_P(StoreContract, ReadsEventsInPages) {
  std::vector<EventRow> many;
  for (int i = 1; i <= 25; ++i) many.push_back(event("k" + std::to_string(i), i % 10 == 0 ? "tenth" : "other"));
  publish(store(), many);
  const EventRows page = store().events({.from = 3, .limit = 2}).value();
  EXPECT_THAT(keys_of(page), ElementsAre("k3", "k4"));
  EXPECT_EQ(page.next, 5U);
  const EventRows tenths = store().events({.from = 1, .limit = 100, .type = "tenth"}).value();
  EXPECT_THAT(keys_of(tenths), ElementsAre("k10", "k20"));
  EXPECT_EQ(tenths.next, 26U) << "all were looked at";
  EXPECT_EQ(store().events({.from = 1, .limit = 1, .type = "tenth"}).value().next, 11U);
  const EventRows beyond = store().events({.from = 1'000, .limit = 5}).value();
  EXPECT_THAT(beyond.rows, IsEmpty());
  EXPECT_EQ(beyond.next, 1'000U);
  EXPECT_EQ(store().events({.from = 4, .limit = 0}).value().next, 4U);
}

TEST_P(StoreContract, APageOfEventsIsBounded) {
  std::vector<EventRow> many;
  for (std::size_t i = 0; i < kMaxEventsScanned; ++i) many.push_back(event("k" + std::to_string(i)));
  many.push_back(event("last", "rare"));
  publish(store(), many);
  const EventRows none = store().events({.from = 1, .limit = 10, .type = "rare"}).value();
  EXPECT_THAT(none.rows, IsEmpty());
  EXPECT_EQ(none.next, kMaxEventsScanned + 1);
  EXPECT_THAT(keys_of(store().events({.from = none.next, .limit = 10, .type = "rare"}).value()), ElementsAre("last"));

  EventRow large = event("large 1");
  large.body.assign(kMaxEventPageBytes, 'x');
  EventRow other = event("large 2");
  other.body = large.body;
  publish(store(), {large, other});
  const EventRows page = store().events({.from = kMaxEventsScanned + 2, .limit = 10}).value();
  EXPECT_THAT(keys_of(page), ElementsAre("large 1"));
  EXPECT_EQ(page.next, kMaxEventsScanned + 3);
}

TEST_P(StoreContract, DropsTheOldestEventsBeyondALimit) {
  std::vector<EventRow> events;
  for (int i = 1; i <= 6; ++i) events.push_back(event("k" + std::to_string(i), "t", at(1000 * i)));
  publish(store(), events);
  const auto trimmed = [&](const LogRetention& keep) {
    return store().trim_events({.log = kShard, .now = at(6000), .keep = keep}).value();
  };
  EXPECT_EQ(trimmed({}), (Trimmed{.dropped = 0, .first = 1, .is_done = true}));
  EXPECT_EQ(trimmed({.age = Duration{4'500}}), (Trimmed{.dropped = 1, .first = 2, .is_done = true}));
  EXPECT_EQ(trimmed({.events = 4}), (Trimmed{.dropped = 1, .first = 3, .is_done = true}));
  reopen();
  EXPECT_EQ(trimmed({.bytes = 3 * std::string("body of k1").size()}),
            (Trimmed{.dropped = 1, .first = 4, .is_done = true}));
  const EventRows page = store().events({}).value();
  EXPECT_THAT(keys_of(page), ElementsAre("k4", "k5", "k6"));
  EXPECT_EQ(page.first, 4U) << "so that a reader sees what it has missed";
  EXPECT_THAT(publish(store(), {event("k2")}), ElementsAre(appended(2, false))) << "its key is still known";
  EXPECT_THAT(publish(store(), {event("k7")}), ElementsAre(appended(7)));
}

TEST_P(StoreContract, AnEventLogThatIsDroppedWholeKeepsItsPlace) {
  publish(store(), {event("a"), event("b")});
  EXPECT_EQ(store().trim_events({.log = kShard, .now = at(1000), .keep = {.events = 0}}).value().dropped, 2U);
  reopen();
  const EventRows page = store().events({}).value();
  EXPECT_EQ(page.first, 3U);
  EXPECT_EQ(page.last, 2U);
  EXPECT_THAT(publish(store(), {event("c")}), ElementsAre(appended(3)));
  EXPECT_THAT(keys_from(store(), 1), ElementsAre("c"));
}

TEST_P(StoreContract, ForgetsTheKeysOfDroppedEventsAfterAWhile) {
  publish(store(), {event("a", "t", at(1000)), event("b", "t", at(2000)), event("c", "t", at(3000))});
  const auto trim = [&](Timestamp now, const LogRetention& keep) {
    EXPECT_TRUE(store().trim_events({.log = kShard, .now = now, .keep = keep}).value().is_done);
  };
  trim(at(3000), {.events = 1, .key_age = Duration{1'500}});
  EXPECT_THAT(publish(store(), {event("b", "t", at(3000))}), ElementsAre(appended(2, false)));
  EXPECT_THAT(publish(store(), {event("a", "t", at(3000))}), ElementsAre(appended(4))) << "it is a new event now";
  trim(at(3000), {.events = 1, .keys = 2});
  EXPECT_THAT(publish(store(), {event("c", "t", at(3000))}), ElementsAre(appended(3, false)));
  EXPECT_THAT(publish(store(), {event("b", "t", at(3000))}), ElementsAre(appended(5)));
  trim(at(100'000), {.keys = 0});
  EXPECT_THAT(publish(store(), {event("b")}), ElementsAre(appended(5, false))) << "as long as the event is there";
}

TEST_P(StoreContract, TrimsAtMostSoManyEventsAtOnce) {
  std::vector<EventRow> many;
  for (int i = 1; i <= 25; ++i) many.push_back(event("k" + std::to_string(i)));
  publish(store(), many);
  const Trim trim{.log = kShard, .now = at(1000), .keep = {.events = 3}, .limit = 10};
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 10, .first = 11, .is_done = false}));
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 10, .first = 21, .is_done = false}));
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 2, .first = 23, .is_done = true}));
  EXPECT_THAT(keys_from(store(), 1), ElementsAre("k23", "k24", "k25"));
}

}  // namespace
}  // namespace baton::testing
