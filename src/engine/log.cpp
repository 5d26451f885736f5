#include "engine/log.hpp"

#include "base/version.hpp"

#include <utility>
#include <vector>

namespace baton::engine {
namespace {

std::int64_t logged_number(std::uint64_t count) {
  return static_cast<std::int64_t>(count);
}

// Of a URL that names a user or a password, these are not for a log.
std::string without_credentials(const std::string& url) {
  const auto host = url.find("//");
  if (host == std::string::npos) return url;
  std::string address = url.substr(host + 2);
  address.erase(0, address.find_last_of('@') + 1);
  return url.substr(0, host + 2) + address.substr(0, address.find('?'));
}

}  // namespace

void Log::opened(const std::string& store, const EngineOptions& options) {
  if (logger_ == nullptr) return;
  const std::string shown = without_credentials(store);
  const bool is_reader = options.mode == EngineOptions::Mode::Read;
  say(LogLevel::Info, "the engine is open",
      {{"version", kVersion},
       {"store", shown},
       {"mode", std::string_view(is_reader ? "read" : "write")},
       {"operator_threads", logged_number(options.operator_threads)}});
}

void Log::closing() {
  say(LogLevel::Info, "the engine is closing");
}

void Log::closed() {
  say(LogLevel::Info, "the engine is closed");
}

void Log::not_ended(const StopReport& report) {
  for (const RunningCall& call : report.calls) {
    say(LogLevel::Warning, "an operator has not returned, and the engine does not wait for it any more",
        {{"function", call.function}, {"instance", call.instance.value}});
  }
  if (report.observers > 0) {
    say(LogLevel::Warning, "observers have not returned, and the engine does not wait for them any more",
        {{"observers", logged_number(report.observers)}});
  }
  if (report.loop_is_blocked) {
    say(LogLevel::Warning, "the engine's loop is blocked; the store stays locked until it is not");
  }
}

void Log::recovered(std::uint64_t instances) {
  if (instances == 0) return say(LogLevel::Info, "no instance was interrupted");
  say(LogLevel::Info, "interrupted instances are continued", {{"instances", logged_number(instances)}});
}

void Log::store_fails(const runtime::StoreError& error) {
  if (error.is_transient()) {
    say(LogLevel::Warning, "the store fails; it is tried again", {{"reason", error.message}});
  } else {
    say(LogLevel::Error, "the store fails", {{"reason", error.message}});
  }
}

// A warning as well: whoever sees the first one wants to see this one.
void Log::store_works(Duration failed_for) {
  say(LogLevel::Warning, "the store works again", {{"seconds", std::chrono::duration<double>(failed_for).count()}});
}

void Log::quarantined(const InstanceId& id, std::string_view reason) {
  say(LogLevel::Error, "an instance is quarantined", {{"instance", id.value}, {"reason", reason}});
}

void Log::operator_missing(const std::string& function) {
  say(LogLevel::Warning, "calls wait for an operator that is not registered", {{"function", function}});
}

void Log::program_missing(const DefinitionName& program, std::string_view why) {
  say(LogLevel::Warning, "children wait, because what they run is missing",
      {{"program", program.space + '/' + program.name + '/' + program.version}, {"reason", why}});
}

// The details may be business data.
void Log::unawaited_fault(const core::Instance& child) {
  say(LogLevel::Warning, "a child that nobody awaits has faulted",
      {{"instance", child.id.value},
       {"workflow", child.definition.space + '/' + child.definition.name},
       {"parent", child.parent->instance.value},
       {"error", child.error ? child.error->type : std::string()}});
}

void Log::overloaded() {
  ++refused_overloaded_;
  say_rarely(overloaded_, "a request was refused because too many wait");
}

void Log::slow_commit(std::chrono::duration<double> time, std::size_t writes) {
  say_rarely(slow_commit_, "a commit was slow", {{"seconds", time.count()}, {"writes", logged_number(writes)}});
}

void Log::subscriber_threw() {
  say_rarely(subscriber_threw_, "a subscriber threw an exception, which was dropped");
}

void Log::observer_threw() {
  say_rarely(observer_threw_, "an observer threw an exception, which was dropped");
}

void Log::observer_fell_behind(std::uint64_t missing) {
  entries_missed_ += missing;
  say_rarely(observer_fell_behind_, "an observer fell behind and got a gap mark",
             {{"entries", logged_number(missing)}});
}

void Log::events_dropped(std::uint64_t events) {
  say_rarely(events_dropped_, "the event log has dropped its oldest events, as its retention says",
             {{"events", logged_number(events)}});
}

void Log::events_lost(std::uint64_t times) {
  say_rarely(
      events_lost_,
      "instances are suspended because they lose events that the log could not keep longer; their errors say which",
      {{"instances", logged_number(times)}});
}

void Log::events_unreadable(const Error& error) {
  say_rarely(events_unreadable_, "a subscriber cannot read the event log; it is tried again",
             {{"reason", error.message}});
}

void Log::say(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (logger_ != nullptr) logger_->log({.level = level, .message = message, .fields = fields});
}

void Log::say_rarely(Rarely& often, std::string_view message, std::initializer_list<LogField> fields) {
  if (logger_ == nullptr) return;
  const auto omitted = often.pass(Rarely::Clock::now());
  if (!omitted) return;
  std::vector<LogField> all(fields);
  if (*omitted > 0) all.push_back({"omitted", logged_number(*omitted)});
  logger_->log({.level = LogLevel::Warning, .message = message, .fields = all});
}

}  // namespace baton::engine
