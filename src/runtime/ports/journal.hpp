// Port: the journal. What the loop needs of its store, asked for without waiting: a request is begun, and its answer is
// taken when it has come. Answers come in any order; each says what it answers.
//
// Called from the loop's thread. At most one Commit, one Trim and one request each of the cursors (timers, pending, definitions, listeners), of
// the log's end and of what is wanted are under way; no Load is of an instance that another one, a Commit, a Remove or a Consume under way names. So an answer never shows
// less than the commits that were reported before its request began.
#pragma once

#include "runtime/ports/store.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {

// As BlockingJournal and Definitions have them.
struct CommitRequest {
  using Answer = CommitResult;
  std::vector<Write> writes;
  std::vector<EventRow> published = {};  // they come back with the answer
  Shard log = {};
};
struct LoadRequest {
  using Answer = std::vector<StoreResult<std::optional<StoredInstance>>>;  // of each, in order
  Shard shard;
  std::vector<InstanceId> ids;
};
struct TimerPage {
  std::vector<DueTimer> due;
  // Of a page that is not full: when the earliest of those that are due later than `now` is due.
  std::optional<Timestamp> next;
};
struct TimersRequest {
  using Answer = StoreResult<TimerPage>;
  Shard shard;
  DueTimer after;
  Timestamp now;
  std::size_t limit = 0;
};
struct PendingRequest {
  using Answer = StoreResult<std::vector<InstanceId>>;
  Shard shard;
  InstanceId after;
  std::size_t limit = 0;
};
struct RemoveRequest {
  using Answer = StoreResult<Removed>;
  Shard shard;
  InstanceId id;
};
struct ConsumeRequest {
  using Answer = StoreResult<void>;
  Consumed message;
};
struct LogEndRequest {
  using Answer = StoreResult<std::uint64_t>;  // the event log's last position
  Shard log;
};
struct ListenersRequest {
  using Answer = StoreResult<ListenerPage>;
  Shard shard;
  ListenerPlace from;
  std::size_t limit = 0;
};
struct WantedRequest {
  using Answer = StoreResult<std::vector<FoundEvents>>;
  std::vector<WantedEvents> wanted;
  std::size_t limit = 0;  // for each
};
struct TrimRequest {
  using Answer = StoreResult<Trimmed>;
  Trim trim;
};
struct DefinitionRequest {  // by digest, or the deployed one of that name
  using Answer = StoreResult<std::optional<DefinitionRow>>;
  std::variant<Digest, DefinitionName> wanted;
};
struct DefinitionsRequest {  // all that are stored, by digest
  using Answer = StoreResult<std::vector<DefinitionRow>>;
  Digest after;
  std::size_t limit = 0;
};
using JournalRequest =
    std::variant<CommitRequest, LoadRequest, TimersRequest, PendingRequest, RemoveRequest, ConsumeRequest, TrimRequest,
                 DefinitionRequest, DefinitionsRequest, LogEndRequest, ListenersRequest, WantedRequest>;

// A request, as far as it says what it was, with its answer: the writes of a commit are gone.
template <class Request>
struct Finished {
  Request request;
  typename Request::Answer answer;
};
template <class Requests>
struct AnswersTo;
template <class... Requests>
struct AnswersTo<std::variant<Requests...>> {
  using Type = std::variant<Finished<Requests>...>;
};
using JournalAnswer = AnswersTo<JournalRequest>::Type;

class Journal {
 public:
  Journal() = default;
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  virtual ~Journal() = default;

  virtual void begin(JournalRequest request) = 0;
  // The next answer that has come; nullopt: none has. An answer that comes while the loop sleeps wakes it.
  [[nodiscard]] virtual std::optional<JournalAnswer> finished() = 0;
};

}  // namespace baton::runtime
