#include "engine/buses/incoming.hpp"

#include "core/events/limits.hpp"
#include "engine/buses/event_messages.hpp"
#include "engine/buses/limits.hpp"
#include "engine/limits.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {
namespace {

// More than the JSON of an event from so much text can have; so a batch is not larger than may be published at once.
std::size_t most_json_of(const runtime::BusMessage& message) {
  constexpr std::size_t longest_escape = 6;
  constexpr std::size_t own = 1'024;
  std::size_t bytes = own + message.body.size() * longest_escape;
  for (const auto& [name, value] : message.headers) bytes += (name.size() + value.size()) * longest_escape + own;
  return std::min(bytes, core::kMaxEventBytes);
}

runtime::BusError from_engine(const Error& error) {
  return {.kind = runtime::BusError::Kind::Unreachable, .message = "its events cannot be published: " + error.message};
}

}  // namespace

Incoming::Incoming(Engine& engine, std::unique_ptr<runtime::BusSource> source, std::string bus,
                   std::shared_ptr<Logger> logger)
    : engine_(engine),
      source_(std::move(source)),
      bus_(std::move(bus)),
      logger_(std::move(logger)),
      retries_(bus_, "in", logger_),
      refusals_(kLogInterval) {}

runtime::BusResult<void> Incoming::probe() {
  first_ = source_->receive(kBusBatch, Duration{1});
  if (first_) return {};
  if (first_.error().kind == runtime::BusError::Kind::Unreachable) retries_.failed(first_.error());
  return std::unexpected(first_.error());
}

void Incoming::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Incoming::work(const std::stop_token& stop) {
  auto messages = std::exchange(first_, Messages{});
  while (!stop.stop_requested()) {
    const auto taken = messages ? take(*messages, stop) : std::unexpected(messages.error());
    if (stop.stop_requested()) return;
    if (taken) {
      retries_.worked();
    } else {  // what was not acknowledged comes again
      retries_.failed(taken.error());
      retries_.wait(stop);
    }
    messages = source_->receive(kBusBatch, kBusWait);
  }
}

runtime::BusResult<void> Incoming::take(const Messages& messages, const std::stop_token& stop) {
  Messages good;
  std::vector<std::pair<const runtime::BusMessage*, std::string>> bad;
  std::vector<CloudEvent> events;
  std::size_t bytes = 0;
  for (const runtime::BusMessage& message : messages) {
    auto event = event_of(message, bus_);
    if (!event) {
      bad.emplace_back(&message, event.error().message);
      continue;
    }
    const std::size_t more = most_json_of(message);
    if (bytes + more > kMaxPublishedBytes) {
      if (!publish(std::exchange(events, {}), stop)) return {};
      bytes = 0;
    }
    bytes += more;
    events.push_back(*std::move(event));
    good.push_back({.receipt = message.receipt});
  }
  if (!publish(std::move(events), stop)) return {};
  for (const auto& [message, why] : bad) {
    if (auto refused = source_->refuse(*message, why); !refused) return refused;
    ++refused_;
    say_refused(*message, why);
  }
  if (good.empty()) return {};
  return source_->acknowledge(good);
}

bool Incoming::publish(std::vector<CloudEvent> events, const std::stop_token& stop) {
  if (events.empty()) return true;
  while (!stop.stop_requested()) {
    const auto published = engine_.publish_all(events);
    if (published) {
      const auto is_new = static_cast<std::uint64_t>(std::ranges::count_if(*published, &PublishedEvent::is_new));
      received_ += is_new;
      known_ += published->size() - is_new;
      return true;
    }
    retries_.failed(from_engine(published.error()));
    retries_.wait(stop);
  }
  return false;
}

void Incoming::say_refused(const runtime::BusMessage& message, const std::string& why) {
  if (logger_ == nullptr) return;
  const auto omitted = refusals_.pass(Rarely::Clock::now());
  if (!omitted) return;
  std::vector<LogField> fields{{"bus", bus_}, {"message", message.receipt}, {"reason", why}};
  if (*omitted > 0) fields.push_back({"omitted", static_cast<std::int64_t>(*omitted)});
  logger_->log(
      {.level = LogLevel::Warning, .message = "a message of a bus is no event, and was refused", .fields = fields});
}

}  // namespace baton::engine
