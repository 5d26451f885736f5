#include "runtime/arrivals.hpp"

#include "runtime/limits.hpp"

#include <baton/value.hpp>

#include <algorithm>
#include <iterator>
#include <limits>

namespace baton::runtime {

// Of a listener of which there is more, the rest is not known: what comes behind must wait for it.
ReadAhead::ReadAhead(std::vector<core::ReadyListener> listeners, std::span<FoundEvents> found)
    : listeners_(std::move(listeners)) {
  std::uint64_t through = std::numeric_limits<std::uint64_t>::max();
  std::vector<Found> all;
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    for (EventRow& row : found[i].rows) {
      all.push_back({.listener = listeners_[i].id, .position = row.position, .body = std::move(row.body)});
    }
    if (found[i].has_more) through = std::min(through, all.back().position);
  }
  std::erase_if(all, [&](const Found& each) { return each.position > through; });
  std::ranges::stable_sort(all, {}, &Found::position);
  std::ranges::move(all, std::back_inserter(found_));
  is_whole_ = through == std::numeric_limits<std::uint64_t>::max();
}

bool ReadAhead::serves(std::span<const core::ReadyListener> listeners) const {
  return std::ranges::all_of(listeners, [&](const core::ReadyListener& listener) {
    const auto same = std::ranges::find(listeners_, listener.id, &core::ReadyListener::id);
    return same != listeners_.end() && same->pattern == listener.pattern && same->correlation == listener.correlation &&
           same->position <= listener.position;
  });
}

// An event stays until its listener has moved past it: it may be ignored when it arrives, because the instance has been suspended meanwhile.
// One of a listener that takes none at the moment stays too.
std::optional<core::Arrival> ReadAhead::next(std::span<const core::ReadyListener> listeners) {
  for (auto each = found_.begin(); each != found_.end();) {
    const auto listener = std::ranges::find(listeners, each->listener, &core::ReadyListener::id);
    if (listener == listeners.end()) {
      ++each;
      continue;
    }
    auto event = listener->position < each->position ? parse_json(each->body) : std::unexpected(JsonError{});
    if (event) return core::Arrival{.listener = each->listener, .position = each->position, .event = *std::move(event)};
    each = found_.erase(each);
  }
  return std::nullopt;
}

void Arrivals::want(const InstanceId& id, std::vector<core::ReadyListener> listeners) {
  if (!asked_.insert(id.value).second) return;
  wanted_.push_back({.instance = id, .listeners = std::move(listeners)});
}

void Arrivals::log_has_grown_for(const InstanceId& id) {
  if (std::ranges::find(under_way_, id, &Look::instance) != under_way_.end()) grown_.insert(id.value);
}

// One instance at least, however many listeners it has.
std::optional<WantedRequest> Arrivals::begin() {
  if (!any_to_begin()) return std::nullopt;
  WantedRequest request;
  while (!wanted_.empty()) {
    const bool fits = request.wanted.size() + wanted_.front().listeners.size() <= kListenersPerLook;
    if (!fits && !under_way_.empty()) break;
    Look& look = under_way_.emplace_back(std::move(wanted_.front()));
    wanted_.pop_front();
    for (core::ReadyListener& listener : look.listeners) {
      request.wanted.push_back(
          {.by = {.pattern = listener.pattern, .correlation = listener.correlation}, .after = listener.position});
    }
  }
  request.limit = std::max<std::size_t>(2, kEventsPerLook / request.wanted.size());
  return request;
}

std::vector<std::pair<InstanceId, ReadAhead>> Arrivals::read(std::vector<FoundEvents> answer) {
  std::vector<std::pair<InstanceId, ReadAhead>> all;
  std::span<FoundEvents> rest = answer;
  for (Look& look : std::exchange(under_way_, {})) {
    const std::size_t count = look.listeners.size();
    ReadAhead ahead(std::move(look.listeners), rest.first(count));
    rest = rest.subspan(count);
    if (grown_.erase(look.instance.value) > 0) ahead.has_grown();
    asked_.erase(look.instance.value);
    all.emplace_back(std::move(look.instance), std::move(ahead));
  }
  return all;
}

void Arrivals::failed() {
  grown_.clear();
  wanted_.insert(wanted_.begin(), std::make_move_iterator(under_way_.begin()),
                 std::make_move_iterator(under_way_.end()));
  under_way_.clear();
}

}  // namespace baton::runtime
