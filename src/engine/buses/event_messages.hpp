// Messages of a bus as CloudEvents, and back. Pure.
//
// A message is binary if it has headers named ce-…: these are the attributes, `content-type` is `datacontenttype`, the body is the data. Otherwise its
// body is the event in the structured form of JSON.
#pragma once

#include "runtime/ports/bus.hpp"

#include <baton/cloud_event.hpp>
#include <baton/error.hpp>
#include <baton/events.hpp>

#include <string>
#include <string_view>

namespace baton::engine {

// The extension attribute that events have which came in from a bus: the bus's name.
inline constexpr std::string_view kBusAttribute = "batonbus";

// The event, with that attribute; checked. InvalidArgument says why there is none, without its data.
[[nodiscard]] Result<CloudEvent> event_of(const runtime::BusMessage& message, const std::string& bus);
[[nodiscard]] bool came_in_from(const CloudEvent& event, std::string_view bus);
// As it is sent, without the attribute.
[[nodiscard]] runtime::BusEvent bus_event_of(LoggedEvent logged);
[[nodiscard]] std::string bus_name_of(const CloudEvent& event);

}  // namespace baton::engine
