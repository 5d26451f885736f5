#include "runtime/event_rows.hpp"

#include "base/sha256.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace baton::runtime {
namespace {

constexpr std::size_t kKeyBytes = 16;

unsigned value_of_digit(char hex) {
  return static_cast<unsigned>(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

// Neither a source nor an id has a line feed, so no two pairs give the same text.
std::string key_of(const CloudEvent& event) {
  const std::string digest = sha256_hex(event.source + '\n' + event.id);
  std::string key;
  for (std::size_t i = 0; i < 2 * kKeyBytes; i += 2) {
    key.push_back(static_cast<char>(value_of_digit(digest[i]) << 4U | value_of_digit(digest[i + 1])));
  }
  return key;
}

}  // namespace

EventRow event_row(const CloudEvent& event) {
  return {.position = 0, .at = {}, .key = key_of(event), .type = event.type, .body = to_json(to_value(event))};
}

StoreResult<CloudEvent> event_of(const EventRow& row) {
  const auto damaged = [&](const std::string& why) {
    return std::unexpected(StoreError{.kind = StoreError::Kind::Corrupt,
                                      .message = "the event at position " + std::to_string(row.position) +
                                                 " of the event log cannot be read: " + why +
                                                 "; restore the store from a backup, or read from the next position"});
  };
  const auto object = parse_json(row.body);
  if (!object) return damaged(describe(object.error()));
  auto event = cloud_event_from(*object);
  if (!event) return damaged(event.error().message);
  return *std::move(event);
}

}  // namespace baton::runtime
