// A request that brings CloudEvents, as it comes over HTTP. Whatever it is, it is refused as the client's mistake, or each of its events is valid
// and the same after it was written and read again.
#include "input.hpp"

#include "server/http/request_reader.hpp"
#include "server/posted_events.hpp"

#include <string>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using baton::server::RequestReader;
  RequestReader reader;
  reader.add(baton::fuzz::text_of(data, size));
  while (reader.advance() == RequestReader::State::Complete) {
    const auto events = baton::server::events_of(reader.take());
    if (!events) {
      baton::fuzz::require(events.error().status == 400 || events.error().status == 415, "it is the client's mistake");
      continue;
    }
    for (const baton::CloudEvent& event : *events) {
      baton::fuzz::require(baton::check(event).has_value(), "what is taken is valid");
      const auto again = baton::cloud_event_from(baton::parse_json(to_json(to_value(event))).value());
      baton::fuzz::require(again && *again == event, "it is the same when it is read again");
    }
  }
  return 0;
}
