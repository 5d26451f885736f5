// Operating errors of the library: values, never exceptions.
#pragma once

#include <baton/detail/visibility.hpp>

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace baton BATON_PUBLIC {

struct Error {
  enum class Kind : std::uint8_t {
    InvalidArgument,    // a malformed id, store URL, input …
    InvalidDefinition,  // the document does not compile; `details` lists its problems
    MissingOperators,   // the workflow calls operators that are not registered; `details` lists them
    NotFound,           // no such instance or definition
    Conflict,           // does not apply to the instance's present state, or the name belongs to other content
    Overloaded,         // too much is waiting, or no thread is available; try again later
    Quarantined,        // the instance cannot be run by this version or store; it stays as it is
    Busy,               // another process writes this store; the message names it
    StoreFailed,        // the store failed; nothing that was confirmed is lost
    Timeout,            // it did not happen in the time given
    Unavailable         // this engine cannot answer here: it is closing, or is called from its own callback
  };
  Kind kind;
  std::string message;  // what happened and what to do, for people
  std::vector<std::string> details = {};

  [[nodiscard]] bool may_succeed_later() const {
    return kind == Kind::Overloaded || kind == Kind::Busy || kind == Kind::StoreFailed || kind == Kind::Timeout;
  }

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

}  // namespace baton BATON_PUBLIC
