#include "core/hosted/hosted_transition.hpp"

#include "core/limits.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace baton::core {
namespace {

template <class T>
const HostedRequest* find_by(std::optional<T> HostedRequest::* by, const T& wanted,
                             const Queue<HostedRequest>& requests) {
  const auto place = std::ranges::find(requests, wanted, by);
  return place == requests.end() ? nullptr : &*place;
}

HostedRequest request_of(Value intent, int format) {
  return {.intent = std::move(intent), .format = format, .key = {}, .timer = {}, .due = {}, .attempt = 1};
}

}  // namespace

HostedTransition::HostedTransition(const Program& program, Decision& decision)
    : Transition(program, decision), state_(std::get<HostedState>(decision.next.state)) {}

void HostedTransition::ask_call(Value intent, int format, Call call) {
  HostedRequest request = request_of(std::move(intent), format);
  const auto earlier = std::ranges::find(state_.unknown, request.intent, &HostedRequest::intent);
  if (earlier != state_.unknown.end()) {
    request.key = std::move(earlier->key);
    request.attempt = earlier->attempt + 1;
    state_.unknown.erase(earlier);
    reissue(Pending{.key = *request.key, .request = std::move(call), .attempt = request.attempt});
  } else {
    request.key = issue(std::move(call));
  }
  state_.requests.push_back(std::move(request));
}

void HostedTransition::ask_child(Value intent, int format, StartChild child) {
  HostedRequest request = request_of(std::move(intent), format);
  request.key = issue(std::move(child));
  state_.requests.push_back(std::move(request));
}

void HostedTransition::ask_delay(Value intent, int format, Timestamp until) {
  HostedRequest request = request_of(std::move(intent), format);
  request.timer = TimerId{state_.next_timer++};
  request.due = until;
  set_timer_row(*request.timer, until);
  state_.requests.push_back(std::move(request));
}

const HostedRequest* HostedTransition::find(const IntentKey& key) const {
  return find_by(&HostedRequest::key, key, state_.requests);
}

const HostedRequest* HostedTransition::find(TimerId timer) const {
  return find_by(&HostedRequest::timer, timer, state_.requests);
}

HostedRequest HostedTransition::take(const HostedRequest& request) {
  const auto place = state_.requests.begin() + (&request - state_.requests.data());
  HostedRequest taken = std::move(*place);
  state_.requests.erase(place);
  return taken;
}

void HostedTransition::remember_unknown(HostedRequest request) {
  if (state_.unknown.size() >= kMaxUnknownCalls) state_.unknown.erase(state_.unknown.begin());
  state_.unknown.push_back(std::move(request));
}

bool HostedTransition::has_open_requests() const {
  return std::ranges::any_of(state_.requests, [](const HostedRequest& each) { return each.key.has_value(); });
}

}  // namespace baton::core
