#include "cli/given_events.hpp"

#include "cli/files.hpp"
#include "cli/text.hpp"

#include <cstddef>
#include <string_view>
#include <utility>

namespace baton::cli {
namespace {

constexpr std::string_view kDefaultSource = "/baton/emit";

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

constexpr std::size_t kEventsAtOnce = 1'000;

}  // namespace

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

// How many of the events make the next batch.
std::size_t batch_of(std::span<const CloudEvent> events, std::size_t most_bytes) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (count < events.size() && count < kEventsAtOnce) {
    bytes += to_json(to_value(events[count])).size();
    if (count > 0 && bytes > most_bytes) break;
    ++count;
  }
  return count;
}

}  // namespace baton::cli
