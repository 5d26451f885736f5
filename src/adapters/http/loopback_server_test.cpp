#include "adapters/http/loopback_server.hpp"

#include "adapters/http/media_type.hpp"

// The thread sanitizer does not know Asio's fences; where one thread runs everything they are not needed.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace baton::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

using Handler = std::function<Reply(const ServedRequest&)>;
using BeastRequest = beast::http::request<beast::http::string_body>;

std::string loopback_url(std::string_view scheme, std::uint16_t port, std::string_view target) {
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(port) + std::string(target);
}

ServedRequest served(const BeastRequest& request, int connection) {
  ServedRequest result{.method = std::string(request.method_string()),
                       .target = std::string(request.target()),
                       .headers = {},
                       .body = request.body(),
                       .connection = connection};
  for (const auto& field : request) {
    result.headers.emplace(lower_case(std::string_view(field.name_string())), std::string(field.value()));
  }
  return result;
}

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, const Handler& handler, int number)
      : socket_(std::move(socket)), handler_(handler), number_(number) {}

  void read() {
    request_ = {};
    beast::http::async_read(socket_, buffer_, request_,
                            [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                              if (!error) self->answer();
                            });
  }

 private:
  void answer() {
    reply_ = handler_(served(request_, number_));
    asio::async_write(socket_, asio::buffer(reply_.bytes),
                      [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
                        if (!error) self->proceed();
                      });
  }

  void proceed() {
    switch (reply_.then) {
      case Reply::Then::KeepOpen:
      case Reply::Then::StaySilent:  // until the client hangs up
        return read();
      case Reply::Then::Reset:
        socket_.set_option(asio::socket_base::linger(true, 0));
        return socket_.close();
      case Reply::Then::Close:
        return socket_.close();
    }
  }

  tcp::socket socket_;
  const Handler& handler_;
  const int number_;
  beast::flat_buffer buffer_;
  BeastRequest request_;
  Reply reply_;
};

}  // namespace

class LoopbackServer::Implementation {
 public:
  explicit Implementation(Handler handler)
      : handler_([this, wrapped = std::move(handler)](const ServedRequest& request) {
          note(request);
          return wrapped(request);
        }) {
    acceptor_.listen(1024);
    accept();
    thread_ = std::thread([this] { context_.run(); });
  }

  ~Implementation() {
    context_.stop();
    thread_.join();
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  [[nodiscard]] std::vector<ServedRequest> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

  void await_requests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return requests_.size() >= count; });
  }

 private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
      if (error) return;
      std::make_shared<Connection>(std::move(socket), handler_, ++connections_)->read();
      accept();
    });
  }

  void note(const ServedRequest& request) {
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(request);
    }
    arrived_.notify_all();
  }

  Handler handler_;
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  int connections_ = 0;

  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  std::vector<ServedRequest> requests_;

  std::thread thread_;
};

LoopbackServer::LoopbackServer(Handler handler)
    : implementation_(std::make_unique<Implementation>(std::move(handler))) {}

LoopbackServer::~LoopbackServer() = default;

std::string LoopbackServer::url(std::string_view target, std::string_view scheme) const {
  return loopback_url(scheme, implementation_->port(), target);
}

std::vector<ServedRequest> LoopbackServer::requests() const {
  return implementation_->requests();
}

void LoopbackServer::await_requests(std::size_t count) const {
  implementation_->await_requests(count);
}

std::string ServedRequest::header(const std::string& lower_case_name) const {
  const auto found = headers.find(lower_case_name);
  return found == headers.end() ? "" : found->second;
}

Reply reply(std::string_view status_and_reason, std::string_view headers, std::string_view body) {
  std::string bytes = "HTTP/1.1 ";
  bytes += status_and_reason;
  bytes += "\r\n";
  bytes += headers;
  bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  bytes += body;
  return {.bytes = std::move(bytes)};
}

class DeafPort::Implementation {
 public:
  [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }

 private:
  asio::io_context context_;
  tcp::socket socket_{context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};  // bound, but not listening
};

DeafPort::DeafPort() : implementation_(std::make_unique<Implementation>()) {}

DeafPort::~DeafPort() = default;

std::string DeafPort::url(std::string_view target) const {
  return loopback_url("http", implementation_->port(), target);
}

}  // namespace baton::http
