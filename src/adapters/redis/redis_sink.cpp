#include "adapters/redis/redis_sink.hpp"

#include <charconv>
#include <limits>
#include <string_view>
#include <vector>

namespace baton::adapters {
namespace {

// The position in an id that was made of one; nullopt: another one made it.
std::optional<std::uint64_t> position_of(std::string_view id) {
  std::uint64_t position = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), position);
  if (error != std::errc{} || std::string_view(end, id.data() + id.size()) != "-0") return std::nullopt;
  return position;
}

}  // namespace

runtime::BusResult<std::optional<RedisSink::Last>> RedisSink::last() {
  if (auto opened = connection_.open(); !opened) return std::unexpected(opened.error());
  const auto answer = connection_.command({"XINFO", "STREAM", stream_}, "ERR no such key");
  if (!answer) return std::unexpected(answer.error());
  if (answer->get().error()) return std::nullopt;
  const std::string_view id = answer->get().value_of("last-generated-id").text();
  if (id == "0-0") return std::nullopt;
  const auto position = position_of(id);
  const RedisReply entry = answer->get().value_of("last-entry");
  const bool is_there = entry[0].text() == id;  // it may have been dropped
  const std::string_view name = is_there ? entry[1].value_of("name").text() : std::string_view();
  if (!position || (is_there && name.empty())) {
    return std::unexpected(runtime::BusError{.kind = runtime::BusError::Kind::Refused,
                                             .message = "the newest entry of the stream '" + stream_ + "', " +
                                                        std::string(id) +
                                                        ", is not Baton's; send to a stream that nobody else writes"});
  }
  return Last{.position = *position, .name = name.empty() ? std::nullopt : std::optional(std::string(name))};
}

runtime::BusResult<void> RedisSink::send(std::span<const runtime::BusEvent> events) {
  if (auto opened = connection_.open(); !opened) return opened;
  std::vector<RedisConnection::Words> commands;
  commands.reserve(events.size());
  for (const runtime::BusEvent& event : events) {
    RedisConnection::Words words{"XADD", stream_};
    if (kept_) words.insert(words.end(), {"MAXLEN", "~", std::to_string(*kept_)});
    words.insert(words.end(), {std::to_string(event.position) + "-0", "event", event.json, "name", event.name});
    commands.push_back(std::move(words));
  }
  return connection_.all(commands);
}

std::size_t RedisSink::max_bytes() const {
  return std::numeric_limits<std::size_t>::max();  // 512 MB, and no event is so large
}

}  // namespace baton::adapters
