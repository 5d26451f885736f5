// What is stored is refused, in words that say where, if a single member of it is not as it must be.
#include "runtime/codec/codec.hpp"

#include "core/limits.hpp"
#include "dsl/dsl.hpp"
#include "runtime/limits.hpp"
#include "runtime/programs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

using testing::HasSubstr;

std::vector<std::string> steps_of(const std::string& path) {
  std::vector<std::string> steps{""};
  for (const char c : path) {
    if (c == '.') {
      steps.emplace_back();
    } else {
      steps.back() += c;
    }
  }
  return steps;
}

using Steps = std::vector<std::string>;

// The tree with another value at "state.1.frames.1.phase"; without one, what stands there is left out.
Value edited(const Value& tree, Steps::const_iterator step, Steps::const_iterator end,
             const std::optional<Value>& value) {
  if (step == end) return *value;
  const bool is_last = std::next(step) == end;
  if (tree.is_array()) {
    std::vector<Value> items(tree.items().begin(), tree.items().end());
    const auto at = static_cast<std::size_t>(std::stoul(*step));
    if (is_last && !value) {
      items.erase(items.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      items.at(at) = edited(items.at(at), std::next(step), end, value);
    }
    return Value::array(std::move(items));
  }
  std::vector<Member> members;
  bool is_found = false;
  for (const Member& member : tree.members()) {
    if (member.key.as_string() != *step) {
      members.push_back(member);
      continue;
    }
    is_found = true;
    if (!is_last || value) members.emplace_back(*step, edited(member.value, std::next(step), end, value));
  }
  if (!is_found && is_last && value) members.emplace_back(*step, *value);
  EXPECT_TRUE(is_found || (is_last && value)) << *step;
  return Value::object(std::move(members));
}

std::string edited(const std::string& text, const std::string& path, const std::optional<Value>& value) {
  const Steps steps = steps_of(path);
  return to_json(edited(parse_json(text).value(), steps.begin(), steps.end(), value));
}

Value number(std::int64_t value) {
  return Value::number(value);
}

// A workflow that was run so far, and what is stored of it.
class Story {
 public:
  explicit Story(const std::string& tasks)
      : program_(
            dsl::compile("document: { dsl: '1.0.3', namespace: test, name: story, version: '1.0.0' }\ndo:\n" + tasks)
                .value()
                .program),
        instance_(core::new_instance(InstanceId{"x"}, *program_)) {
    take(core::Start{.run_id = "run", .input = {}, .parent = {}});
  }

  Story& take(core::EventBody event) {
    const core::Decision decision =
        core::handle(*program_, instance_, {.at = Timestamp{Duration{++now_}}, .seed = 0, .body = std::move(event)});
    const Write write = encode(decision, parts_);
    if (instance_.revision.value == 0) stored.row = write.instance;
    stored.row.status = write.instance.status;
    stored.row.revision = write.instance.revision;
    stored.row.ended_at = write.instance.ended_at;
    stored.row.has_pending = write.instance.has_pending;
    stored.head = write.head;
    for (const PartRow& part : write.new_parts) {
      stored.parts.push_back(part);
      stored.next_part = std::to_underlying(part.id) + 1;
    }
    record = write.records.front();
    instance_ = decision.next;
    return *this;
  }
  Story& fails(std::size_t pending) {
    return take(core::Answer{.key = instance_.pending.at(pending).key,
                             .outcome = core::Failed{make_problem(ProblemKind::Communication, 503, "busy")}});
  }
  Story& succeeds(std::size_t pending) {
    return take(core::Answer{.key = instance_.pending.at(pending).key, .outcome = core::Succeeded{}});
  }

  // Why it is refused with this member of its head changed; with none, that member is left out.
  [[nodiscard]] std::string refused(const std::string& path, const std::optional<Value>& value = std::nullopt) const {
    StoredInstance damaged = stored;
    damaged.head = edited(stored.head, path, value);
    return refused(damaged);
  }
  [[nodiscard]] std::string refused(const StoredInstance& damaged) const {
    const auto loaded = decode(*program_, damaged);
    if (loaded) return "";
    EXPECT_EQ(loaded.error().kind, StoreError::Kind::Corrupt);
    return loaded.error().message;
  }
  [[nodiscard]] StoreResult<Loaded> loaded(std::string head) const {
    StoredInstance changed = stored;
    changed.head = std::move(head);
    return decode(*program_, changed);
  }
  // Likewise, of its latest history record.
  [[nodiscard]] std::string record_refused(const std::string& path,
                                           const std::optional<Value>& value = std::nullopt) const {
    const auto read =
        RecordReader(stored.parts)
            .read({.revision = record.revision, .at = record.at, .body = edited(record.body, path, value)});
    return read ? "" : read.error().message;
  }

  StoredInstance stored = {};
  HistoryRow record = {};

 private:
  ProgramPtr program_;
  core::Instance instance_;
  Parts parts_;
  std::int64_t now_ = 0;
};

const std::string kCall = "  - a: { call: op.a }\n";
const std::string kFork =
    "  - both:\n"
    "      fork:\n"
    "        branches:\n"
    "          - slow: { call: op.slow }\n"
    "          - bad: { call: op.bad }\n";
const std::string kUndone =
    "  - a: { call: op.a, metadata: { compensate: [ { undo: { call: op.undo } } ] } }\n"
    "  - b: { call: op.b }\n";

TEST(Stored, IsReadWhereNothingIsWrong) {
  EXPECT_EQ(Story(kCall).refused(Story(kCall).stored), "");
  EXPECT_EQ(Story(kCall).record_refused("revision", number(1)), "");
}

TEST(Stored, IsReadWhileAWorkflowUndoesBecauseItsOwnOutputFailed) {
  Story story(kUndone + "output: { as: '${ error }' }\n");
  story.succeeds(0).succeeds(0);
  EXPECT_EQ(story.stored.row.status, Status::Running) << "op.undo is called";
  EXPECT_EQ(story.refused(story.stored), "");
}

TEST(Stored, HasNoUnknownMembers) {
  const Story story(kCall);
  EXPECT_THAT(story.refused("surprise", number(1)), HasSubstr("the member 'surprise' is unknown"));
  EXPECT_THAT(story.refused("state.1.frames.1.surprise", number(1)),
              HasSubstr("state.frames[1]: the member 'surprise' is unknown"));
  EXPECT_THAT(story.refused("status", number(1)), HasSubstr("the member 'status' is unknown"));  // of format 1 alone
  EXPECT_THAT(story.record_refused("event.surprise", number(1)), HasSubstr("event: the member 'surprise' is unknown"));
}

TEST(Stored, HasTheMembersThatARecordNeverLeavesOut) {
  const Story story(kCall);
  for (const std::string member : {"run_id", "updated_at", "state"}) {
    EXPECT_THAT(story.refused(member), HasSubstr("the member '" + member + "' is missing"));
  }
  EXPECT_THAT(story.refused("pending.0.key"), HasSubstr("pending[0]: the member 'key' is missing"));
  EXPECT_THAT(story.refused("state.1.frames.1.id"), HasSubstr("the member 'id' is missing"));
  EXPECT_THAT(story.record_refused("event.at"), HasSubstr("event: the member 'at' is missing"));
  EXPECT_THAT(story.record_refused("engine"), HasSubstr("version is missing"));
}

TEST(Stored, NamesWhoAskedInTheRecord) {
  const Story story(kCall);
  EXPECT_EQ(story.record_refused("event.caller", Value::string(std::string(core::kMaxCallerBytes, 'a'))), "");
  EXPECT_THAT(story.record_refused("event.caller", Value::string(std::string(core::kMaxCallerBytes + 1, 'a'))),
              HasSubstr("the name of a caller is too long"));
  EXPECT_THAT(story.refused("caller", Value::string("alice")), HasSubstr("the member 'caller' is unknown"));
}

TEST(Stored, HasNoNumberWithoutAMeaning) {
  const Story story(kCall);
  EXPECT_THAT(story.refused("state.1.frames.1.phase", number(3)),
              HasSubstr("phase: there is nothing with the number 3"));
  EXPECT_THAT(story.refused("state.1.frames.1.state.0", number(10)),
              HasSubstr("state: there is nothing with the number 10"));
  EXPECT_THAT(story.refused("pending.0.request.0", number(-1)),
              HasSubstr("request: there is nothing with the number -1"));
  EXPECT_THAT(story.record_refused("event.body.0", number(12)), HasSubstr("there is nothing with the number 12"));
  EXPECT_THAT(story.record_refused("changes.1.kind", number(25)),
              HasSubstr("changes[1].kind: there is nothing with the number 25"));
  EXPECT_THAT(story.record_refused("changes.1.kind", number(256)), HasSubstr("outside the range"));
}

TEST(Stored, HasNoCallsOfAnUnknownKind) {
  EXPECT_EQ(Story(kCall).refused("pending.0.request.1.kind", number(1)), "");
  EXPECT_THAT(Story(kCall).refused("pending.0.request.1.kind", number(99)), HasSubstr("the number 99"));
}

TEST(Stored, HasNoTimesThatCannotBeTold) {
  const Story story(kCall);
  for (const std::int64_t extreme : {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(),
                                     kLatestTime.time_since_epoch().count() + 1}) {
    EXPECT_THAT(story.refused("updated_at", number(extreme)), HasSubstr("updated_at: is not a time"));
    EXPECT_THAT(story.refused("state.1.frames.0.started_at", number(extreme)), HasSubstr("is not a time"));
    EXPECT_THAT(story.record_refused("event.at", number(extreme)), HasSubstr("is not a time"));
  }
  EXPECT_THAT(story.refused("updated_at", number(kLatestTime.time_since_epoch().count())),
              HasSubstr("too far in the future"));
}

TEST(Stored, HasCountersThatCanGrow) {
  const Story story(kCall);
  EXPECT_THAT(story.refused("state.1.next_frame", number(2)), HasSubstr("next_frame is the number of a frame"));
  EXPECT_THAT(story.refused("state.1.next_frame", number(std::numeric_limits<std::uint32_t>::max())),
              HasSubstr("out of range"));
  EXPECT_THAT(story.refused("state.1.next_timer", number(0)), HasSubstr("out of range"));
  EXPECT_THAT(story.refused("state.1.frames.1.state.1.attempt", number(0)), HasSubstr("attempt"));
}

TEST(Stored, RunsHaveTheirFrames) {
  const Story story(kCall);
  EXPECT_THAT(story.refused("state.1.frames"), HasSubstr("the workflow's own frame is missing"));
  EXPECT_THAT(story.refused("state.1.frames.0"), HasSubstr("the workflow's own frame is missing"));
  EXPECT_THAT(story.refused("state.1.frames.1"), HasSubstr("not exactly one task runs inside it"));
  const Story deeper("  - a: { do: [ { b: { call: op.b } } ] }\n");
  EXPECT_THAT(deeper.refused("state.1.frames.2.id", number(0)), HasSubstr("not in the order of their numbers"));
  EXPECT_THAT(deeper.refused("state.1.frames.1.parent", number(0)), HasSubstr("frame 2 has no parent"));
  EXPECT_THAT(story.refused("state.1.frames.1.task", number(99)),
              HasSubstr("a task that the definition does not have"));
  EXPECT_THAT(story.refused("state.1.frames.1.parent", number(2)), HasSubstr("not younger than its parent"));
  EXPECT_THAT(story.refused("state.1.frames.0.state.1.position", number(7)), HasSubstr("outside the list of tasks"));
  EXPECT_THAT(story.refused("state.1.frames.1.state", Value::array({number(1), Value::object({})})),
              HasSubstr("not that of such a task"));
}

TEST(Stored, WaitsForWhatIsThere) {
  const Story story(kCall);
  EXPECT_THAT(story.refused("pending.0.key", Value::string("run/1/9")), HasSubstr("no task waits for its answer"));
  EXPECT_THAT(story.refused("pending.0.key", Value::string("other/1/0")),
              HasSubstr("not a key that this instance has made"));
  EXPECT_THAT(story.refused("pending"), HasSubstr("differ in whether requests wait"));
  EXPECT_THAT(story.refused("state.1.frames.1.state.1.key"), HasSubstr("waits neither for an answer"));
  const Story waits("  - pause: { wait: { seconds: 5 } }\n");
  EXPECT_THAT(waits.refused("state.1.timers"), HasSubstr("waits for a timer that is missing"));
  EXPECT_THAT(waits.refused("state.1.timers.0.frame", number(9)), HasSubstr("timer 1 has no frame"));
  EXPECT_THAT(waits.refused("state.1.timers.0.purpose", number(4)), HasSubstr("does not fit what frame 2 does"));
}

TEST(Stored, UnwindsForAReason) {
  Story story(kFork);
  story.fails(1);  // slow is awaited
  EXPECT_THAT(story.refused("state.1.frames.1.unwinding.problem"), HasSubstr("a problem that is missing"));
  EXPECT_THAT(story.refused("state.1.frames.1.unwinding"), HasSubstr("ends without it"));
  EXPECT_THAT(story.refused("state.1.frames.1.unwinding.next", number(6)),
              HasSubstr("there is nothing with the number 6"));
  EXPECT_THAT(story.refused("state.1.frames.1.unwinding.next", number(2)), HasSubstr("it is not a try"));
  EXPECT_THAT(story.refused("state.1.frames.1.unwinding.undoing", number(99)),
              HasSubstr("what it undoes does not run"));
  EXPECT_THAT(story.refused("state.1.frames.1.unwinding.retry_point.frames.1.state.1.key"),
              HasSubstr("does not have a call that it awaits"));
  EXPECT_THAT(story.refused("state.1.frames.1.unwinding.retry_point.origin", number(9)),
              HasSubstr("the frame that faulted is missing"));
}

// There they had all frames of the instance.
TEST(Stored, OfFormat2HasItsRetryPointsNarrowed) {
  Story story(kFork);
  story.fails(1);  // slow is awaited
  const std::string path = "state.1.frames.1.unwinding.retry_point.frames";
  const Value head = parse_json(story.stored.head).value();
  const Value& frames = *head.find("state")->items()[1].find("frames");
  const Value& within = *frames.items()[1].find("unwinding")->find("retry_point")->find("frames");
  std::vector<Value> all{frames.items()[0]};
  all.insert(all.end(), within.items().begin(), within.items().end());
  EXPECT_THAT(story.refused(path, Value::array(all)), HasSubstr("its retry point does not have it"));
  const std::string wider = edited(story.stored.head, path, Value::array(std::move(all)));
  const auto narrowed = story.loaded(edited(wider, "format", number(2)));
  ASSERT_TRUE(narrowed) << narrowed.error().message;
  EXPECT_EQ(narrowed->instance, story.loaded(story.stored.head)->instance);
}

// Until then the name of what is called said who carries the call out.
TEST(Stored, OfFormat3HasTheKindsThatItsCallsNamesMean) {
  const Story story("  - a: { call: http, with: { method: get, endpoint: 'http://example.com' } }\n");
  const auto now = story.loaded(story.stored.head);
  ASSERT_TRUE(now) << now.error().message;
  EXPECT_EQ(std::get<core::Call>(now->instance.pending.at(0).request).kind, core::CallKind::Http);
  const std::string without = edited(story.stored.head, "pending.0.request.1.kind", std::nullopt);
  const auto earlier = story.loaded(edited(without, "format", number(3)));
  ASSERT_TRUE(earlier) << earlier.error().message;
  EXPECT_EQ(earlier->instance, now->instance);
}

TEST(Stored, UndoesWhatCanBeUndone) {
  Story story(kUndone);
  story.succeeds(0).fails(0);  // undo runs
  EXPECT_THAT(story.refused("state.1.frames.0.unwinding.undoing", number(99)), HasSubstr("unknown task"));
  EXPECT_THAT(story.refused("state.1.frames.0.unwinding.undoing", number(0)), HasSubstr("not the compensation"));
  EXPECT_THAT(story.refused("state.1.frames.0.unwinding.undoing"), HasSubstr("undoes something that it does not undo"));
  EXPECT_THAT(story.refused("state.1.frames.0.unwinding"), HasSubstr("undoes something that it does not undo"));
  EXPECT_THAT(story.refused("state.1.frames.1.compensation"), HasSubstr("does not run inside it"));
}

TEST(Stored, HasALedgerThatEnds) {
  Story story(kUndone);
  story.succeeds(0);
  ASSERT_EQ(story.stored.parts.size(), 1U);
  const auto with_part = [&](const std::string& body) {
    StoredInstance damaged = story.stored;
    damaged.parts.back().body = body;
    return story.refused(damaged);
  };
  const std::string entry = story.stored.parts.back().body;
  EXPECT_THAT(with_part(edited(entry, "older", number(1))), HasSubstr("older than itself"));
  EXPECT_THAT(with_part(edited(entry, "older", number(7))), HasSubstr("part 7 is missing"));
  EXPECT_THAT(with_part(edited(entry, "task", number(0))), HasSubstr("no compensation"));
  EXPECT_THAT(with_part(edited(entry, "scope", Value::array({}))), HasSubstr("frames that never were"));
  EXPECT_THAT(with_part("[1,2]"), HasSubstr("must be an object"));
  EXPECT_THAT(with_part("{"), HasSubstr("is not JSON"));
  EXPECT_THAT(story.refused("input", number(1)), HasSubstr("both a value and an entry of the ledger"));
  StoredInstance damaged = story.stored;
  damaged.parts.push_back({.id = PartId{2}, .body = "7"});
  damaged.parts.front().body = edited(entry, "output", number(2));
  damaged.next_part = 3;
  EXPECT_THAT(story.refused(damaged), HasSubstr("too small to be one"));
}

TEST(Stored, CanBeRetriedToWhereItFaulted) {
  Story story(kCall);
  story.fails(0);
  EXPECT_THAT(story.refused("error"), HasSubstr("its error is missing"));
  EXPECT_THAT(story.refused("state.1.retry_point.origin", number(9)), HasSubstr("the frame that faulted is missing"));
  EXPECT_THAT(story.refused("state.1.retry_point.frames.0"), HasSubstr("the workflow's own frame is missing"));
  EXPECT_THAT(story.refused("state.1.retry_point.frames.0.state.1.position", number(9)),
              HasSubstr("outside the list of tasks"));
}

TEST(Stored, IsRefusedHoweverDeepItIsNested) {
  Story story(kCall);
  story.fails(0);
  Value point = *parse_json(story.stored.head)->find("state")->items()[1].find("retry_point");
  for (int depth = 0; depth < 600; ++depth) {
    const Value unwinding = Value::object({{"problem", Value::object({})}, {"retry_point", point}});
    const Steps place = steps_of("frames.1.unwinding");
    point = edited(point, place.begin(), place.end(), unwinding);
  }
  EXPECT_NE(story.refused("state.1.retry_point", point), "");
}

TEST(Stored, WasAtWorkWhenItFaulted) {
  Story story(kFork);
  story.fails(1).succeeds(0);
  EXPECT_THAT(story.refused("state.1.retry_point.origin", number(3)), HasSubstr("it was not at work"));
}

TEST(Stored, HoldsOnlyWhatCanBeHeld) {
  Story story(kCall);
  story.take(core::Suspend{}).succeeds(0);
  EXPECT_THAT(story.refused("held.0.body", Value::array({number(5), Value::object({})})), HasSubstr("never held"));
  EXPECT_THAT(story.refused("held.0.caller", Value::string("alice")), HasSubstr("which only history does"));
  StoredInstance damaged = story.stored;
  damaged.row.status = Status::Running;
  EXPECT_THAT(story.refused(damaged), HasSubstr("it is not suspended"));
}

TEST(Stored, AgreesWithItsRow) {
  const Story story(kCall);
  const auto with_row = [&](const auto& change) {
    StoredInstance damaged = story.stored;
    change(damaged);
    return story.refused(damaged);
  };
  EXPECT_THAT(with_row([](auto& stored) { stored.row.status = Status::Completed; }), HasSubstr("its end does not fit"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.status = Status::Pending; }), HasSubstr("has not been started"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.revision = Revision{0}; }), HasSubstr("revision"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.started_at = Timestamp::max(); }), HasSubstr("between the years"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.ended_at = Timestamp{}; }), HasSubstr("its end does not fit"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.parent = InstanceId{"p"}; }), HasSubstr("another parent"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.definition.name = "other"; }), HasSubstr("another name"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.digest.hex = "00"; }), HasSubstr("another definition"));
  EXPECT_THAT(with_row([](auto& stored) { stored.row.id.value = "a/b"; }), HasSubstr("its id is not one"));
  EXPECT_THAT(with_row([](auto& stored) { stored.next_part = 0; }), HasSubstr("next_part"));
  EXPECT_THAT(with_row([](auto& stored) { stored.head = "[]"; }), HasSubstr("format number"));
  EXPECT_THAT(with_row([](auto& stored) { stored.head = "{\"format\":"; }), HasSubstr("cannot be read"));
  EXPECT_THAT(story.record_refused("revision", number(7)), HasSubstr("does not say what its row says"));
}

}  // namespace
}  // namespace baton::runtime
