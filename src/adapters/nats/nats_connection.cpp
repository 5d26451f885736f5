#include "adapters/nats/nats_connection.hpp"

#include "adapters/nats/limits.hpp"

#include <baton/value.hpp>

#include <string_view>

namespace baton::adapters {
namespace {

using runtime::BusError;

// cnats prints errors to stderr where nobody takes them. What matters here is what a call returns.
void ignore_error(natsConnection* /*connection*/, natsSubscription* /*subscription*/, natsStatus /*error*/,
                  void* /*closure*/) {}

// Mistakes of the configuration. All else passes by itself: a server that starts, has no leader yet, or is full.
bool needs_a_person(natsStatus status, int code) {
  switch (code) {
    case JSStreamNotFoundErr:
    case JSNotEnabledForAccountErr:
    case JSNotEnabledErr:
    case JSConsumerFilterNotSubsetErr:
    case JSConsumerWQConsumerNotUniqueErr:
    case JSConsumerWQMultipleUnfilteredErr:
    case JSConsumerBadDurableNameErr:
    case JSConsumerNameTooLongErr:
      return true;
    default:
      break;
  }
  return status == NATS_CONNECTION_AUTH_FAILED || status == NATS_NOT_PERMITTED || status == NATS_INVALID_ARG ||
         status == NATS_INVALID_SUBJECT || status == NATS_NOT_FOUND;
}

// cnats begins with the place in its source: "(conn.c:1905): Authorization Violation".
std::string_view without_place(std::string_view text) {
  const std::size_t end = text.starts_with('(') ? text.find("): ") : std::string_view::npos;
  return end == std::string_view::npos ? text : text.substr(end + 3);
}

}  // namespace

std::string NatsConnection::name() const {
  return url_.address(kNatsPort);
}

std::unexpected<BusError> NatsConnection::failure(natsStatus status, const std::string& what, int code) {
  natsStatus last = NATS_OK;
  const char* said = nats_GetLastError(&last);
  const bool has_reason = said != nullptr && *said != '\0' && last == status;
  const std::string reason(has_reason ? without_place(said) : natsStatus_GetText(status));
  close();
  return std::unexpected(
      BusError{.kind = needs_a_person(status, code) ? BusError::Kind::Refused : BusError::Kind::Unreachable,
               .message = "NATS at " + name() + ": " + what + ": " + reason});
}

std::unexpected<BusError> NatsConnection::refused(const std::string& why) {
  close();
  return std::unexpected(BusError{.kind = BusError::Kind::Refused, .message = "NATS at " + name() + ": " + why});
}

bool NatsConnection::is_open() const {
  return connection_ != nullptr && !natsConnection_IsClosed(connection_.get());
}

void NatsConnection::close() {
  jetstream_.reset();
  connection_.reset();
}

runtime::BusResult<void> NatsConnection::open() {
  if (is_open()) return {};
  close();
  natsOptions* made = nullptr;
  if (natsOptions_Create(&made) != NATS_OK) return refused("there is no memory for a connection");
  const NatsOwned<natsOptions, &natsOptions_Destroy> options(made);
  natsOptions_SetURL(made, ("nats://" + name()).c_str());
  if (url_.user && url_.password) {
    natsOptions_SetUserInfo(made, url_.user->c_str(), url_.password->c_str());
  } else if (url_.user) {
    natsOptions_SetToken(made, url_.user->c_str());
  }
  natsOptions_SetName(made, "baton");
  natsOptions_SetTimeout(made, kNatsConnects.count());
  natsOptions_SetPingInterval(made, kNatsAnswers.count());
  natsOptions_SetAllowReconnect(made, false);  // whoever uses it does, and knows then what it has to ask again
  natsOptions_SetErrorHandler(made, ignore_error, nullptr);
  natsConnection* connection = nullptr;
  if (const natsStatus status = natsConnection_Connect(&connection, made); status != NATS_OK) {
    return failure(status, "no connection");
  }
  connection_.reset(connection);
  jsOptions asking;
  jsOptions_Init(&asking);
  asking.Wait = kNatsAnswers.count();
  jsCtx* jetstream = nullptr;
  if (const natsStatus status = natsConnection_JetStream(&jetstream, connection, &asking); status != NATS_OK) {
    return failure(status, "no JetStream");
  }
  jetstream_.reset(jetstream);
  return {};
}

runtime::BusResult<std::string> NatsConnection::stream_of(const std::string& subject) {
  const std::string request = to_json(Value::object({{"subject", Value::string(subject)}}));
  natsMsg* reply = nullptr;
  const natsStatus status =
      natsConnection_RequestString(&reply, connection(), "$JS.API.STREAM.NAMES", request.c_str(), kNatsAnswers.count());
  if (status != NATS_OK) return failure(status, "no answer of JetStream");
  const NatsMessage owned(reply);
  const auto answer = parse_json({natsMsg_GetData(reply), static_cast<std::size_t>(natsMsg_GetDataLength(reply))});
  const Value* streams = answer && answer->is_object() ? answer->find("streams") : nullptr;
  if (streams != nullptr && streams->is_array() && streams->size() > 0 && streams->items()[0].is_string()) {
    return std::string(streams->items()[0].as_string());
  }
  return refused("no stream has the subject '" + subject + "'; make one: nats stream add NAME --subjects '" + subject +
                 "'");
}

runtime::BusResult<void> NatsConnection::flush() {
  const natsStatus status = natsConnection_FlushTimeout(connection(), kNatsAnswers.count());
  if (status != NATS_OK) return failure(status, "no answer");
  return {};
}

}  // namespace baton::adapters
