#include "adapters/nats/nats_sink.hpp"

#include "adapters/nats/limits.hpp"
#include "base/sha256.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace baton::adapters {
namespace {

using Last = runtime::BusSink::Last;
using runtime::BusEvent;
using runtime::BusResult;

constexpr const char* kBucket = "baton";
constexpr const char* kPositionHeader = "Baton-Position";
constexpr const char* kNameHeader = "Nats-Msg-Id";
// Of the server's limit, for the headers of a message.
constexpr std::size_t kHeaderBytes = 1'024;

std::optional<std::uint64_t> position_in(std::string_view text) {
  std::uint64_t position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return position;
}

std::optional<std::string> header_of(natsMsg* message, const char* name) {
  const char* value = nullptr;
  if (natsMsgHeader_Get(message, name, &value) != NATS_OK || value == nullptr) return std::nullopt;
  return std::string(value);
}

}  // namespace

std::string NatsSink::key() const {
  return "out." + sha256_hex(subject_).substr(0, 32);
}

BusResult<void> NatsSink::open() {
  if (connection_.is_open() && bucket_) return {};
  bucket_.reset();
  if (auto opened = connection_.open(); !opened) return opened;
  const auto largest = static_cast<std::size_t>(natsConnection_GetMaxPayload(connection_.connection()));
  max_bytes_ = largest > kHeaderBytes ? largest - kHeaderBytes : 0;
  kvStore* bucket = nullptr;
  natsStatus status = js_KeyValue(&bucket, connection_.jetstream(), kBucket);
  if (status == NATS_NOT_FOUND) {
    kvConfig config;
    kvConfig_Init(&config);
    config.Bucket = kBucket;
    config.Description = "How far the event logs of Baton have been sent";
    status = js_CreateKeyValue(&bucket, connection_.jetstream(), &config);
  }
  if (status != NATS_OK) return connection_.failure(status, "no bucket 'baton' for the position");
  bucket_.reset(bucket);
  return {};
}

BusResult<std::optional<Last>> NatsSink::last_message() {
  const auto name = connection_.stream_of(subject_);
  if (!name) {
    bucket_.reset();
    return std::unexpected(name.error());
  }
  natsMsg* message = nullptr;
  jsErrCode code{};
  const natsStatus status =
      js_GetLastMsg(&message, connection_.jetstream(), name->c_str(), subject_.c_str(), nullptr, &code);
  if (status == NATS_NOT_FOUND || code == JSNoMessageFoundErr) return std::nullopt;
  if (status != NATS_OK) {
    bucket_.reset();
    return connection_.failure(status, "no last message of '" + subject_ + "'", code);
  }
  const NatsMessage owned(message);
  const auto position = position_in(header_of(message, kPositionHeader).value_or(""));
  if (!position) {
    bucket_.reset();
    return connection_.refused("the last message of the subject '" + subject_ +
                               "' is not Baton's; send to a subject that nobody else writes");
  }
  return Last{.position = *position, .name = header_of(message, kNameHeader)};
}

BusResult<std::optional<Last>> NatsSink::last_kept() {
  kvEntry* entry = nullptr;
  const natsStatus status = kvStore_Get(&entry, bucket_.get(), key().c_str());
  if (status == NATS_NOT_FOUND) return std::nullopt;
  if (status != NATS_OK) {
    bucket_.reset();
    return connection_.failure(status, "the position cannot be read");
  }
  const NatsOwned<kvEntry, &kvEntry_Destroy> owned(entry);
  const std::string_view text(static_cast<const char*>(kvEntry_Value(entry)),
                              static_cast<std::size_t>(kvEntry_ValueLen(entry)));
  const std::size_t blank = text.find(' ');
  const auto position = position_in(text.substr(0, blank));
  if (!position || blank == std::string_view::npos) {
    bucket_.reset();
    return connection_.refused("the key '" + key() + "' of the bucket 'baton' is not Baton's");
  }
  return Last{.position = *position, .name = std::string(text.substr(blank + 1))};
}

BusResult<std::optional<Last>> NatsSink::last() {
  if (auto opened = open(); !opened) return std::unexpected(opened.error());
  const auto sent = last_message();
  if (!sent) return sent;
  const auto kept = last_kept();
  if (!kept || !*kept) return kept ? sent : kept;
  return *sent && (*sent)->position > (*kept)->position ? sent : kept;
}

BusResult<void> NatsSink::send(const BusEvent& event) {
  natsMsg* message = nullptr;
  natsStatus status =
      natsMsg_Create(&message, subject_.c_str(), nullptr, event.json.data(), static_cast<int>(event.json.size()));
  const NatsMessage owned(message);
  if (status == NATS_OK) status = natsMsgHeader_Set(message, "content-type", "application/cloudevents+json");
  if (status == NATS_OK) {
    status = natsMsgHeader_Set(message, kPositionHeader, std::to_string(event.position).c_str());
  }
  jsPubOptions options;
  jsPubOptions_Init(&options);
  options.MsgId = event.name.c_str();
  options.MaxWait = kNatsAnswers.count();
  jsErrCode code{};
  if (status == NATS_OK) status = js_PublishMsg(nullptr, connection_.jetstream(), message, &options, &code);
  if (status == NATS_OK) return {};
  bucket_.reset();
  return connection_.failure(status, "the event is not taken", code);
}

BusResult<void> NatsSink::keep(const BusEvent& event) {
  const std::string text = std::to_string(event.position) + " " + event.name;
  const natsStatus status = kvStore_PutString(nullptr, bucket_.get(), key().c_str(), text.c_str());
  if (status == NATS_OK) return {};
  bucket_.reset();
  return connection_.failure(status, "the position cannot be kept");
}

BusResult<void> NatsSink::send(std::span<const BusEvent> events) {
  if (events.empty()) return {};
  if (auto opened = open(); !opened) return opened;
  for (const BusEvent& event : events) {
    if (auto sent = send(event); !sent) return sent;
  }
  return keep(events.back());
}

}  // namespace baton::adapters
