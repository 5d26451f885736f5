#include "core/hosted/hosted_transition.hpp"

#include "core/limits.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace baton::core {
namespace {

template <class T>
std::optional<HostedRequest> take_from(std::vector<HostedRequest>& requests, const T& wanted,
                                       std::optional<T> HostedRequest::* by) {
  const auto place = std::ranges::find(requests, wanted, by);
  if (place == requests.end()) return std::nullopt;
  HostedRequest request = std::move(*place);
  requests.erase(place);
  return request;
}

}  // namespace

HostedTransition::HostedTransition(const Program& program, Decision& decision)
    : Transition(program, decision), state_(std::get<HostedState>(decision.next.state)) {}

void HostedTransition::ask(Value intent, int format, Call call) {
  HostedRequest request{.intent = std::move(intent), .format = format, .key = {}, .timer = {}, .due = {}, .attempt = 1};
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

void HostedTransition::ask_delay(Value intent, int format, Timestamp until) {
  const TimerId timer{state_.next_timer++};
  set_timer_row(timer, until);
  state_.requests.push_back(HostedRequest{
      .intent = std::move(intent), .format = format, .key = {}, .timer = timer, .due = until, .attempt = 1});
}

std::optional<HostedRequest> HostedTransition::take(const IntentKey& key) {
  return take_from(state_.requests, key, &HostedRequest::key);
}

std::optional<HostedRequest> HostedTransition::take(TimerId timer) {
  return take_from(state_.requests, timer, &HostedRequest::timer);
}

void HostedTransition::remember_unknown(HostedRequest request) {
  if (state_.unknown.size() >= kMaxUnknownCalls) state_.unknown.erase(state_.unknown.begin());
  state_.unknown.push_back(std::move(request));
}

bool HostedTransition::has_open_calls() const {
  return std::ranges::any_of(state_.requests, [](const HostedRequest& each) { return each.key.has_value(); });
}

}  // namespace baton::core
