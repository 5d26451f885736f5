// Accepts connections, and looks once a second for what is late or has changed.
#pragma once

#include "server/connection.hpp"

#include <baton/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace baton::server {

struct ListenAddress {
  std::string host;  // without brackets
  std::uint16_t port = 0;

  [[nodiscard]] bool is_loopback() const { return server::is_loopback(host); }
};
[[nodiscard]] Result<ListenAddress> parse_listen_address(const std::string& text);

class Listener : public std::enable_shared_from_this<Listener> {
 public:
  [[nodiscard]] static Result<std::shared_ptr<Listener>> open(boost::asio::io_context& context,
                                                              const ListenAddress& address,
                                                              std::shared_ptr<Service> service,
                                                              std::shared_ptr<Connections> connections);
  Listener(boost::asio::io_context& context, std::shared_ptr<Service> service,
           std::shared_ptr<Connections> connections);

  [[nodiscard]] const std::string& address() const { return address_; }
  // From any thread.
  void close();

 private:
  [[nodiscard]] boost::system::error_code bind(const ListenAddress& address);
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> tick();
  void take(boost::asio::ip::tcp::socket socket);
  void log(std::string_view message, const Error& reason) const;

  boost::asio::io_context& context_;
  boost::asio::strand<boost::asio::io_context::executor_type> strand_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;  // of accept()
  boost::asio::steady_timer tick_;
  std::shared_ptr<Service> service_;
  std::shared_ptr<Connections> connections_;
  std::string address_;
};

}  // namespace baton::server
