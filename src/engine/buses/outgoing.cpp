#include "engine/buses/outgoing.hpp"

#include "engine/buses/event_messages.hpp"
#include "engine/buses/limits.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace baton::engine {
namespace {

using runtime::BusError;

std::unexpected<BusError> not_this_log(std::string what) {
  return std::unexpected(BusError{
      .kind = BusError::Kind::Refused,
      .message = std::move(what) +
                 "; each store needs a place of its own to send to, which nobody else writes: choose another 'out'"});
}

std::unexpected<BusError> unreadable(const Error& error) {
  return std::unexpected(
      BusError{.kind = BusError::Kind::Unreachable, .message = "the event log cannot be read: " + error.message});
}

}  // namespace

bool BusFilter::passes(const CloudEvent& event) const {
  return types.empty() || std::ranges::any_of(types, [&](std::string_view type) {
           if (!type.ends_with('*')) return event.type == type;
           type.remove_suffix(1);
           return event.type.starts_with(type);
         });
}

Outgoing::Outgoing(Engine& engine, std::unique_ptr<runtime::BusSink> sink, Options options,
                   std::shared_ptr<Logger> logger)
    : engine_(engine),
      sink_(std::move(sink)),
      options_(std::move(options)),
      logger_(std::move(logger)),
      retries_(options_.bus, "out", logger_) {}

Outgoing::~Outgoing() {
  thread_.request_stop();
  close_queue();
}

runtime::BusResult<void> Outgoing::probe() {
  const auto position = next();
  if (position) return {};
  if (position.error().kind == BusError::Kind::Unreachable) retries_.failed(position.error());
  return std::unexpected(position.error());
}

void Outgoing::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Outgoing::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto position = next();
    auto sent = position ? send_from(*position, stop) : std::unexpected(position.error());
    if (sent) return;
    retries_.failed(sent.error());
    retries_.wait(stop);
  }
}

runtime::BusResult<std::uint64_t> Outgoing::next() {
  const auto last = sink_->last();
  if (!last) return std::unexpected(last.error());
  has_begun_ = last->has_value();
  if (!has_begun_) return std::max<std::uint64_t>(options_.from, 1);
  const std::uint64_t position = (*last)->position;
  const auto page = engine_.events({.from = position, .limit = 1});
  if (!page) return unreadable(page.error());
  if (position > page->last) {
    return not_this_log("the bus has taken the event " + std::to_string(position) + ", and the log ends at " +
                        std::to_string(page->last));
  }
  const bool is_there = !page->events.empty() && page->events.front().position == position;
  if (is_there && (*last)->name && *(*last)->name != bus_name_of(page->events.front().event)) {
    return not_this_log("the event " + std::to_string(position) +
                        " that the bus has taken is another one than that of the log");
  }
  return position + 1;
}

runtime::BusResult<void> Outgoing::send_from(std::uint64_t position, const std::stop_token& stop) {
  open_queue(position);
  auto subscription = engine_.subscribe({}, position, [this](const EventNews& news) { put(news); });
  if (!subscription) return unreadable(subscription.error());
  if (position > unsent_) retries_.worked();  // otherwise it works once that event is sent
  runtime::BusResult<void> sent;
  while (sent && !stop.stop_requested()) {
    const auto events = take(stop);
    if (events.empty()) break;
    sent = sink_->send(events);
    if (!sent) {
      unsent_ = events.front().position;
      break;
    }
    retries_.worked();
    done(events);
  }
  close_queue();  // before the subscription ends, which waits for its subscriber
  return sent;
}

void Outgoing::open_queue(std::uint64_t position) {
  const std::lock_guard lock(mutex_);
  queue_.clear();
  queued_bytes_ = 0;
  sending_ = 0;
  seen_ = position - 1;
  is_open_ = true;
}

void Outgoing::close_queue() {
  const std::lock_guard lock(mutex_);
  is_open_ = false;
  changed_.notify_all();
}

void Outgoing::put(const EventNews& news) {
  std::visit([this](const auto& each) { see(each); }, news);
  changed_.notify_all();
}

void Outgoing::see(const LoggedEvent& logged) {
  if (options_.filter.passes(logged.event) && !came_in_from(logged.event, options_.bus)) put(bus_event_of(logged));
  const std::lock_guard lock(mutex_);
  if (is_open_) seen_ = logged.position;
}

void Outgoing::see(const EventGap& gap) {
  if (has_begun_) {
    unsendable_ += gap.last - gap.first + 1;
    say(LogLevel::Error, "the log has dropped events before a bus has taken them", static_cast<std::int64_t>(gap.first),
        static_cast<std::int64_t>(gap.last));
  }
  const std::lock_guard lock(mutex_);
  if (is_open_) seen_ = gap.last;
}

void Outgoing::put(runtime::BusEvent event) {
  if (event.json.size() > sink_->max_bytes()) {
    ++unsendable_;
    say(LogLevel::Error, "an event is larger than a bus takes, and is not sent",
        static_cast<std::int64_t>(event.position), static_cast<std::int64_t>(event.position));
    return;
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !is_open_ || (queue_.size() < kBusQueue && queued_bytes_ < kBusQueueBytes); });
  if (!is_open_) return;
  queued_bytes_ += event.json.size();
  queue_.push_back(std::move(event));
}

std::vector<runtime::BusEvent> Outgoing::take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] { return !queue_.empty(); });
  std::vector<runtime::BusEvent> events;
  while (!queue_.empty() && events.size() < kBusBatch) {
    queued_bytes_ -= queue_.front().json.size();
    events.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  sending_ = events.size();
  changed_.notify_all();
  return events;
}

void Outgoing::done(const std::vector<runtime::BusEvent>& events) {
  sent_ += events.size();
  const std::lock_guard lock(mutex_);
  sending_ = 0;
  changed_.notify_all();
}

bool Outgoing::wait_until(std::uint64_t position, Duration limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit,
                           [&] { return is_open_ && seen_ >= position && queue_.empty() && sending_ == 0; });
}

void Outgoing::say(LogLevel level, std::string_view message, std::int64_t first, std::int64_t last) {
  if (logger_ == nullptr) return;
  const std::array<LogField, 3> fields{{{"bus", options_.bus}, {"first", first}, {"last", last}}};
  logger_->log({.level = level, .message = message, .fields = fields});
}

}  // namespace baton::engine
