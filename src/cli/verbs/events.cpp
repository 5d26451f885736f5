#include "base/iso8601.hpp"
#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace baton::cli {
namespace {

constexpr std::size_t kPage = 1'000;
constexpr std::size_t kDataWidth = 80;
// How soon a follower looks for new events, and for Ctrl-C.
constexpr std::chrono::milliseconds kInterval{100};

std::string data_of(const CloudEvent& event) {
  const std::string data = event.data ? to_json(*event.data) : event.data_base64.value_or("");
  return shortened(one_line(data), kDataWidth);
}

void say_gap(const EventGap& gap) {
  say("the log has dropped the events from " + std::to_string(gap.first) + " to " + std::to_string(gap.last));
}

std::vector<std::string> row_of(const LoggedEvent& logged) {
  const CloudEvent& event = logged.event;
  return {std::to_string(logged.position),
          to_iso8601(logged.appended_at),
          event.type,
          event.source,
          event.id,
          event.subject,
          data_of(event)};
}

// A line of one that is followed: the width of the columns is not known.
std::string line_of(const LoggedEvent& logged) {
  std::string line;
  for (const std::string& text : row_of(logged))
    line += (line.empty() ? "" : "  ") + (text.empty() ? "-" : one_line(text));
  return line + "\n";
}

// What there is from that position on, as far as the limit.
template <class Target>
Result<EventPage> read(Target& engine, const EventsArguments& arguments) {
  EventPage all{.events = {}, .gap = {}, .next = arguments.from.value_or(1), .last = 0};
  do {
    const std::size_t more = std::min(arguments.limit - all.events.size(), kPage);
    auto page = engine.events({.from = all.next, .limit = more, .filter = {.type = arguments.type}});
    if (!page) return std::unexpected(std::move(page).error());
    if (!all.gap) all.gap = page->gap;
    for (LoggedEvent& each : page->events) all.events.push_back(std::move(each));
    all.next = page->next;
    all.last = page->last;
  } while (all.next <= all.last && all.events.size() < arguments.limit && !interrupted());
  if (!arguments.from) all.gap.reset();  // nobody has asked for what is not there
  return all;
}

Result<void> print_page(const EventPage& page, const EventsArguments& arguments) {
  if (arguments.common.json) {
    std::vector<Value> events;
    for (const LoggedEvent& each : page.events) events.push_back(json_of(each));
    return print_json(Value::object({{"events", Value::array(std::move(events))},
                                     {"gap", page.gap ? json_of(*page.gap) : Value()},
                                     {"next", number(page.next)},
                                     {"last", number(page.last)}}));
  }
  if (page.gap) say_gap(*page.gap);
  if (page.events.empty()) {
    say("no events");
  } else {
    std::vector<std::vector<std::string>> rows{{"POSITION", "APPENDED", "TYPE", "SOURCE", "ID", "SUBJECT", "DATA"}};
    for (const LoggedEvent& each : page.events) rows.push_back(row_of(each));
    if (auto printed = print(table(rows)); !printed) return printed;
  }
  if (page.next <= page.last) say("there may be more: --from " + std::to_string(page.next));
  return {};
}

Result<void> print_news(const EventPage& page, const Common& common) {
  if (page.gap) say_gap(*page.gap);
  for (const LoggedEvent& each : page.events) {
    const auto printed = common.json ? print_exactly(to_json(json_of(each)) + "\n") : print(line_of(each));
    if (!printed) return printed;
  }
  return {};
}

template <class Target>
Result<std::uint64_t> first_to_follow(Target& engine, const EventsArguments& arguments) {
  std::uint64_t first = arguments.from.value_or(0);
  if (first == 0) {
    const auto now = engine.events({.limit = 0});
    if (!now) return std::unexpected(now.error());
    first = now->last + 1;
  }
  say("following the event log from position " + std::to_string(first) + "; Ctrl-C ends it");
  return first;
}

EventPage page_of(const EventNews& news) {
  EventPage page;
  if (const auto* const logged = std::get_if<LoggedEvent>(&news)) page.events.push_back(*logged);
  if (const auto* const gap = std::get_if<EventGap>(&news)) page.gap = *gap;
  return page;
}

Result<ExitCode> follow(client::Client& server, const EventsArguments& arguments) {
  const auto first = first_to_follow(server, arguments);
  if (!first) return std::unexpected(first.error());
  const auto goes_on = [] { return !interrupted() && stdout_has_reader(); };
  const auto take = [&](const EventNews& news) -> Result<bool> {
    if (auto printed = print_news(page_of(news), arguments.common); !printed) return std::unexpected(printed.error());
    return goes_on();
  };
  const auto followed = server.follow_events({.from = *first, .filter = {.type = arguments.type}}, take, goes_on);
  if (!followed && !interrupted()) return std::unexpected(followed.error());
  return ExitCode::Success;
}

Result<ExitCode> follow(Engine& engine, const EventsArguments& arguments) {
  auto next = first_to_follow(engine, arguments);
  if (!next) return std::unexpected(std::move(next).error());
  while (!interrupted() && stdout_has_reader()) {
    const auto page = engine.events({.from = *next, .limit = kPage, .filter = {.type = arguments.type}});
    if (!page) return std::unexpected(page.error());
    if (auto printed = print_news(*page, arguments.common); !printed) return std::unexpected(printed.error());
    next = page->next;
    if (*next > page->last) std::this_thread::sleep_for(kInterval);
  }
  return ExitCode::Success;
}

}  // namespace

Result<ExitCode> perform(const EventsArguments& arguments) {
  return with_target({.common = arguments.common, .use = StoreUse::Look}, [&](auto& engine) -> Result<ExitCode> {
    if (arguments.follow) return follow(engine, arguments);
    const auto page = read(engine, arguments);
    if (!page) return std::unexpected(page.error());
    if (auto printed = print_page(*page, arguments); !printed) return std::unexpected(printed.error());
    return ExitCode::Success;
  });
}

}  // namespace baton::cli
