#include "runtime/requests_in_flight.hpp"

#include <utility>

namespace baton::runtime {
namespace {

// Which of its instance's requests the event answers, if any.
const IntentKey* answered_key(const core::EventBody& event) {
  if (const auto* answer = std::get_if<core::Answer>(&event)) return &answer->key;
  if (const auto* acknowledged = std::get_if<core::Acknowledged>(&event)) return &acknowledged->key;
  const auto* turn = std::get_if<core::Continue>(&event);
  return turn == nullptr ? nullptr : &turn->key;
}

}  // namespace

bool RequestsInFlight::begin(const IntentKey& key, std::uint32_t attempt) {
  return begin(by_key_[key.value], attempt);
}

bool RequestsInFlight::begin_call(const IntentKey& key, std::uint32_t attempt, core::CallKind kind, bool repeats) {
  Request& request = by_key_[key.value];
  if (!begin(request, attempt)) return false;
  count_call(request, attempt, kind, repeats);
  return true;
}

bool RequestsInFlight::begin(Request& request, std::uint32_t attempt) {
  if (request.attempt >= attempt) return false;
  request.attempt = attempt;
  request.is_awaited = true;
  return true;
}

void RequestsInFlight::withdraw(const IntentKey& key) {
  const auto request = by_key_.find(key.value);
  if (request == by_key_.end()) return;
  Request& left = request->second;
  left.is_awaited = left.waits = false;
  if (left.answers == 0 && left.unanswered == 0) by_key_.erase(request);
}

bool RequestsInFlight::is_out(const IntentKey& key, std::uint32_t attempt) const {
  const auto request = by_key_.find(key.value);
  return request != by_key_.end() && (request->second.unanswered & bit_of(attempt)) != 0;
}

bool RequestsInFlight::stops_waiting(const IntentKey& key, std::uint32_t attempt) {
  const auto request = by_key_.find(key.value);
  if (request == by_key_.end() || request->second.attempt != attempt) return false;
  return std::exchange(request->second.waits, false);
}

void RequestsInFlight::count_call(Request& request, std::uint32_t attempt, core::CallKind kind, bool repeats) {
  if (repeats) request.is_repeated = true;
  if ((request.unanswered & bit_of(attempt)) != 0) return;
  request.unanswered |= bit_of(attempt);
  request.counted |= bit_of(attempt);
  request.kind = kind;
  in_flight_[std::to_underlying(kind)].add();
}

void RequestsInFlight::call_withdrawn(const IntentKey& key, std::uint32_t attempt) {
  const auto request = by_key_.find(key.value);
  if (request != by_key_.end()) stop_counting(request->second, attempt);
}

void RequestsInFlight::stop_counting(Request& request, std::uint32_t attempt) {
  if ((request.counted & bit_of(attempt)) == 0) return;
  request.counted &= ~bit_of(attempt);
  in_flight_[std::to_underlying(request.kind)].subtract();
}

std::optional<core::Answer> RequestsInFlight::answered(CallAnswer&& answer) {
  Request& request = by_key_[answer.key.value];
  const bool is_own = answer.process == process_;
  const bool is_success = std::holds_alternative<core::Succeeded>(answer.outcome);
  if (!is_own && !is_success && request.unanswered != 0) return std::nullopt;
  if (is_own) {
    request.unanswered &= ~bit_of(answer.attempt);
    stop_counting(request, answer.attempt);
    CallCounters& calls = counters(request.kind);
    calls.answered.add();
    if (std::holds_alternative<core::OutcomeUnknown>(answer.outcome)) calls.unknown.add();
  }
  queued(request, answer.attempt);
  const bool overtakes =
      request.unanswered != 0 || ((request.is_repeated || !is_own) && is_of_this_request_alone(answer));
  return core::Answer{.key = std::move(answer.key),
                      .outcome = std::move(answer.outcome),
                      .attempt = answer.attempt,
                      .overtakes = overtakes};
}

void RequestsInFlight::queued(const core::EventBody& event) {
  const IntentKey* key = answered_key(event);
  if (key == nullptr) return;
  const auto* answer = std::get_if<core::Answer>(&event);
  queued(by_key_[key->value], answer == nullptr ? 1 : answer->attempt);
}

void RequestsInFlight::queued(Request& request, std::uint32_t attempt) {
  if (attempt >= request.attempt) {
    request.attempt = attempt;
    request.is_awaited = false;
  }
  ++request.answers;
}

void RequestsInFlight::settled(const core::EventBody& event) {
  const IntentKey* key = answered_key(event);
  if (key == nullptr) return;
  const auto request = by_key_.find(key->value);
  --request->second.answers;
  const Request& left = request->second;
  if (!left.is_awaited && left.answers == 0 && left.unanswered == 0) by_key_.erase(request);
}

bool RequestsInFlight::is_unanswered(const IntentKey& key) const {
  const auto request = by_key_.find(key.value);
  return request != by_key_.end() && request->second.answers == 0;
}

}  // namespace baton::runtime
