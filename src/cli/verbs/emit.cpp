#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/store.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"
#include "cli/user.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <baton/cloud_event.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::cli {
namespace {

constexpr std::string_view kDefaultSource = "/baton/emit";
// Small enough that a batch of the largest events may be published at once.
constexpr std::size_t kEventsAtOnce = 1'000;
constexpr std::size_t kBytesAtOnce = std::size_t{15} << 20;

// One event a line; empty lines are left out.
Result<std::vector<Value>> parse_lines(const NamedText& given) {
  std::vector<Value> values;
  std::string_view rest = given.text;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    auto value = parse_json(text);
    if (!value) {
      return std::unexpected(bad_argument(given.name + ":" + std::to_string(line) + ":" +
                                          std::to_string(value.error().column) + ": " + describe(value.error())));
    }
    values.push_back(*std::move(value));
  }
  return values;
}

// JSON of one event or of an array of them; otherwise, where the first line is JSON by itself, each line is.
Result<std::vector<Value>> parse_events(const NamedText& given) {
  auto whole = parse(given);
  if (whole && whole->is_array()) return std::vector<Value>(whole->items().begin(), whole->items().end());
  if (whole) return std::vector<Value>{*std::move(whole)};
  const std::size_t first = given.text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return std::unexpected(std::move(whole).error());
  const std::string_view line = std::string_view(given.text).substr(first, given.text.find('\n', first) - first);
  if (!parse_json(line)) return std::unexpected(std::move(whole).error());
  return parse_lines(given);
}

// With what is missing, but for the id and the time, which the engine gives.
Result<CloudEvent> event_from(Value object) {
  constexpr std::string_view stand_in = "given by the engine";
  if (object.is_object()) {
    if (object.find("specversion") == nullptr) object = object.with("specversion", "1.0");
    if (object.find("source") == nullptr) object = object.with("source", kDefaultSource);
  }
  const bool has_id = object.find("id") != nullptr;
  if (object.is_object() && !has_id) object = object.with("id", stand_in);
  auto event = cloud_event_from(object);
  if (event && !has_id) event->id.clear();
  return event;
}

Result<std::vector<CloudEvent>> read_events(const std::string& argument) {
  const auto given = read_text(argument, "EVENT");
  if (!given) return std::unexpected(given.error());
  auto values = parse_events(*given);
  if (!values) return std::unexpected(std::move(values).error());
  std::vector<CloudEvent> events;
  for (Value& value : *values) {
    auto event = event_from(std::move(value));
    if (!event) {
      const std::string place = values->size() > 1 ? "event " + std::to_string(events.size() + 1) + ": " : "";
      return std::unexpected(bad_argument(given->name + ": " + place + event.error().message));
    }
    events.push_back(*std::move(event));
  }
  return events;
}

struct Emitted {
  CloudEvent event;
  PublishedEvent published;
};

// How many of the events make the next batch.
std::size_t batch_of(std::span<const CloudEvent> events) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (count < events.size() && count < kEventsAtOnce) {
    bytes += to_json(to_value(events[count])).size();
    if (count > 0 && bytes > kBytesAtOnce) break;
    ++count;
  }
  return count;
}

Result<void> print_emitted(const std::vector<Emitted>& all, const Common& common) {
  std::vector<Value> json;
  std::vector<std::vector<std::string>> rows{{"POSITION", "TYPE", "SOURCE", "ID", "CHANGE"}};
  for (const auto& [event, published] : all) {
    const char* const change = published.is_new ? "new" : "known";
    rows.push_back({std::to_string(published.position), event.type, event.source, published.id, change});
    json.push_back(Value::object({{"position", number(published.position)},
                                  {"type", Value::string(event.type)},
                                  {"source", Value::string(event.source)},
                                  {"id", Value::string(published.id)},
                                  {"change", Value::string(change)}}));
  }
  return common.json ? print_json(Value::array(std::move(json))) : print(table(rows));
}

}  // namespace

Result<ExitCode> perform(const EmitArguments& arguments) {
  const auto events = read_events(arguments.events);
  if (!events) return std::unexpected(events.error());
  auto engine = open_engine({.common = arguments.common, .use = StoreUse::Change});
  if (!engine) return std::unexpected(engine.error());
  std::vector<Emitted> emitted;
  std::span<const CloudEvent> rest = *events;
  std::optional<Error> failure;
  while (!rest.empty() && !failure && !interrupted()) {
    const auto batch = rest.first(batch_of(rest));
    rest = rest.subspan(batch.size());
    auto published = engine->publish_all({batch.begin(), batch.end()}, this_user());
    if (!published) failure = std::move(published).error();
    for (std::size_t i = 0; !failure && i < batch.size(); ++i) emitted.push_back({batch[i], (*published)[i]});
  }
  if (auto printed = print_emitted(emitted, arguments.common); !printed) return std::unexpected(printed.error());
  if (failure) return std::unexpected(*std::move(failure));
  if (rest.empty()) return ExitCode::Success;
  say("interrupted: " + counted(rest.size(), "event") + " were not appended; with ids, the same command appends them");
  return ExitCode::NotEnded;
}

}  // namespace baton::cli
