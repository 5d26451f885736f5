#include "adapters/nats/nats_source.hpp"

#include "adapters/nats/limits.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace baton::adapters {
namespace {

using runtime::BusMessage;
using runtime::BusResult;

std::vector<std::pair<std::string, std::string>> headers_of(natsMsg* message) {
  std::vector<std::pair<std::string, std::string>> headers;
  const char** names = nullptr;
  int count = 0;
  if (natsMsgHeader_Keys(message, &names, &count) != NATS_OK) return headers;
  for (int i = 0; i < count; ++i) {
    const char** values = nullptr;
    int values_count = 0;
    if (natsMsgHeader_Values(message, names[i], &values, &values_count) != NATS_OK) continue;
    for (int each = 0; each < values_count; ++each) headers.emplace_back(names[i], values[each]);
    std::free(static_cast<void*>(values));
  }
  std::free(static_cast<void*>(names));
  return headers;
}

BusMessage message_of(natsMsg* message) {
  const char* reply = natsMsg_GetReply(message);
  return {.receipt = reply == nullptr ? "" : reply,
          .headers = headers_of(message),
          .body = std::string(natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message)))};
}

struct FetchedMessages {
  natsMsgList list{};
  FetchedMessages() = default;
  FetchedMessages(const FetchedMessages&) = delete;
  FetchedMessages& operator=(const FetchedMessages&) = delete;
  ~FetchedMessages() { natsMsgList_Destroy(&list); }
};

}  // namespace

BusResult<void> NatsSource::open() {
  if (connection_.is_open() && subscription_) return {};
  subscription_.reset();
  if (auto opened = connection_.open(); !opened) return opened;
  if (!consumer_.refused.empty()) {
    if (auto there = connection_.stream_of(consumer_.refused); !there) return std::unexpected(there.error());
  }
  auto stream = consumer_.stream.empty() ? connection_.stream_of(consumer_.subject) : consumer_.stream;
  if (!stream) return std::unexpected(stream.error());
  jsSubOptions options;
  jsSubOptions_Init(&options);
  options.Stream = stream->c_str();
  options.Config.AckPolicy = js_AckExplicit;
  natsSubscription* made = nullptr;
  jsErrCode code{};
  const natsStatus status = js_PullSubscribe(&made, connection_.jetstream(), consumer_.subject.c_str(),
                                             consumer_.durable.c_str(), nullptr, &options, &code);
  if (status != NATS_OK) {
    return connection_.failure(
        status, "no consumer '" + consumer_.durable + "' of the subject '" + consumer_.subject + "'", code);
  }
  subscription_.reset(made);
  natsSubscription_SetPendingLimits(made, -1, -1);  // there is never more than what was fetched
  return {};
}

BusResult<std::vector<BusMessage>> NatsSource::receive(std::size_t limit, Duration wait) {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  FetchedMessages fetched;
  jsErrCode code{};
  const auto milliseconds = std::max<std::int64_t>(wait.count(), 10);
  const natsStatus status =
      natsSubscription_Fetch(&fetched.list, subscription_.get(), static_cast<int>(limit), milliseconds, &code);
  std::vector<BusMessage> messages;
  if (status == NATS_TIMEOUT && connection_.is_open()) return messages;
  if (status != NATS_OK) {
    subscription_.reset();
    return connection_.failure(status, "no messages", code);
  }
  for (int i = 0; i < fetched.list.Count; ++i) messages.push_back(message_of(fetched.list.Msgs[i]));
  return messages;
}

BusResult<void> NatsSource::answer(const BusMessage& message, const char* what) {
  if (message.receipt.empty()) return {};
  const natsStatus status = natsConnection_PublishString(connection_.connection(), message.receipt.c_str(), what);
  if (status != NATS_OK) return connection_.failure(status, "not acknowledged");
  return {};
}

BusResult<void> NatsSource::acknowledge(std::span<const BusMessage> messages) {
  if (auto opened = open(); !opened) return opened;
  for (const BusMessage& message : messages) {
    if (auto answered = answer(message, "+ACK"); !answered) return answered;
  }
  return connection_.flush();
}

BusResult<void> NatsSource::refuse(const BusMessage& message, std::string_view why) {
  if (auto opened = open(); !opened) return opened;
  if (!consumer_.refused.empty()) {
    natsMsg* made = nullptr;
    natsStatus status = natsMsg_Create(&made, consumer_.refused.c_str(), nullptr, message.body.data(),
                                       static_cast<int>(message.body.size()));
    const NatsMessage kept(made);
    for (const auto& [name, value] : message.headers) {
      if (name.starts_with("Nats-")) continue;  // they tell the server what to do with it
      if (status == NATS_OK) status = natsMsgHeader_Add(made, name.c_str(), value.c_str());
    }
    if (status == NATS_OK) status = natsMsgHeader_Set(made, "Baton-Reason", std::string(why).c_str());
    jsErrCode code{};
    if (status == NATS_OK) status = js_PublishMsg(nullptr, connection_.jetstream(), made, nullptr, &code);
    if (status != NATS_OK)
      return connection_.failure(status, "the refused message is not taken by '" + consumer_.refused + "'", code);
  }
  if (auto answered = answer(message, "+TERM"); !answered) return answered;
  return connection_.flush();
}

}  // namespace baton::adapters
