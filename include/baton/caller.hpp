// Who asks the engine for something.
#pragma once

#include <baton/detail/visibility.hpp>

#include <string>

namespace baton BATON_PUBLIC {

// A principal's name as the program that asks knows it ("alice", "billing@example.com"), never a credential. It is in the
// history of what was asked for, and nothing depends on it. Empty: nobody is named. At most 256 bytes of UTF-8 without
// control characters.
struct Caller {
  std::string name = {};

  friend bool operator==(const Caller&, const Caller&) = default;
};

}  // namespace baton BATON_PUBLIC
