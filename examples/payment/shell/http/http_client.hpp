// Posts forms to one server. What may go wrong on the way is a value: there was an answer, or there was none.
// Threading: post() may be called from any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace payment {

struct HttpClientOptions {
  std::string base_url;    // "https://processor.example", without a slash at the end
  std::string secret_key;  // sent as a bearer token
  std::chrono::milliseconds timeout = std::chrono::seconds{30};  // for the whole exchange
};

struct HttpAnswer {
  long status = 0;
  std::string body;
  friend bool operator==(const HttpAnswer&, const HttpAnswer&) = default;
};
struct NoAnswer {  // nobody knows whether the request was carried out
  static constexpr bool is_failure = true;
  std::string why;
  friend bool operator==(const NoAnswer&, const NoAnswer&) = default;
};
using HttpResult = std::variant<HttpAnswer, NoAnswer>;

struct HttpPost {
  std::string path;
  std::string idempotency_key;
  std::vector<std::pair<std::string, std::string>> form;
};

class HttpClient {
 public:
  explicit HttpClient(HttpClientOptions options);

  // Sends the request once. It is never sent again on its own, nor to another place: redirections are not followed.
  [[nodiscard]] HttpResult post(const HttpPost& request) const;

 private:
  HttpClientOptions options_;
};

// application/x-www-form-urlencoded.
[[nodiscard]] std::string encode_form(const std::vector<std::pair<std::string, std::string>>& form);

}  // namespace payment
