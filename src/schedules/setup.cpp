#include "schedules/setup.hpp"

#include "base/iso8601.hpp"
#include "base/sha256.hpp"
#include "core/schedule/cron.hpp"
#include "core/schedule/zone.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::schedules {
namespace {

constexpr std::array<std::pair<std::string_view, Missed>, 3> kMissedWords = {
    {{"skip", Missed::Skip}, {"latest", Missed::Latest}, {"all", Missed::All}}};
constexpr std::array<std::pair<std::string_view, Overlap>, 4> kOverlapWords = {
    {{"allow", Overlap::Allow}, {"skip", Overlap::Skip}, {"queue", Overlap::Queue}, {"cancel", Overlap::Cancel}}};

using Wrong = std::unexpected<std::string>;

template <class Words, class T>
std::string_view word_in(const Words& words, T value) {
  return std::ranges::find(words, value, [](const auto& each) { return each.second; })->first;
}

// Sets the value to what the member says, if it is there.
template <class Words, class T>
std::expected<void, std::string> take_word(const Value& members, std::string_view name, const Words& words, T& value) {
  const Value* word = members.find(name);
  if (word == nullptr) return {};
  const auto* const found =
      word->is_string() ? std::ranges::find(words, word->as_string(), [](const auto& each) { return each.first; })
                        : words.end();
  if (found == words.end()) {
    std::string known;
    for (const auto& each : words) known.append(known.empty() ? "" : ", ").append(each.first);
    return Wrong(std::string(name) + " must be one of " + known);
  }
  value = found->second;
  return {};
}

std::string text_in(const Value& members, std::string_view name, std::string otherwise = {}) {
  const Value* text = members.find(name);
  return text != nullptr && text->is_string() ? std::string(text->as_string()) : std::move(otherwise);
}

std::expected<void, std::string> take_rules(const Value& rules, Setup& setup) {
  if (auto taken = take_word(rules, "missed", kMissedWords, setup.missed); !taken) return taken;
  if (auto taken = take_word(rules, "overlap", kOverlapWords, setup.overlap); !taken) return taken;
  setup.most = setup.missed == Missed::All ? kMostMissed : 1;
  const Value* most = rules.find("most");
  if (most == nullptr) return {};
  const auto number = most->get<std::int64_t>();
  if (!number || *number < 1 || *number > kMostMissed) {
    return Wrong("most must be a number from 1 to " + std::to_string(kMostMissed));
  }
  if (setup.missed == Missed::All) setup.most = *number;
  return {};
}

// Sets one of every, cron and after.
std::expected<void, std::string> take_trigger(const Value& members, Setup& setup) {
  if (const Value* every = members.find("every")) {
    const auto interval = interval_of(*every);
    if (!interval) return Wrong("every: " + interval.error());
    if (Timestamp() + *interval <= Timestamp()) return Wrong("every must be longer than nothing");
    setup.every = *every;
    setup.overlap = Overlap::Allow;
    return {};
  }
  if (const Value* cron = members.find("cron")) {
    if (!cron->is_string()) return Wrong("cron must be a text");
    if (const auto parsed = core::parse_cron(cron->as_string()); !parsed) {
      return Wrong("'" + std::string(cron->as_string()) + "' is not a cron expression: " + parsed.error());
    }
    setup.cron = cron->as_string();
    return {};
  }
  const Value* after = members.find("after");
  if (after == nullptr) return Wrong("one of every, cron and after is needed");
  if (const auto interval = interval_of(*after); !interval) return Wrong("after: " + interval.error());
  setup.after = *after;
  return {};
}

std::string id_of(std::string name, std::string_view prefix) {
  constexpr std::size_t longest = 128;  // docs/limits.md
  return name.size() <= longest ? name : std::string(prefix) + sha256_hex(name);
}

}  // namespace

std::string_view word_of(Missed missed) {
  return word_in(kMissedWords, missed);
}

std::string_view word_of(Overlap overlap) {
  return word_in(kOverlapWords, overlap);
}

std::expected<core::CalendarDuration, std::string> interval_of(const Value& value) {
  return value.is_string() ? core::parse_iso8601_duration(value.as_string()) : core::duration_from_value(value);
}

std::optional<Setup> setup_in(const Value& document) {
  const Value* schedule = document.find("schedule");
  const Value* head = document.find("document");
  if (schedule == nullptr || head == nullptr) return std::nullopt;
  Setup setup{.space = text_in(*head, "namespace"),
              .name = text_in(*head, "name"),
              .version = text_in(*head, "version"),
              .schedule = {},
              .cron = {}};
  if (!take_trigger(*schedule, setup)) return std::nullopt;
  const Value* metadata = head->find("metadata");
  if (metadata == nullptr) return setup;
  setup.zone = text_in(*metadata, "timezone", setup.zone);
  const Value* rules = metadata->find("schedule");
  if (rules != nullptr && !take_rules(*rules, setup)) return std::nullopt;
  return setup;
}

std::expected<Setup, std::string> setup_from(const Value& members) {
  Setup setup{.space = {}, .name = {}, .version = {}, .schedule = {}, .cron = {}};
  if (auto taken = take_trigger(members, setup); !taken) return Wrong(taken.error());
  if (auto taken = take_rules(members, setup); !taken) return Wrong(taken.error());
  const Value* zone = members.find("timezone");
  if (zone == nullptr) return setup;
  if (!zone->is_string() || !core::is_zone_name(zone->as_string())) {
    return Wrong("timezone must be the name of a time zone such as 'Europe/Berlin'");
  }
  setup.zone = zone->as_string();
  return setup;
}

InstanceId schedule_id(std::string_view space, std::string_view name, std::string_view schedule) {
  std::string id = "schedule." + std::string(space) + "." + std::string(name);
  if (!schedule.empty()) id += "." + std::string(schedule);
  return InstanceId{id_of(std::move(id), "schedule.")};
}

std::string run_id(const Setup& setup, std::string_view token) {
  std::string id = setup.space + "." + setup.name;
  if (!setup.schedule.empty()) id += "." + setup.schedule;
  return id_of(id + ":" + std::string(token), "run.");
}

std::string run_id(const Setup& setup, Timestamp due) {
  std::string time = to_iso8601(due);
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  constexpr std::string_view whole_second = ".000Z";
  if (time.ends_with(whole_second)) time.replace(time.size() - whole_second.size(), whole_second.size(), "Z");
  return run_id(setup, std::string_view(time));
}

}  // namespace baton::schedules
