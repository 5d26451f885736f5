// What a schedule is told to do.
#pragma once

#include "core/duration.hpp"

#include <baton/ids.hpp>
#include <baton/json.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace baton::schedules {

// Of the times that passed while nothing could be started, which are run.
enum class Missed : std::uint8_t {
  Skip,    // none that is later than a minute
  Latest,  // the newest
  All      // the newest ones, up to `most`
};
BOOST_DESCRIBE_ENUM(Missed, Skip, Latest, All)

// When a run is due and the one before has not ended.
enum class Overlap : std::uint8_t {
  Allow,
  Skip,   // the new one is not run
  Queue,  // the new one waits for the end of all before it
  Cancel  // the older one is cancelled, and the new one is run when it has ended
};
BOOST_DESCRIBE_ENUM(Overlap, Allow, Skip, Queue, Cancel)

inline constexpr std::int64_t kMostMissed = 1'000;

struct Setup {
  std::string space;
  std::string name;
  std::string version;   // empty: the newest when a run starts
  std::string schedule;  // its own name; empty: it is the one of the document
  // One of the three. Durations are as the DSL writes them.
  Value every = {};
  std::string cron;
  Value after = {};
  std::string zone = "UTC";  // of cron
  Missed missed = Missed::Latest;
  std::int64_t most = 1;
  Overlap overlap = Overlap::Skip;
  Value input = {};

  friend bool operator==(const Setup&, const Setup&) = default;
};
BOOST_DESCRIBE_STRUCT(Setup, (),
                      (space, name, version, schedule, every, cron, after, zone, missed, most, overlap, input))

// "skip", "latest", "all"; "allow", "skip", "queue", "cancel".
[[nodiscard]] std::string_view word_of(Missed missed);
[[nodiscard]] std::string_view word_of(Overlap overlap);

// "PT1H" or {"hours": 1}.
[[nodiscard]] std::expected<core::CalendarDuration, std::string> interval_of(const Value& value);

// The schedule of a document that has compiled; nothing, if it has none by which this version starts runs.
[[nodiscard]] std::optional<Setup> setup_in(const Value& document);

// What a client asks for: the members `every`, `cron` or `after`, and optionally `timezone`, `missed`, `most` and `overlap`. The error says
// what is wrong. Whether there is the zone is found out when it is planned.
[[nodiscard]] std::expected<Setup, std::string> setup_from(const Value& members);

// Of the machine: "schedule.shop.report", "schedule.shop.report.nightly"; a hash where that is too long for an id.
[[nodiscard]] InstanceId schedule_id(std::string_view space, std::string_view name, std::string_view schedule);
// Of a run: "shop.report:20261127T083000Z", "shop.report.nightly:20261127T083000.250Z"; likewise.
[[nodiscard]] std::string run_id(const Setup& setup, Timestamp due);
// Of one that is started by hand: the token takes the place of the time.
[[nodiscard]] std::string run_id(const Setup& setup, std::string_view token);

}  // namespace baton::schedules
