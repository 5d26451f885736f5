#include "runtime/publications.hpp"

#include "runtime/limits.hpp"

#include <iterator>
#include <utility>
#include <variant>

namespace baton::runtime {
namespace {

std::size_t bytes_of(std::span<const EventRow> events) {
  std::size_t bytes = 0;
  for (const EventRow& event : events) bytes += event.body.size();
  return bytes;
}

PublishResult result_of(std::span<const AppendResult> results) {
  std::vector<Appended> all;
  all.reserve(results.size());
  for (const AppendResult& each : results) {
    if (const auto* refused = std::get_if<Refused>(&each)) {
      return std::unexpected(Rejection{Rejection::Kind::Invalid, "the store refuses an event: " + refused->reason});
    }
    if (const auto* fenced = std::get_if<Fenced>(&each)) {
      return std::unexpected(Rejection{Rejection::Kind::StoreFailed, fenced->reason});
    }
    all.push_back(std::get<Appended>(each));
  }
  return all;
}

}  // namespace

bool Publications::put(std::vector<EventRow> events, PublishReply reply) {
  const std::size_t bytes = bytes_of(events);
  if (events_ + events.size() > kMaxQueuedEvents || bytes_ + bytes > kMaxQueuedEventBytes) return false;
  events_ += events.size();
  bytes_ += bytes;
  waiting_.push_back({.events = std::move(events), .reply = std::move(reply)});
  return true;
}

std::vector<EventRow> Publications::begin(Timestamp now) {
  std::vector<EventRow> rows;
  std::size_t bytes = 0;
  while (!waiting_.empty()) {
    Publication& next = waiting_.front();
    const std::size_t more = bytes_of(next.events);
    const bool fits =
        rows.size() + next.events.size() <= kMaxEventsPerCommit && bytes + more <= kMaxEventBytesPerCommit;
    if (!fits && !rows.empty()) break;
    bytes += more;
    events_ -= next.events.size();
    under_way_.push_back({.events = next.events.size(), .reply = std::move(next.reply)});
    for (EventRow& event : next.events) {
      event.at = now;
      rows.push_back(std::move(event));
    }
    waiting_.pop_front();
  }
  bytes_ -= bytes;
  return rows;
}

void Publications::put_back(std::vector<Begun> begun, std::vector<EventRow> events) {
  events_ += events.size();
  bytes_ += bytes_of(events);
  auto end = events.end();
  while (!begun.empty()) {
    const auto first = end - static_cast<std::ptrdiff_t>(begun.back().events);
    waiting_.push_front({.events = {std::make_move_iterator(first), std::make_move_iterator(end)},
                         .reply = std::move(begun.back().reply)});
    end = first;
    begun.pop_back();
  }
}

void reply_to(std::vector<Publications::Begun> begun, std::span<const AppendResult> results) {
  for (Publications::Begun& each : begun) {
    each.reply(result_of(results.first(each.events)));
    results = results.subspan(each.events);
  }
}

}  // namespace baton::runtime
