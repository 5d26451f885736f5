#include "adapters/redis/redis_source.hpp"

#include "adapters/redis/limits.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::adapters {
namespace {

using runtime::BusMessage;
using runtime::BusResult;

BusMessage message_of(RedisReply entry) {
  BusMessage message{.receipt = std::string(entry[0].text())};
  const RedisReply fields = entry[1];
  bool is_binary = false;
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) is_binary = is_binary || fields[i].text().starts_with("ce-");
  const std::string_view body = is_binary ? "data" : "event";
  for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
    if (fields[i].text() == body) {
      message.body = fields[i + 1].text();
    } else {
      message.headers.emplace_back(fields[i].text(), fields[i + 1].text());
    }
  }
  return message;
}

std::size_t size_of(const BusMessage& message) {
  std::size_t size = message.body.size();
  for (const auto& [name, value] : message.headers) size += name.size() + value.size();
  return size;
}

}  // namespace

BusResult<void> RedisSource::open() {
  if (connection_.is_open()) return {};
  if (auto opened = connection_.open(); !opened) return opened;
  const auto made =
      connection_.command({"XGROUP", "CREATE", consumer_.stream, consumer_.group, "0", "MKSTREAM"}, "BUSYGROUP");
  if (!made) return std::unexpected(made.error());
  has_old_ = true;
  return {};
}

BusResult<std::vector<BusMessage>> RedisSource::receive(std::size_t limit, Duration wait) {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  const std::size_t some = at_once_ == 0 ? limit : std::min(limit, at_once_);
  if (Clock::now() >= takes_over_at_) {
    if (auto taken = take_over(limit); !taken) return std::unexpected(taken.error());
    takes_over_at_ = Clock::now() + kRedisTakesOver;
  }
  auto received = has_old_ ? receive_again(some) : Messages{};
  if (received && received->empty()) {
    has_old_ = false;
    at_once_ = 0;
    received = receive_new(limit, wait);
  }
  if (received || !connection_.was_too_large()) return received;
  // What was asked for is this consumer's now, and is read again, in smaller pieces.
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  if (some == 1) return receive_its_name();
  at_once_ = std::max<std::size_t>(some / 8, 1);
  return Messages{};
}

RedisConnection::Words RedisSource::reading(std::size_t limit) const {
  return {"XREADGROUP", "GROUP", consumer_.group, consumer_.name, "COUNT", std::to_string(limit)};
}

BusResult<std::vector<BusMessage>> RedisSource::receive_again(std::size_t limit) {
  RedisConnection::Words words = reading(limit);
  for (const char* word : {"STREAMS", consumer_.stream.c_str(), "0"}) words.emplace_back(word);
  const auto answer = connection_.command(words);
  if (!answer) return std::unexpected(answer.error());
  return messages_of((**answer)[0][1]);
}

BusResult<std::vector<BusMessage>> RedisSource::receive_new(std::size_t limit, Duration wait) {
  RedisConnection::Words words = reading(limit);
  const auto milliseconds = std::max<std::int64_t>(wait.count(), 1);  // 0 would be for ever
  for (const std::string& word : {std::string("BLOCK"), std::to_string(milliseconds), std::string("STREAMS"),
                                  consumer_.stream, std::string(">")}) {
    words.push_back(word);
  }
  const auto answer = connection_.command(words);
  if (!answer) return std::unexpected(answer.error());
  return messages_of((**answer)[0][1]);
}

BusResult<std::vector<BusMessage>> RedisSource::receive_its_name() {
  const auto answer =
      connection_.command({"XPENDING", consumer_.stream, consumer_.group, "-", "+", "1", consumer_.name});
  if (!answer) return std::unexpected(answer.error());
  const std::string id((**answer)[0][0].text());
  if (id.empty()) return Messages{};
  return Messages{{.receipt = id, .is_too_large = true}};
}

BusResult<void> RedisSource::take_over(std::size_t limit) {
  const auto idle = std::chrono::milliseconds(kRedisAbandoned).count();
  const auto answer = connection_.command({"XAUTOCLAIM", consumer_.stream, consumer_.group, consumer_.name,
                                           std::to_string(idle), "0", "COUNT", std::to_string(limit), "JUSTID"});
  if (!answer) return std::unexpected(answer.error());
  if ((**answer)[1].size() > 0) has_old_ = true;
  return {};
}

BusResult<std::vector<BusMessage>> RedisSource::messages_of(RedisReply entries) {
  Messages messages;
  Messages dropped;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool is_there = !entries[i][1].is_nil();
    (is_there ? messages : dropped).push_back(message_of(entries[i]));
  }
  if (auto acknowledged = acknowledge(dropped); !acknowledged) return std::unexpected(acknowledged.error());
  return messages;
}

BusResult<void> RedisSource::acknowledge(std::span<const BusMessage> messages) {
  if (messages.empty()) return {};
  if (auto opened = open(); !opened) return opened;
  RedisConnection::Words words{"XACK", consumer_.stream, consumer_.group};
  for (const BusMessage& message : messages) words.push_back(message.receipt);
  if (auto done = connection_.command(words); !done) return std::unexpected(done.error());
  return {};
}

BusResult<void> RedisSource::refuse(const BusMessage& message, std::string_view why) {
  if (consumer_.refused.empty()) return acknowledge(std::span(&message, 1));
  if (auto opened = open(); !opened) return opened;
  RedisConnection::Words kept{"XADD", consumer_.refused, "MAXLEN",         "~",      std::to_string(kRedisRefusedKept),
                              "*",    "reason",          std::string(why), "stream", consumer_.stream,
                              "id",   message.receipt};
  if (size_of(message) <= kMaxRedisRefusedBytes) {
    for (const auto& [name, value] : message.headers) {
      kept.push_back("field:" + name);
      kept.push_back(value);
    }
    kept.emplace_back("body");
    kept.push_back(message.body);
  }
  const std::array commands{kept, RedisConnection::Words{"XACK", consumer_.stream, consumer_.group, message.receipt}};
  return connection_.all(commands);
}

}  // namespace baton::adapters
