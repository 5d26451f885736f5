// Identifiers that users meet. Each is its own type, so that one cannot be passed for another.
#pragma once

#include <baton/detail/visibility.hpp>

#include <compare>
#include <cstdint>
#include <string>

namespace baton BATON_PUBLIC {

// Names one run of a workflow. Chosen by the caller, or random; 1 to 128 bytes of [A-Za-z0-9._:-].
struct InstanceId {
  std::string value;

  friend auto operator<=>(const InstanceId&, const InstanceId&) = default;
};

// How many transitions an instance has made; its first one makes it 1.
struct Revision {
  std::uint64_t value = 0;

  friend auto operator<=>(const Revision&, const Revision&) = default;
};

// The idempotency key of one request to the world: <run id>/<revision>/<position>.
struct IntentKey {
  std::string value;

  friend auto operator<=>(const IntentKey&, const IntentKey&) = default;
};

// Names a timer of an instance.
enum class TimerId : std::uint32_t {};
// An open subscription to the event log; unique within its instance.
enum class ListenerId : std::uint32_t {};

// SHA-256 of a definition's canonical JSON, as 64 hexadecimal digits.
struct Digest {
  std::string hex;

  friend auto operator<=>(const Digest&, const Digest&) = default;
};

// What a definition is called. `version` is a semantic version; where it may be empty, that means the newest.
struct DefinitionName {
  std::string space;  // the DSL's `namespace`
  std::string name;
  std::string version = {};

  friend auto operator<=>(const DefinitionName&, const DefinitionName&) = default;
};

}  // namespace baton BATON_PUBLIC
