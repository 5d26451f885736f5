#include "client/transport.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>

namespace baton::client {
namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{2'000};
constexpr long kConnectSeconds = 10;
constexpr long kAnswerSeconds = 120;

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(bytes, size * count);
  return size * count;
}

// By the last part of a problem's type.
constexpr std::array<std::pair<std::string_view, Error::Kind>, 13> kKinds{
    {{"invalid-request", Error::Kind::InvalidArgument},
     {"invalid-definition", Error::Kind::InvalidDefinition},
     {"missing-operators", Error::Kind::MissingOperators},
     {"not-supported", Error::Kind::NotSupported},
     {"not-found", Error::Kind::NotFound},
     {"conflict", Error::Kind::Conflict},
     {"quarantined", Error::Kind::Quarantined},
     {"precondition-failed", Error::Kind::Stale},
     {"too-many-requests", Error::Kind::Overloaded},
     {"overloaded", Error::Kind::Overloaded},
     {"store-failed", Error::Kind::StoreFailed},
     {"internal", Error::Kind::StoreFailed},
     {"unavailable", Error::Kind::Unavailable}}};

Error error_from(const Value& problem, long status) {
  const auto text = [&](std::string_view name) {
    const Value* const found = problem.find(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
  };
  const std::string type = text("type");
  const auto* const known = std::ranges::find_if(kKinds, [&](const auto& each) { return type.ends_with(each.first); });
  Error error{.kind = known == kKinds.end() ? Error::Kind::InvalidArgument : known->second, .message = text("detail")};
  if (error.message.empty()) error.message = "the server answered with status " + std::to_string(status);
  const Value* const details = problem.find("details");
  if (details == nullptr || !details->is_array()) return error;
  for (const Value& each : details->items()) {
    if (each.is_string()) error.details.emplace_back(each.as_string());
  }
  return error;
}

bool is_busy(const Error& error) {
  return error.kind == Error::Kind::Overloaded || error.kind == Error::Kind::Unavailable;
}

}  // namespace

class Transport::Handle {
 public:
  struct Answered {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string body;
  };

  Handle() : curl_(curl_easy_init()) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { curl_easy_cleanup(curl_); }

  // The handle keeps its connection from one request to the next.
  Answered send(const std::string& url, const std::string& key, const Sent& request) {
    Answered answered;
    curl_easy_reset(curl_);
    curl_slist* fields = nullptr;
    if (!key.empty()) fields = curl_slist_append(fields, ("Authorization: Bearer " + key).c_str());
    fields = curl_slist_append(fields, ("Content-Type: " + request.type).c_str());
    fields = curl_slist_append(fields, "Expect:");
    curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (!request.body.empty()) {
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT, kAnswerSeconds);
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answered.body);
    answered.code = curl_easy_perform(curl_);
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &answered.status);
    curl_slist_free_all(fields);
    return answered;
  }

 private:
  CURL* curl_;
};

Transport::Transport(std::string url, std::string key)
    : url_(std::move(url)), key_(std::move(key)), handle_(std::make_unique<Handle>()) {
  while (url_.ends_with('/')) url_.pop_back();
}
Transport::Transport(Transport&&) noexcept = default;
Transport& Transport::operator=(Transport&&) noexcept = default;
Transport::~Transport() = default;

Result<Value> Transport::ask(const Sent& request) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  auto pause = kFirstPause;
  while (true) {
    const Handle::Answered answered = handle_->send(url_ + request.path, key_, request);
    const bool was_refused = answered.code == CURLE_COULDNT_CONNECT;
    Error error{.kind = Error::Kind::StoreFailed,
                .message = "the server " + url_ + " does not answer: " + curl_easy_strerror(answered.code)};
    if (answered.code == CURLE_OK) {
      const auto value = answered.body.empty() ? Value() : parse_json(answered.body).value_or(Value());
      if (answered.status < 400) return value;
      error = error_from(value, answered.status);
    }
    const bool is_away = answered.code == CURLE_OK ? is_busy(error) : was_refused || request.may_be_repeated;
    const bool is_wrong = answered.code == CURLE_URL_MALFORMAT || answered.code == CURLE_UNSUPPORTED_PROTOCOL ||
                          answered.code == CURLE_COULDNT_RESOLVE_HOST;
    if (!is_away || is_wrong || std::chrono::steady_clock::now() + pause > end)
      return std::unexpected(std::move(error));
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

std::string escaped(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain.find(c) != plain.npos) {
      result.push_back(c);
    } else {
      result.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
  }
  return result;
}

}  // namespace baton::client
