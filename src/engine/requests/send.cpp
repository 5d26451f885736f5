#include "engine/requests/send.hpp"

#include "engine/errors.hpp"
#include "engine/limits.hpp"
#include "value/utf8.hpp"

namespace baton::engine::requests {
namespace {

std::optional<std::string> unusable_name(const detail::SentEvent& event) {
  if (event.id.empty() && !event.source.empty()) return "the event has a source but no id; give both or neither";
  for (const std::string& part : {event.source, event.id}) {
    if (part.size() > kMaxEventName) {
      return "the source and the id of an event must be at most " + std::to_string(kMaxEventName) + " bytes each";
    }
    if (utf8::find_invalid(part) != part.size()) return "the source and the id of an event must be valid UTF-8";
  }
  return std::nullopt;
}

}  // namespace

Result<Command> Send::prepare(Desk& desk, const Caller& caller) && {
  if (auto possible = desk.check_change(); !possible) return std::unexpected(possible.error());
  if (auto why_not = unusable_name(event)) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = *std::move(why_not)});
  }
  const auto row = desk.row_of(id);
  if (!row) return std::unexpected(row.error());
  if (row->definition.space != core::kMachineSpace || row->definition.name != machine) {
    return std::unexpected(Error{.kind = Error::Kind::Conflict,
                                 .message = "the instance '" + id.value + "' is a '" + text_of(row->definition) +
                                            "', not a machine '" + machine + "'"});
  }
  if (auto possible = desk.can_continue(id); !possible) return std::unexpected(possible.error());
  return Command{.id = std::move(id),
                 .event = core::Deliver{.event = std::move(event.event.json),
                                        .format = event.event.format,
                                        .source = std::move(event.source),
                                        .id = std::move(event.id)},
                 .caller = caller.name,
                 .only_at = only_at};
}

}  // namespace baton::engine::requests
