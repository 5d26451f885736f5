#include "server/listener.hpp"

#include "server/http/response_text.hpp"
#include "server/limits.hpp"
#include "server/problem.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <charconv>
#include <utility>

namespace baton::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

Error bad_address(const std::string& text) {
  return {.kind = Error::Kind::InvalidArgument,
          .message = "'" + text + "' is not an address to listen on; write HOST:PORT, as in 127.0.0.1:8233 or [::1]:0"};
}

}  // namespace

Result<ListenAddress> parse_listen_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return std::unexpected(bad_address(text));
  ListenAddress address{.host = std::string(host_of(text.substr(0, text.starts_with('[') ? colon : text.find(':')))),
                        .port = 0};
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data() + colon + 1, end, address.port);
  if (error != std::errc() || read_to != end || address.host.empty()) return std::unexpected(bad_address(text));
  if (address.host == "localhost") address.host = "127.0.0.1";
  boost::system::error_code not_one;
  asio::ip::make_address(address.host, not_one);
  if (not_one) return std::unexpected(bad_address(text));
  return address;
}

Listener::Listener(asio::io_context& context, std::shared_ptr<Service> service,
                   std::shared_ptr<Connections> connections)
    : context_(context),
      strand_(asio::make_strand(context)),
      acceptor_(strand_),
      pause_(strand_),
      tick_(strand_),
      service_(std::move(service)),
      connections_(std::move(connections)) {}

boost::system::error_code Listener::bind(const ListenAddress& address) {
  boost::system::error_code failure;
  const tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
  acceptor_.open(endpoint.protocol(), failure);
  if (!failure) acceptor_.set_option(asio::socket_base::reuse_address(true), failure);
  if (!failure) acceptor_.bind(endpoint, failure);
  if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
  return failure;
}

Result<std::shared_ptr<Listener>> Listener::open(asio::io_context& context, const ListenAddress& address,
                                                 std::shared_ptr<Service> service,
                                                 std::shared_ptr<Connections> connections) {
  auto listener = std::make_shared<Listener>(context, std::move(service), std::move(connections));
  if (const auto failure = listener->bind(address)) {
    return std::unexpected(Error{.kind = Error::Kind::Unavailable,
                                 .message = "the server cannot listen on " + address.host + ":" +
                                            std::to_string(address.port) + ": " + failure.message()});
  }
  const tcp::endpoint endpoint = listener->acceptor_.local_endpoint();
  const std::string host = endpoint.address().to_string();
  listener->address_ = (endpoint.address().is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
  asio::co_spawn(listener->strand_, [listener] { return listener->accept(); }, asio::detached);
  asio::co_spawn(listener->strand_, [listener] { return listener->tick(); }, asio::detached);
  return listener;
}

void Listener::close() {
  asio::post(strand_, [self = shared_from_this()] {
    boost::system::error_code ignored;
    self->acceptor_.close(ignored);
    self->pause_.cancel();
    self->tick_.cancel();
  });
}

asio::awaitable<void> Listener::accept() {
  while (acceptor_.is_open()) {
    boost::system::error_code failure;
    tcp::socket socket = co_await acceptor_.async_accept(asio::make_strand(context_),
                                                         asio::redirect_error(asio::use_awaitable, failure));
    if (!failure) {
      take(std::move(socket));
      continue;
    }
    if (!acceptor_.is_open()) co_return;
    pause_.expires_after(kAcceptPause);  // no descriptor is left, or the client has gone
    boost::system::error_code ignored;
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

void Listener::take(tcp::socket socket) {
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (connections_->size() < service_->most.connections) {
    return std::make_shared<Connection>(std::move(socket), service_, connections_)->start();
  }
  ++service_->traffic.refused_connections;
  if (service_->tls) return;  // who waits for a handshake can read no answer
  const Response full = problem(problems::kOverloaded, "too many connections are open");
  const std::string text = head_text(full, Framing::Length, false) + full.body;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(text), ignored);
}

// A tick that is late is not made up for.
asio::awaitable<void> Listener::tick() {
  while (acceptor_.is_open()) {
    tick_.expires_after(kTick);
    boost::system::error_code ignored;
    co_await tick_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    connections_->close_late();
    if (const auto failure = service_->keys.reload_if_changed()) log("the keys stay as they were", *failure);
    if (!service_->tls) continue;
    if (const auto failure = service_->tls->reload_if_changed()) log("the certificate stays as it was", *failure);
  }
}

void Listener::log(std::string_view message, const Error& reason) const {
  if (!service_->logger) return;
  const std::array<LogField, 1> fields{{{"reason", std::string_view(reason.message)}}};
  service_->logger->log({.level = LogLevel::Error, .message = message, .fields = fields});
}

}  // namespace baton::server
