// A client with one connection, which can also send what no client should.
#pragma once

#include <baton/value.hpp>

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::testing {

struct Answer {
  int status = 0;  // 0: the connection ended without one
  std::map<std::string, std::string> headers;
  std::string body;

  [[nodiscard]] Value json() const;  // null: it is none
  [[nodiscard]] std::string header(const std::string& name) const;
  // The kind of a problem: what follows "urn:baton:problem:".
  [[nodiscard]] std::string problem() const;
};

class HttpClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // "127.0.0.1:8233"
  explicit HttpClient(const std::string& address);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  virtual ~HttpClient();

  // A Host and a Content-Length, unless the headers have them; application/json where there is a body without a type.
  [[nodiscard]] Answer ask(std::string_view method, std::string_view target, std::string_view body = {},
                           const Headers& headers = {});
  void send(std::string_view bytes);
  void close();
  [[nodiscard]] Answer read_answer();
  // Of a stream of events: the next one, as its lines. Empty: the stream has ended.
  [[nodiscard]] std::string read_event();
  // The server has closed the connection, and nothing more came.
  [[nodiscard]] bool is_at_end();

 protected:
  // Of the connection: how many bytes; 0 or less: it is at its end.
  virtual ssize_t write_some(std::string_view bytes);
  virtual ssize_t read_some(std::span<char> into);
  [[nodiscard]] int socket() const { return socket_; }

 private:
  [[nodiscard]] Answer read_head();
  bool read_more();
  [[nodiscard]] std::string take_until(std::string_view mark);
  [[nodiscard]] std::string take(std::size_t count);

  std::string address_;
  int socket_ = -1;
  std::string read_;
  std::string unchunked_;
};

}  // namespace baton::testing
