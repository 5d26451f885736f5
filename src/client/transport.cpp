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
// A stream says something every 15 seconds.
constexpr long kSilentSeconds = 45;

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* into) {
  static_cast<std::string*>(into)->append(bytes, size * count);
  return size * count;
}

class Fields {
 public:
  Fields() = default;
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields() { curl_slist_free_all(all_); }
  void add(const std::string& field) { all_ = curl_slist_append(all_, field.c_str()); }
  [[nodiscard]] curl_slist* all() const { return all_; }

 private:
  curl_slist* all_ = nullptr;
};

// One who follows a stream, from one connection to the next.
struct Stream {
  const Follower& follower;
  EventReader reader = {};
  std::string refusal = {};
  CURL* curl = nullptr;
  bool has_enough = false;
  bool has_moved = false;  // something has come on this connection

  static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
    auto& self = *static_cast<Stream*>(into);
    const std::string_view text(bytes, size * count);
    long status = 0;
    curl_easy_getinfo(self.curl, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 400) {
      self.refusal += text;
      return text.size();
    }
    self.has_moved = true;
    for (const ServerSentEvent& event : self.reader.add(text)) {
      self.has_enough = self.has_enough || !self.follower.take(event);
    }
    return self.has_enough ? 0 : text.size();
  }
  static int look(void* into, curl_off_t /*to_load*/, curl_off_t /*loaded*/, curl_off_t /*to_send*/,
                  curl_off_t /*sent*/) {
    auto& self = *static_cast<Stream*>(into);
    self.has_enough = self.has_enough || !self.follower.goes_on();
    return self.has_enough ? 1 : 0;
  }
};

// By the last part of a problem's type.
constexpr std::array<std::pair<std::string_view, Error::Kind>, 14> kKinds{
    {{"invalid-request", Error::Kind::InvalidArgument},
     {"invalid-definition", Error::Kind::InvalidDefinition},
     {"missing-operators", Error::Kind::MissingOperators},
     {"not-supported", Error::Kind::NotSupported},
     {"not-found", Error::Kind::NotFound},
     {"conflict", Error::Kind::Conflict},
     {"quarantined", Error::Kind::Quarantined},
     {"gone", Error::Kind::Gone},
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

bool is_of_certificates(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
}

// Another attempt would change nothing.
bool is_wrong(CURLcode code) {
  return code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_COULDNT_RESOLVE_HOST ||
         is_of_certificates(code);
}

Error no_answer(const std::string& url, CURLcode code) {
  if (is_of_certificates(code)) {
    return {.kind = Error::Kind::StoreFailed,
            .message = "the certificate of the server " + url + " is not trusted (" + curl_easy_strerror(code) +
                       "); name the file of what vouches for it with --ca-cert"};
  }
  return {.kind = Error::Kind::StoreFailed,
          .message = "the server " + url + " does not answer: " + curl_easy_strerror(code)};
}

// The pauses between attempts, for half a minute.
class Patience {
 public:
  // False: it is over.
  bool wait() {
    if (std::chrono::steady_clock::now() + pause_ > end_) return false;
    std::this_thread::sleep_for(pause_);
    pause_ = std::min(pause_ * 2, kLongestPause);
    return true;
  }

 private:
  std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + kPatience;
  std::chrono::milliseconds pause_ = kFirstPause;
};

}  // namespace

class Transport::Handle {
 public:
  struct Answered {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string body;
  };

  explicit Handle(std::string ca_certificate) : ca_certificate_(std::move(ca_certificate)), curl_(curl_easy_init()) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { curl_easy_cleanup(curl_); }

  // The handle keeps its connection from one request to the next.
  Answered send(const std::string& url, const std::string& key, const Sent& request) {
    Answered answered;
    Fields fields;
    fields.add("Content-Type: " + request.type);
    fields.add("Expect:");
    prepare(url, key, fields);
    curl_easy_setopt(curl_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (!request.body.empty()) {
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(curl_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl_, CURLOPT_TIMEOUT, kAnswerSeconds);
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &take_body);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &answered.body);
    answered.code = curl_easy_perform(curl_);
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &answered.status);
    return answered;
  }

  // The body is that of a refusal.
  Answered follow(const std::string& url, const std::string& key, Stream& stream) {
    Fields fields;
    fields.add("Accept: text/event-stream");
    if (!stream.reader.last_id().empty()) fields.add("Last-Event-ID: " + stream.reader.last_id());
    prepare(url, key, fields);
    stream.curl = curl_;
    curl_easy_setopt(curl_, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl_, CURLOPT_LOW_SPEED_TIME, kSilentSeconds);
    curl_easy_setopt(curl_, CURLOPT_WRITEFUNCTION, &Stream::take);
    curl_easy_setopt(curl_, CURLOPT_WRITEDATA, &stream);
    curl_easy_setopt(curl_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl_, CURLOPT_XFERINFOFUNCTION, &Stream::look);
    curl_easy_setopt(curl_, CURLOPT_XFERINFODATA, &stream);
    Answered answered;
    answered.code = curl_easy_perform(curl_);
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &answered.status);
    answered.body = std::move(stream.refusal);
    return answered;
  }

 private:
  void prepare(const std::string& url, const std::string& key, Fields& fields) {
    curl_easy_reset(curl_);
    if (!key.empty()) fields.add("Authorization: Bearer " + key);
    curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl_, CURLOPT_HTTPHEADER, fields.all());
    curl_easy_setopt(curl_, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl_, CURLOPT_NOSIGNAL, 1L);
    if (!ca_certificate_.empty()) curl_easy_setopt(curl_, CURLOPT_CAINFO, ca_certificate_.c_str());
  }

  std::string ca_certificate_;
  CURL* curl_;
};

Transport::Transport(std::string url, std::string key, std::string ca_certificate)
    : url_(std::move(url)), key_(std::move(key)), handle_(std::make_unique<Handle>(std::move(ca_certificate))) {
  while (url_.ends_with('/')) url_.pop_back();
}
Transport::Transport(Transport&&) noexcept = default;
Transport& Transport::operator=(Transport&&) noexcept = default;
Transport::~Transport() = default;

Result<Value> Transport::ask(const Sent& request) {
  Patience patience;
  while (true) {
    const Handle::Answered answered = handle_->send(url_ + request.path, key_, request);
    const bool was_refused = answered.code == CURLE_COULDNT_CONNECT;
    Error error = no_answer(url_, answered.code);
    if (answered.code == CURLE_OK) {
      const auto value = answered.body.empty() ? Value() : parse_json(answered.body).value_or(Value());
      if (answered.status < 400) return value;
      error = error_from(value, answered.status);
    }
    const bool is_away = answered.code == CURLE_OK ? is_busy(error) : was_refused || request.may_be_repeated;
    if (!is_away || is_wrong(answered.code) || !patience.wait()) return std::unexpected(std::move(error));
  }
}

Result<void> Transport::follow(const std::string& path, const Follower& follower) {
  Stream stream{.follower = follower};
  Patience patience;
  while (true) {
    stream.has_moved = false;
    stream.reader.begin_anew();
    const Handle::Answered answered = handle_->follow(url_ + path, key_, stream);
    if (stream.has_enough) return {};
    Error error = no_answer(url_, answered.code);
    if (answered.status >= 400) {
      error = error_from(parse_json(answered.body).value_or(Value()), answered.status);
      if (!is_busy(error)) return std::unexpected(std::move(error));
    }
    if (stream.has_moved) patience = {};
    if (is_wrong(answered.code) || !follower.goes_on() || !patience.wait()) return std::unexpected(std::move(error));
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
