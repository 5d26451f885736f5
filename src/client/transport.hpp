// Requests to one server over HTTP, by libcurl. While the server cannot be reached, does not answer or says that it has too much to do, a request
// that may be repeated is sent again, for half a minute. A stream is taken up again in the same way, after the last event that has come.
#pragma once

#include "client/event_reader.hpp"

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace baton::client {

struct Sent {
  std::string method;
  std::string path;  // with its query
  std::string body = {};
  std::string type = {};        // of the body
  bool may_be_repeated = true;  // its effect is the same
};

// Of a stream of events. Both are called on the caller's thread; the second one about once a second.
struct Follower {
  std::function<bool(const ServerSentEvent&)> take;  // false: that was enough
  std::function<bool()> goes_on;
};

class Transport {
 public:
  // As Client has them.
  Transport(std::string url, std::string key, std::string ca_certificate);
  Transport(Transport&&) noexcept;
  Transport& operator=(Transport&&) noexcept;
  ~Transport();

  // The JSON of the answer; null: it has none. A problem is the Error that the server had.
  [[nodiscard]] Result<Value> ask(const Sent& request);
  // Reads the stream of this path until the follower has enough.
  [[nodiscard]] Result<void> follow(const std::string& path, const Follower& follower);

 private:
  class Handle;

  std::string url_;
  std::string key_;
  std::unique_ptr<Handle> handle_;
};

// A part of a path or query, escaped.
[[nodiscard]] std::string escaped(std::string_view text);

}  // namespace baton::client
