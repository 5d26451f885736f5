// Which hosts the server answers for, and which pages may ask it: a browser on this machine reaches a loopback address for any page.
#pragma once

#include "server/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::server {

// "localhost", a name below it, 127.0.0.0/8, ::1; without a port.
[[nodiscard]] bool is_loopback(std::string_view host);
// "example.com:80" without the port; "[::1]:80" without the brackets too.
[[nodiscard]] std::string_view host_of(std::string_view authority);

class Hosts {
 public:
  // `own`: the address that the server listens on, where that is one.
  Hosts(std::vector<std::string> allowed, std::string own);

  // 421 or 403; nullopt: it is allowed.
  [[nodiscard]] std::optional<Response> refuse(const Request& request) const;

 private:
  [[nodiscard]] bool knows(std::string_view authority) const;

  std::vector<std::string> allowed_;
  std::string own_;
};

}  // namespace baton::server
