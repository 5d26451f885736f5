#include "schedules/planning.hpp"

#include "core/schedule/occurrences.hpp"
#include "schedules/schedule.hpp"

#include <algorithm>
#include <utility>

namespace baton::schedules {
namespace {

struct Question {
  Setup setup;
  std::optional<Timestamp> anchor;
  std::optional<Timestamp> after;  // none: from now on
  std::optional<Timestamp> until;  // none: now
  std::int64_t limit = 1;
};
BOOST_DESCRIBE_STRUCT(Question, (), (setup, anchor, after, until, limit))

CallOutcome refused(std::string why) {
  return CallFailed{make_problem(ProblemKind::Configuration, std::move(why))};
}

std::expected<core::Recurrence, std::string> recurrence_of(const Question& question, Timestamp now,
                                                           const Outside& outside) {
  if (!question.setup.every.is_null()) {
    auto interval = interval_of(question.setup.every);
    if (!interval) return std::unexpected(interval.error());
    return core::EveryFrom{.interval = *interval, .anchor = question.anchor.value_or(now)};
  }
  auto cron = core::parse_cron(question.setup.cron);
  if (!cron) return std::unexpected(cron.error());
  auto zone = outside.find_zone(question.setup.zone);
  if (!zone) return std::unexpected(zone.error());
  return core::CronInZone{.cron = *cron, .zone = *std::move(zone)};
}

// What `after` is due depends on the end of its last run alone, which its schedule knows.
CallOutcome plan(const Value& arguments, const Outside& outside) {
  const auto question = from_value<Question>(arguments);
  if (!question) return refused(question.error());
  Planned planned{.now = outside.now()};
  if (!question->setup.after.is_null()) return CallSucceeded{to_value(planned)};
  const auto recurrence = recurrence_of(*question, planned.now, outside);
  if (!recurrence) return refused(recurrence.error());
  const Timestamp after = question->after.value_or(planned.now);
  const auto limit = static_cast<std::size_t>(std::clamp(question->limit, std::int64_t{1}, kMostMissed));
  core::DueTimes due = core::due_between(*recurrence, after, question->until.value_or(planned.now), limit);
  planned.times = std::move(due.times);
  planned.has_older = due.has_older;
  planned.next = core::next_due(*recurrence, std::max(after, planned.now));
  return CallSucceeded{to_value(planned)};
}

}  // namespace

std::vector<std::pair<std::string, OperatorMethod>> methods(const Outside& outside) {
  return {
      {kPlan, [outside](const Value& arguments, const CallContext&,
                        const std::function<void(CallOutcome)>& done) { done(plan(arguments, outside)); }},
      {kCancel, [outside](const Value& arguments, const CallContext&, const std::function<void(CallOutcome)>& done) {
         if (const auto id = arguments.get<std::string>("id")) outside.cancel(InstanceId{*id});
         done(CallSucceeded{});
       }}};
}

}  // namespace baton::schedules
