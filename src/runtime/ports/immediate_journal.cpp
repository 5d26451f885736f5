#include "runtime/ports/immediate_journal.hpp"

#include "base/overloaded.hpp"

#include <utility>

namespace baton::runtime {
namespace {

CommitRequest::Answer answer_to(Store& store, CommitRequest& request) {
  auto result = store.commit({.writes = request.writes, .published = request.published, .log = request.log});
  request.writes.clear();
  return result;
}

LoadRequest::Answer answer_to(Store& store, const LoadRequest& request) {
  LoadRequest::Answer loaded;
  loaded.reserve(request.ids.size());
  for (const InstanceId& id : request.ids) loaded.push_back(store.load(request.shard, id));
  return loaded;
}

TimersRequest::Answer answer_to(Store& store, const TimersRequest& request) {
  auto due = store.due_timers(request.shard, request.after, request.now, request.limit);
  if (!due) return std::unexpected(std::move(due).error());
  TimerPage page{.due = *std::move(due), .next = {}};
  if (page.due.size() == request.limit) return page;
  auto next = store.next_timer(request.shard, request.now);
  if (!next) return std::unexpected(std::move(next).error());
  page.next = *next;
  return page;
}

PendingRequest::Answer answer_to(Store& store, const PendingRequest& request) {
  return store.with_pending(request.shard, request.after, request.limit);
}

RemoveRequest::Answer answer_to(Store& store, const RemoveRequest& request) {
  return store.remove(request.shard, request.id);
}

ConsumeRequest::Answer answer_to(Store& store, const ConsumeRequest& request) {
  return store.consume(request.message);
}

TrimRequest::Answer answer_to(Store& store, const TrimRequest& request) {
  return store.trim_events(request.trim);
}

LogEndRequest::Answer answer_to(Store& store, const LogEndRequest& /*request*/) {
  auto none = store.events({.limit = 0});
  if (!none) return std::unexpected(std::move(none).error());
  return none->last;
}

ListenersRequest::Answer answer_to(Store& store, const ListenersRequest& request) {
  return store.waiting_listeners(request.shard, request.from, request.limit);
}

WantedRequest::Answer answer_to(Store& store, const WantedRequest& request) {
  return store.wanted_events(request.wanted, request.limit);
}

DefinitionsRequest::Answer answer_to(Store& store, const DefinitionsRequest& request) {
  return store.definitions(request.after, request.limit);
}

DefinitionRequest::Answer answer_to(Store& store, const DefinitionRequest& request) {
  return std::visit(overloaded{[&](const Digest& digest) { return store.find_definition(digest); },
                               [&](const DefinitionName& name) { return store.find_deployed(name); }},
                    request.wanted);
}

}  // namespace

JournalAnswer answer_at_once(Store& store, JournalRequest request) {
  return std::visit(
      [&]<class Request>(Request& asked) -> JournalAnswer {
        auto answer = answer_to(store, asked);
        return Finished<Request>{std::move(asked), std::move(answer)};
      },
      request);
}

std::optional<JournalAnswer> ImmediateJournal::finished() {
  if (answers_.empty()) return std::nullopt;
  std::optional<JournalAnswer> answer(std::move(answers_.front()));
  answers_.pop_front();
  return answer;
}

}  // namespace baton::runtime
