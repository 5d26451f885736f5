// Requests and responses as plain data: what routes see of HTTP. The library that reads it is in request_reader.cpp alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::server {

class EventStream;

enum class Method : std::uint8_t { Get, Post, Put, Delete, Other };
[[nodiscard]] std::string_view name_of(Method method);

struct Header {
  std::string name;  // in lower case
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

struct Request {
  Method method = Method::Get;
  bool is_head = false;  // a GET without the answer's body
  bool keep_alive = true;
  bool is_1_0 = false;            // HTTP/1.0: an answer of unknown length ends with its connection
  std::string authority;          // the host that the client means, with its port
  std::vector<std::string> path;  // its segments, decoded
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  std::vector<Header> headers;
  std::string body;

  // Empty: there is none. Of one that is repeated, the first.
  [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::string content_type = {};  // empty: no body
  std::vector<Header> headers = {};
  std::string body = {};
  std::shared_ptr<EventStream> stream = {};  // instead of a body

  void set(std::string_view name, std::string value) { headers.push_back({std::string(name), std::move(value)}); }
};

[[nodiscard]] std::string_view reason_of(int status);

}  // namespace baton::server
