#include "adapters/http/transfer.hpp"

#include "adapters/http/limits.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

namespace baton::http {
namespace {

// RFC 9110, section 9.2.2: these methods may be sent twice without harm.
bool is_idempotent(std::string_view method) {
  constexpr std::array<std::string_view, 6> methods = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"};
  return std::ranges::find(methods, method) != methods.end();
}

// Methods whose requests say "Content-Length: 0" when they have no body; many servers ask for it.
bool has_body_always(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

// "HTTP/1.1 404 Not Found": what follows the status.
std::string_view reason_phrase(std::string_view status_line) {
  for (int words = 0; words < 2; ++words) {
    const std::size_t space = status_line.find(' ');
    if (space == std::string_view::npos) return {};
    status_line.remove_prefix(space + 1);
  }
  return status_line.substr(0, status_line.find_last_not_of(" \r\n") + 1);
}

// nullopt: it is of another family than those of the Internet Protocol.
std::optional<IpAddress> address_in(const curl_sockaddr& dialled) {
  if (dialled.family == AF_INET) {
    sockaddr_in internet{};
    std::memcpy(&internet, &dialled.addr, sizeof internet);
    IpAddress::V4 bytes{};
    std::memcpy(bytes.data(), &internet.sin_addr, bytes.size());
    return IpAddress::of(bytes);
  }
  if (dialled.family == AF_INET6) {
    sockaddr_in6 internet{};
    std::memcpy(&internet, static_cast<const void*>(&dialled.addr), sizeof internet);
    IpAddress::V6 bytes{};
    std::memcpy(bytes.data(), &internet.sin6_addr, bytes.size());
    return IpAddress::of(bytes);
  }
  return std::nullopt;
}

CallOutcome outcome_of(const Call& call, const Response& response) {
  std::expected<Value, Problem> output = read_response(call.request, response);
  if (output) return CallSucceeded{*std::move(output)};
  return without_output(call.request, response.status, std::move(output).error());
}

}  // namespace

Transfer::Transfer(Call call, const OutgoingRules& rules)
    : call_(std::move(call)), rules_(rules), handle_(curl_easy_init()) {}

template <class Option>
void Transfer::set(CURLoption option, Option value) {
  const CURLcode code = curl_easy_setopt(handle_.get(), option, value);
  if (setup_ == CURLE_OK) setup_ = code;
}

CURLcode Transfer::prepare(Timestamp now) {
  if (handle_ == nullptr) return CURLE_FAILED_INIT;
  set_request();
  set_limits(now);
  set_connection();
  set_callbacks();
  return setup_;
}

void Transfer::set_request() {
  const Request& request = call_.request;
  set(CURLOPT_URL, request.uri.text.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else if (request.body || has_body_always(request.method)) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body ? request.body->size() : 0));
    set(CURLOPT_POSTFIELDS, request.body ? request.body->c_str() : "");
  }
  set(CURLOPT_CUSTOMREQUEST, request.method.c_str());

  for (const Pair& header : request.headers) {
    add_header_line(header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  // Neither what libcurl would say of a body without a type, nor a second's wait for the permission to send it.
  if (find_header(request.headers, "Content-Type") == nullptr) add_header_line("Content-Type:");
  if (find_header(request.headers, "Expect") == nullptr) add_header_line("Expect:");
  set(CURLOPT_HTTPHEADER, header_lines_.get());
}

void Transfer::add_header_line(const std::string& line) {
  curl_slist* list = header_lines_.release();  // stays as it is if it cannot be made longer
  curl_slist* longer = curl_slist_append(list, line.c_str());
  if (longer == nullptr) setup_ = CURLE_OUT_OF_MEMORY;
  header_lines_.reset(longer == nullptr ? list : longer);
}

void Transfer::set_limits(Timestamp now) {
  std::chrono::milliseconds total = kTotalTimeout;
  // One more, because `now` is rounded down; never 0, which would mean no limit.
  if (call_.deadline) total = std::clamp(*call_.deadline - now, Duration{0}, kLongestTimeout) + Duration{1};
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(total.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kConnectTimeout.count()));
  set(CURLOPT_MAXAGE_CONN, static_cast<long>(kIdleConnectionLifetime.count()));
  set(CURLOPT_NOSIGNAL, 1L);
}

void Transfer::set_connection() {
  set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_dial);
  set(CURLOPT_OPENSOCKETDATA, this);
  if (rules_.proxy() == "environment") return;
  set(CURLOPT_PROXY, rules_.proxy().c_str());
  set(CURLOPT_NOPROXY, "");
}

void Transfer::set_callbacks() {
  set(CURLOPT_PREREQFUNCTION, &Transfer::on_begin);
  set(CURLOPT_PREREQDATA, this);
  set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_ERRORBUFFER, error_text_.data());
}

// libcurl dials the address that it shows here, which it has just resolved: nothing can change between the check and the connection.
curl_socket_t Transfer::on_dial(void* self, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::optional<IpAddress> dialled = address_in(*address);
  if (!dialled) return CURL_SOCKET_BAD;
  const OutgoingRules& rules = transfer.rules_;
  auto refusal = rules.is_proxied() ? std::nullopt : rules.refuse(transfer.call_.request.uri.host, *dialled);
  if (refusal) {
    transfer.refusal_ = *std::move(refusal);
    return CURL_SOCKET_BAD;
  }
  transfer.was_dialled_ = true;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A connection is open and the request is about to be sent. libcurl asks a second time when a used connection turned out
// to be closed and it wants to send the request again: it does not know whether the first one was received.
int Transfer::on_begin(void* self, char*, char*, int, int) {
  auto& transfer = *static_cast<Transfer*>(self);
  const bool is_again = std::exchange(transfer.was_begun_, true);
  return is_again && !is_idempotent(transfer.call_.request.method) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view line(data, size * count);
  transfer.header_bytes_ += line.size();
  if (transfer.header_bytes_ > kMaxResponseHeaderBytes) {
    transfer.shortfall_ = Shortfall::HeadersTooLong;
    return 0;
  }
  if (line.starts_with("HTTP/")) {
    transfer.reason_ = reason_phrase(line);
    transfer.has_whole_header_ = false;  // what came before was an interim response
  }
  if (line == "\r\n" || line == "\n") transfer.has_whole_header_ = true;
  return line.size();
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::string_view bytes(data, size * count);
  if (bytes.size() > kMaxResponseBodyBytes - transfer.body_.size()) {
    transfer.shortfall_ = Shortfall::BodyTooLong;
    return 0;
  }
  transfer.body_ += bytes;
  return bytes.size();
}

Answer Transfer::end(CURLcode code, Timestamp now) {
  // libcurl takes a connection that closes inside of the header for the end of a response without a body.
  if (code == CURLE_OK && (!has_whole_header_ || status() < kFirstFinalStatus)) {
    code = CURLE_RECV_ERROR;
    shortfall_ = Shortfall::HeaderCutOff;
  }
  if (code != CURLE_OK) {
    auto outcome = failure(code, now);
    return {
        .give = [done = std::move(call_.done), outcome = std::move(outcome)]() mutable { done(std::move(outcome)); },
        .bytes = 0};
  }
  Response response = take_response();
  const std::size_t bytes = response.body.size();
  return {.give = [call = std::move(call_), response = std::move(response)] { call.done(outcome_of(call, response)); },
          .bytes = bytes};
}

CallOutcome Transfer::failure(CURLcode code, Timestamp now) {
  if (code == CURLE_OPERATION_TIMEDOUT) shortfall_ = Shortfall::TimedOut;
  if (is_withdrawn()) shortfall_ = Shortfall::Withdrawn;
  std::string reason = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code);
  if (shortfall_ == Shortfall::Broken && !refusal_.empty() && !was_dialled_) {
    shortfall_ = Shortfall::Refused;
    reason = std::move(refusal_);
  }
  return outcome_of(
      call_, {.shortfall = shortfall_, .was_begun = was_begun_, .status = status(), .reason = std::move(reason)}, now);
}

int Transfer::status() const {
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

Response Transfer::take_response() {
  Response response{.status = status(), .reason = std::move(reason_), .headers = {}, .body = std::move(body_)};
  curl_header* header = nullptr;
  while ((header = curl_easy_nextheader(handle_.get(), CURLH_HEADER, -1, header)) != nullptr) {
    response.headers.emplace_back(header->name, header->value);
  }
  return response;
}

}  // namespace baton::http
