// Who asks the engine for something.
#pragma once

#include <baton/detail/visibility.hpp>

#include <string>

namespace baton BATON_PUBLIC {

// The name of a user or service as the calling program knows it ("alice", "billing@example.com"), never a credential. The
// history shows it, and no decision depends on it. Empty: no name is given. At most 256 bytes of UTF-8 without control
// characters.
struct Caller {
  std::string name = {};

  friend bool operator==(const Caller&, const Caller&) = default;
};

}  // namespace baton BATON_PUBLIC
