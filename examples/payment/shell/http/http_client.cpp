#include "http_client.hpp"

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>

namespace payment {
namespace {

constexpr std::size_t kMaxAnswerBytes = std::size_t{1} << 20;

struct Cleanup {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

class Exchange {
 public:
  explicit Exchange(const HttpClientOptions& options) : options_(options), handle_(curl_easy_init()) {}

  [[nodiscard]] HttpResult post(const HttpPost& request) {
    if (handle_ == nullptr) return NoAnswer{"libcurl cannot be initialised"};
    const std::string url = options_.base_url + request.path;
    const std::string body = encode_form(request.form);
    add_header("Authorization: Bearer " + options_.secret_key);
    add_header("Idempotency-Key: " + request.idempotency_key);
    add_header("Expect:");  // not a second's wait for the permission to send the body
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(CURLOPT_POSTFIELDS, body.c_str());
    set(CURLOPT_HTTPHEADER, headers_.get());
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, error_text_.data());
    set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
    set(CURLOPT_WRITEDATA, this);
    return perform();
  }

 private:
  template <class Option>
  void set(CURLoption option, Option value) {
    const CURLcode code = curl_easy_setopt(handle_.get(), option, value);
    if (setup_ == CURLE_OK) setup_ = code;
  }

  void add_header(const std::string& line) {
    curl_slist* list = headers_.release();  // stays as it is if it cannot be made longer
    curl_slist* longer = curl_slist_append(list, line.c_str());
    if (longer == nullptr) setup_ = CURLE_OUT_OF_MEMORY;
    headers_.reset(longer == nullptr ? list : longer);
  }

  [[nodiscard]] HttpResult perform() {
    const CURLcode code = setup_ == CURLE_OK ? curl_easy_perform(handle_.get()) : setup_;
    if (code != CURLE_OK) {
      return NoAnswer{error_text_.front() != '\0' ? error_text_.data() : curl_easy_strerror(code)};
    }
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &answer_.status);
    return std::move(answer_);
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
    std::string& body = static_cast<Exchange*>(self)->answer_.body;
    const std::size_t bytes = size * count;
    if (bytes > kMaxAnswerBytes - body.size()) return CURL_WRITEFUNC_ERROR;
    body.append(data, bytes);
    return bytes;
  }

  const HttpClientOptions& options_;
  std::unique_ptr<CURL, Cleanup> handle_;
  std::unique_ptr<curl_slist, Cleanup> headers_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  CURLcode setup_ = CURLE_OK;
  HttpAnswer answer_;
};

void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
}

}  // namespace

HttpClient::HttpClient(HttpClientOptions options) : options_(std::move(options)) {
  static const CURLcode kInitialised = curl_global_init(CURL_GLOBAL_DEFAULT);  // once in a process
  static_cast<void>(kInitialised);  // if it failed, so does every curl_easy_init(), which post() tells
}

HttpResult HttpClient::post(const HttpPost& request) const {
  return Exchange(options_).post(request);
}

std::string encode_form(const std::vector<std::pair<std::string, std::string>>& form) {
  std::string encoded;
  for (const auto& [name, value] : form) {
    if (!encoded.empty()) encoded += '&';
    append_encoded(encoded, name);
    encoded += '=';
    append_encoded(encoded, value);
  }
  return encoded;
}

}  // namespace payment
