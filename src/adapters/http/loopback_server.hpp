// For tests: an HTTP/1.1 server on 127.0.0.1 that answers with exactly the given bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

struct ServedRequest {
  std::string method;
  std::string target;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;
  int connection = 0;  // which one it came over, from 1

  [[nodiscard]] std::string header(const std::string& lower_case_name) const;  // empty if there is none
};

struct Reply {
  enum class Then : std::uint8_t { KeepOpen, Close, Reset, StaySilent };

  std::string bytes;
  Then then = Then::KeepOpen;
};

// A complete reply; `headers` are lines that end in \r\n.
[[nodiscard]] Reply reply(std::string_view status_and_reason, std::string_view headers, std::string_view body);

class LoopbackServer {
 public:
  // The handler runs on the server's one thread.
  explicit LoopbackServer(std::function<Reply(const ServedRequest&)> handler);
  ~LoopbackServer();

  [[nodiscard]] std::string url(std::string_view target, std::string_view scheme = "http") const;

  // The requests so far, in the order in which they were complete.
  [[nodiscard]] std::vector<ServedRequest> requests() const;
  // Blocks until that many requests have come.
  void await_requests(std::size_t count) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// A port of 127.0.0.1 on which nobody can listen while this lives.
class DeafPort {
 public:
  DeafPort();
  ~DeafPort();

  [[nodiscard]] std::string url(std::string_view target) const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace baton::http
