// One request and its response as a libcurl easy handle.
#pragma once

#include "adapters/http/answers.hpp"
#include "adapters/http/call.hpp"
#include "adapters/http/outcome.hpp"
#include "adapters/http/response.hpp"
#include "base/outgoing_rules.hpp"

#include <baton/operator.hpp>
#include <baton/time.hpp>

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>

namespace baton::http {

class Transfer {
 public:
  // The rules outlive it.
  Transfer(Call call, const OutgoingRules& rules);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // To be added to a multi handle, and taken out of it before the transfer is destroyed.
  [[nodiscard]] CURL* handle() const { return handle_.get(); }

  // Sets the handle up. The time until the call's deadline starts to run at `now`.
  [[nodiscard]] CURLcode prepare(Timestamp now);

  // Nobody waits for its outcome any more.
  [[nodiscard]] bool is_withdrawn() const { return call_.stop.stop_requested(); }

  // What gives the call's `done` its outcome. To be called once, after libcurl has ended the transfer, prepare() has
  // failed, or it is withdrawn; the answer does not need the transfer.
  [[nodiscard]] Answer end(CURLcode code, Timestamp now);

 private:
  template <class Option>
  void set(CURLoption option, Option value);
  void set_request();
  void set_limits(Timestamp now);
  void set_callbacks();
  void set_connection();
  void add_header_line(const std::string& line);
  [[nodiscard]] CallOutcome failure(CURLcode code, Timestamp now);
  [[nodiscard]] Response take_response();
  [[nodiscard]] int status() const;  // 0: no response has begun

  static curl_socket_t on_dial(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int on_begin(void* self, char*, char*, int, int);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

  using EasyHandle = std::unique_ptr<CURL, std::integral_constant<decltype(&curl_easy_cleanup), curl_easy_cleanup>>;
  using HeaderList =
      std::unique_ptr<curl_slist, std::integral_constant<decltype(&curl_slist_free_all), curl_slist_free_all>>;

  Call call_;
  const OutgoingRules& rules_;
  HeaderList header_lines_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  CURLcode setup_ = CURLE_OK;  // the first error of preparing the handle

  std::string refusal_;       // why the last address that was refused was
  bool was_dialled_ = false;  // another address was not refused
  bool was_begun_ = false;
  Shortfall shortfall_ = Shortfall::Broken;
  std::size_t header_bytes_ = 0;
  bool has_whole_header_ = false;  // the empty line after the last header has come
  std::string reason_;
  std::string body_;

  EasyHandle handle_;  // the last member: it goes first, and with it every pointer into the others
};

}  // namespace baton::http
