// What the loop is asked to do: one event on its way to its instance.
#pragma once

#include "base/boxed.hpp"
#include "core/event.hpp"
#include "runtime/ports/store.hpp"
#include "runtime/programs.hpp"

#include <baton/ids.hpp>

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

namespace baton::runtime {

// Why a start or a command did not happen.
struct Rejection {
  enum class Kind : std::uint8_t { Invalid, NotFound, Conflict, Overloaded, Quarantined, StoreFailed, Stale };
  Kind kind;
  std::string reason;
  Boxed<Problem> problem = {};  // that the instance itself gives as the reason
};
// Why an instance has not done what the event asks.
[[nodiscard]] Rejection refusal_of(const InstanceId& id, const core::EventBody& event, const Problem& why);
// The instance after the command; of a repeated start, as it is now.
using CommandResult = std::expected<InstanceRow, Rejection>;
using Reply = std::function<void(CommandResult)>;

// Beside what a client asks for.
struct Asked {
  Reply reply = {};
  std::string caller = {};               // core::Event::caller
  std::optional<Revision> only_at = {};  // it applies to the instance at this revision, and is else Stale
};

// Beside a Start.
struct Started {
  ProgramPtr program;
  std::string requested_version = {};  // as the caller wrote it; empty: whichever is newest
  bool looks_first = false;  // whether there is such an instance already: it is not assumed any more that there is none
  bool is_awaited = true;    // of a child: its end answers its parent
  std::optional<std::uint64_t> log = {};  // of a child: it listens to what comes after this position of the event log
};

struct Item {
  InstanceId instance;
  core::EventBody event;  // in a Move it has gone into the decision
  Boxed<Started> started = {};
  Boxed<Asked> asked = {};
  bool is_duplicate = false;  // its commit has shown that the message was consumed before
  // Of a message from another instance: who sent it, and which of its requests it is.
  struct Sender {
    InstanceId instance;
    IntentKey key;
    IntentKey child = {};  // of a Cancel: the request that has started the instance, or will
  };
  Boxed<Sender> sender = {};
};

}  // namespace baton::runtime
