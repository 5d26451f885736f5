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

EventRow found(std::string key, std::vector<FoundBy> by) {
  EventRow row = event(std::move(key));
  row.found_by = std::move(by);
  return row;
}

Write listening(const std::string& instance, std::vector<ListenerRow> listeners) {
  Write write = write_of(instance, 1);
  write.set_listeners = std::move(listeners);
  return write;
}

ListenerRow listener(std::uint32_t id, const FoundBy& by, std::uint64_t position) {
  return {.id = ListenerId{id}, .pattern = by.pattern, .correlation = by.correlation, .position = position, .body = {}};
}

std::vector<std::string> names_of(const ListenerPage& page) {
  std::vector<std::string> names;
  for (const InstanceId& id : page.instances) names.push_back(id.value);
  return names;
}

const FoundBy kPaid{.pattern = "paid", .correlation = "4711"};
const FoundBy kOther{.pattern = "paid", .correlation = "4712"};
const FoundBy kAny{.pattern = "any", .correlation = ""};

TEST_P(StoreContract, FindsTheListenersThatWaitForAnEvent) {
  commit({listening("order-1", {listener(1, kPaid, 0)})});
  commit({listening("order-2", {listener(1, kOther, 0), listener(2, kAny, 2)})});
  commit({listening("order-3", {listener(1, kAny, 0)})});
  publish(store(), {event("nobody's"), found("a", {kPaid, kAny}), found("b", {kAny})});
  reopen();
  const ListenerPage all = store().waiting_listeners(kShard, listeners_after(0), 100).value();
  EXPECT_THAT(names_of(all), ElementsAre("order-3", "order-1", "order-2", "order-3"));
  EXPECT_TRUE(all.is_done);
  EXPECT_EQ(all.last, 3U);
  EXPECT_EQ(all.next, listeners_after(3));
  EXPECT_THAT(names_of(store().waiting_listeners(kShard, listeners_after(2), 100).value()),
              ElementsAre("order-2", "order-3"));
  publish(store(), {found("c", {kOther})});
  EXPECT_THAT(names_of(store().waiting_listeners(kShard, all.next, 100).value()), ElementsAre("order-2"));
  EXPECT_THAT(names_of(store().waiting_listeners({.id = 1, .epoch = 1}, listeners_after(0), 100).value()), IsEmpty())
      << "they are in another shard";
}

TEST_P(StoreContract, AListenerThatMovedOrClosedDoesNotWaitAnyMore) {
  commit({listening("order-1", {listener(1, kPaid, 0)})});
  commit({listening("order-2", {listener(1, kPaid, 0), listener(2, kPaid, 0)})});
  publish(store(), {found("a", {kPaid})});
  Write moved = write_of("order-1", 2);
  moved.set_listeners = {listener(1, kPaid, 1)};
  Write closed = write_of("order-2", 2);
  closed.closed_listeners = {ListenerId{1}, ListenerId{2}};
  commit({moved, closed});
  EXPECT_THAT(names_of(store().waiting_listeners(kShard, listeners_after(0), 100).value()), IsEmpty());
  publish(store(), {found("b", {kPaid})});
  EXPECT_THAT(names_of(store().waiting_listeners(kShard, listeners_after(0), 100).value()), ElementsAre("order-1"));
}

TEST_P(StoreContract, FindsListenersInPages) {
  std::vector<std::string> expected;
  for (int i = 10; i < 35; ++i) {
    commit({listening("order-" + std::to_string(i), {listener(1, i % 2 == 0 ? kPaid : kAny, 0)})});
  }
  publish(store(), {found("a", {kPaid, kAny}), found("b", {kPaid})});
  ListenerPlace place = listeners_after(0);
  std::vector<std::string> names;
  for (bool is_done = false; !is_done;) {
    const ListenerPage page = store().waiting_listeners(kShard, place, 4).value();
    EXPECT_LE(page.instances.size(), 4U);
    for (const InstanceId& id : page.instances) names.push_back(id.value);
    is_done = page.is_done;
    place = page.next;
    ASSERT_LT(names.size(), 100U);
  }
  EXPECT_EQ(names.size(), 12U + 13U + 13U);
}

TEST_P(StoreContract, FindsWhatListenersWaitFor) {
  publish(store(), {found("a", {kPaid}), found("b", {kPaid, kAny}), found("c", {kOther}), found("d", {kPaid})});
  reopen();
  const std::vector<WantedEvents> wanted{{.by = kPaid, .after = 1}, {.by = kAny, .after = 0}, {.by = kAny, .after = 2}};
  const auto all = store().wanted_events(wanted, 10).value();
  ASSERT_EQ(all.size(), 3U);
  ASSERT_EQ(all[0].rows.size(), 2U);
  EXPECT_EQ(all[0].rows[0].key, "b");
  EXPECT_EQ(all[0].rows[0].position, 2U);
  EXPECT_EQ(all[0].rows[0].body, "body of b");
  EXPECT_EQ(all[0].rows[1].key, "d");
  EXPECT_FALSE(all[0].has_more);
  EXPECT_EQ(all[1].rows.size(), 1U);
  EXPECT_EQ(all[2].rows.size(), 0U);
  EXPECT_FALSE(all[2].has_more);
  const auto first = store().wanted_events(wanted, 1).value();
  ASSERT_EQ(first[0].rows.size(), 1U);
  EXPECT_EQ(first[0].rows[0].position, 2U);
  EXPECT_TRUE(first[0].has_more);
}

TEST_P(StoreContract, ALookAtWhatIsWaitedForIsBounded) {
  EventRow large = found("large 1", {kPaid, kAny});
  large.body.assign(kMaxEventPageBytes, 'x');
  publish(store(), {large, found("2", {kPaid, kAny}), found("3", {kAny})});
  const std::vector<WantedEvents> wanted{{.by = kPaid, .after = 0}, {.by = kAny, .after = 1}};
  const auto all = store().wanted_events(wanted, 10).value();
  EXPECT_EQ(all[0].rows.size(), 1U);
  EXPECT_TRUE(all[0].has_more);
  EXPECT_EQ(all[1].rows.size(), 1U) << "each gets one, so that all move";
  EXPECT_TRUE(all[1].has_more);
}

TEST_P(StoreContract, KeepsAnEventForWhichAListenerWaits) {
  commit({listening("order-1", {listener(1, kPaid, 0)})});
  publish(store(), {event("nobody's"), found("a", {kAny, kPaid}), found("b", {kOther}), event("c")});
  const Trim trim{.log = kShard, .now = at(1000), .keep = {.events = 1}};
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 1, .first = 2}));
  reopen();
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 0, .first = 2}));
  Write moved = write_of("order-1", 2);
  moved.set_listeners = {listener(1, kPaid, 2)};
  commit({moved});
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 2, .first = 4}));
}

TEST_P(StoreContract, NamesWhoIsTooLateForEventsThatAreHeldNoLonger) {
  for (const char* id : {"order-1", "order-2"}) commit({listening(id, {listener(1, kPaid, 0)})});
  commit({listening("order-3", {listener(1, kAny, 0)})});
  publish(store(), {event("nobody's"), found("a", {kPaid}), found("b", {kAny}), event("c"), event("d"), event("e")});
  Trim trim{.log = kShard, .now = at(1000), .keep = {.events = 2, .held_events = 5}};
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 1, .first = 2})) << "so many are held";
  publish(store(), {event("f")});
  const Trimmed late{
      .dropped = 0, .first = 2, .late = {InstanceId{"order-1"}, InstanceId{"order-2"}}, .late_through = 5};
  EXPECT_EQ(store().trim_events(trim).value(), late);
  reopen();
  EXPECT_EQ(store().trim_events(trim).value(), late) << "until they have moved";
  trim.hold_nothing = {InstanceId{"order-2"}};
  EXPECT_EQ(store().trim_events(trim).value().late, std::vector{InstanceId{"order-1"}});
  trim.hold_nothing.push_back(InstanceId{"order-1"});
  EXPECT_EQ(store().trim_events(trim).value(), (Trimmed{.dropped = 1, .first = 3})) << "for the third it is held";
}

TEST_P(StoreContract, EventsAreHeldAsLongAsTheLimitsThatHoldForAll) {
  commit({listening("order-1", {listener(1, kPaid, 0)})});
  publish(store(), {found("a", {kPaid}), event("b"), event("c")});
  const auto trimmed = [&](const LogRetention& keep) {
    return store().trim_events({.log = kShard, .now = at(10'000), .keep = keep}).value();
  };
  EXPECT_EQ(trimmed({.events = 3, .held_events = 1}), (Trimmed{})) << "whichever is later";
  EXPECT_EQ(trimmed({.age = Duration{100}, .held_age = Duration{20'000}}), (Trimmed{}));
  EXPECT_EQ(trimmed({.age = Duration{100}, .held_age = Duration{200}}).late_through, 3U);
  EXPECT_EQ(trimmed({.bytes = 1, .held_bytes = 2}).late.size(), 1U);
}

TEST_P(StoreContract, WhatFindsAnEventIsDroppedWithIt) {
  commit({listening("order-1", {listener(1, kPaid, 1)})});
  publish(store(), {found("a", {kPaid}), found("b", {kPaid})});
  EXPECT_EQ(store().trim_events({.log = kShard, .now = at(1000), .keep = {.events = 1}}).value().dropped, 1U);
  const std::vector<WantedEvents> wanted{{.by = kPaid, .after = 0}};
  EXPECT_EQ(store().wanted_events(wanted, 10).value()[0].rows.size(), 1U);
  EXPECT_EQ(store().waiting_listeners(kShard, listeners_after(0), 100).value().instances.size(), 1U);
}

TEST_P(StoreContract, ARefusedWriteLeavesNothingThatFindsItsEvents) {
  commit({listening("order-1", {listener(1, kPaid, 0)})});
  Write refused = write_of("order-3", 1);
  refused.emitted = {found("refused", {kPaid})};
  refused.history_parts = {PartId{1}};
  const std::vector writes{refused};
  const auto answer =
      store().commit({.writes = writes, .published = std::vector{found("good", {kOther})}, .log = kShard}).value();
  EXPECT_TRUE(std::holds_alternative<Refused>(answer.writes[0]));
  EXPECT_THAT(names_of(store().waiting_listeners(kShard, listeners_after(0), 100).value()), IsEmpty());
}

TEST_P(StoreContract, ListsAllDefinitionsInPages) {
  for (const char* digest : {"b", "a", "c"}) {
    const DefinitionRow row{
        .name = {"shop", digest, "1.0.0"}, .digest = Digest{digest}, .document = "{}", .stored_at = at(1)};
    ASSERT_TRUE(store().put_definition(row));
  }
  const auto first = store().definitions(Digest{}, 2).value();
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].digest.hex, "a");
  EXPECT_EQ(first[1].document, "{}");
  const auto rest = store().definitions(first.back().digest, 2).value();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].name, (DefinitionName{"shop", "c", "1.0.0"}));
}

}  // namespace
}  // namespace baton::testing
