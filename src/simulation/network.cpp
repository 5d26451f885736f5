#include "simulation/network.hpp"

#include <algorithm>
#include <utility>

namespace baton::simulation {
namespace {

// As the engine says it: of an HTTP call, its caller does.
core::Outcome unknown(const runtime::CallRequest& request) {
  const bool is_http = request.call.kind == core::CallKind::Http;
  return core::OutcomeUnknown{is_http ? make_problem(ProblemKind::Communication, 504, "no answer came")
                                      : make_problem(ProblemKind::Runtime, "no answer came")};
}

// The next request under the key may be dealt with.
bool is_turned_away(const core::Outcome& outcome) {
  const auto* failure = std::get_if<core::Failed>(&outcome);
  return failure != nullptr && runtime::turns_away(failure->problem->status);
}

}  // namespace

void Network::send(runtime::CallRequest request) {
  transits_.push_back(Transit{.request = std::move(request), .answer = std::nullopt});
}

std::optional<Answered> Network::deliver_one() {
  const auto place = transits_.begin() + static_cast<std::ptrdiff_t>(trouble_.choices().below(transits_.size()));
  if (!place->answer) {
    place->answer = travel(place->request);
    return std::nullopt;
  }
  if (!is_heard(*place)) {
    transits_.erase(place);
    return std::nullopt;
  }
  Answered answered{.instance = place->request.instance,
                    .key = place->request.key,
                    .attempt = place->request.attempt,
                    .process = place->request.process,
                    .was_made = place->answer->was_made,
                    .outcome = place->answer->outcome};
  if (!trouble_.strikes(&Hostility::answer_twice, "an answer will come twice")) transits_.erase(place);
  trouble_.note(answered);
  return answered;
}

bool Network::is_heard(const Transit& transit) {
  switch (transit.asker) {
    case Asker::Waits:
      return true;
    case Asker::IsGone:
      return strays();
    case Asker::HasGivenUp:
      return false;
  }
  std::unreachable();
}

void Network::withdraw(const core::Withdraw& call) {
  // The newest: an answer to an earlier process may be on its way.
  const auto place = std::find_if(transits_.rbegin(), transits_.rend(), [&](const Transit& transit) {
    return transit.asker == Asker::Waits && transit.request.key == call.key && transit.request.attempt == call.attempt;
  });
  if (place == transits_.rend()) return;
  Withdrawn withdrawn{.instance = place->request.instance,
                      .key = call.key,
                      .attempt = call.attempt,
                      .process = place->request.process,
                      .is_dropped = false};
  if (trouble_.strikes(&Hostility::withdrawal_late, "a withdrawal comes too late")) return trouble_.note(withdrawn);
  if (place->answer) {
    place->answer = Reply{unknown(place->request)};
  } else if (place->request.call.idempotent &&
             trouble_.strikes(&Hostility::withdrawal_aborts, "a call is aborted that is under way")) {
    Transit aborted = *place;
    aborted.asker = Asker::HasGivenUp;
    place->answer = Reply{unknown(place->request)};
    transits_.push_back(std::move(aborted));
  } else {
    withdrawn.is_dropped = true;
    place->answer =
        Reply{.outcome = core::Failed{make_problem(ProblemKind::Runtime, "it was withdrawn")}, .was_made = false};
  }
  trouble_.note(withdrawn);
}

Network::Reply Network::travel(const runtime::CallRequest& request) {
  if (trouble_.strikes(&Hostility::call_lost, "a call is lost on its way")) return {unknown(request)};
  if (trouble_.strikes(&Hostility::call_not_made, "a call cannot be made")) {
    trouble_.note(Declined{.instance = request.instance, .key = request.key});
    return {.outcome = core::Failed{make_problem(ProblemKind::Configuration, "it cannot be made")}, .was_made = false};
  }
  const bool is_busy = is_under_way_too(request);
  end_left_calls(request);
  if (is_busy && trouble_.strikes(&Hostility::call_busy, "a call is refused, because another one is under way")) {
    return {core::Failed{make_problem(ProblemKind::Communication, 409, "another attempt is under way")}};
  }
  core::Outcome outcome = perform(request);
  if (trouble_.strikes(&Hostility::answer_lost, "an answer is lost on its way")) return {unknown(request)};
  return {std::move(outcome)};
}

bool Network::is_under_way_too(const runtime::CallRequest& request) const {
  return std::ranges::any_of(transits_, [&](const Transit& transit) {
    return !transit.answer && transit.request.key == request.key && &transit.request != &request;
  });
}

// A service that has begun with a call ends it before it begins with what the same instance asks for later.
void Network::end_left_calls(const runtime::CallRequest& later) {
  for (Transit& transit : transits_) {
    if (transit.asker == Asker::Waits || transit.answer || transit.request.instance != later.instance) continue;
    if (&transit.request != &later) transit.answer = Reply{perform(transit.request)};
  }
}

bool Network::strays() {
  return trouble_.strikes(&Hostility::answer_strays, "an answer strays to the next process");
}

core::Outcome Network::perform(const runtime::CallRequest& request) {
  if (const auto known = served_.find(request.key.value); known != served_.end()) return known->second;
  core::Outcome outcome = respond_(request, trouble_.choices());
  if (std::holds_alternative<core::Succeeded>(outcome)) {
    trouble_.note(Performed{
        .instance = request.instance, .key = request.key, .attempt = request.attempt, .process = request.process});
  } else {
    trouble_.note(Declined{.instance = request.instance, .key = request.key});
  }
  if (!is_turned_away(outcome)) served_.emplace(request.key.value, outcome);
  return outcome;
}

void Network::lose_process() {
  for (Transit& transit : std::exchange(transits_, {})) {
    if (transit.asker == Asker::HasGivenUp) {
      transits_.push_back(std::move(transit));
      continue;
    }
    if (!transit.answer && transit.request.call.idempotent &&
        trouble_.strikes(&Hostility::call_left, "a call is left under way by its process")) {
      transit.asker = Asker::IsGone;
      transits_.push_back(std::move(transit));
      continue;
    }
    if (!transit.answer) transit.answer = travel(transit.request);
    if (strays()) transits_.push_back(std::move(transit));
  }
}

}  // namespace baton::simulation
