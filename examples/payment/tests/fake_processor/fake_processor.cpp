#include "fake_processor.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace payment::fake {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

// What goes back to the client: an answer, a connection that breaks, or nothing for as long as the client waits.
struct Break {};
struct Silence {};
using Reply = std::variant<Answer, Break, Silence>;

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};

// The ledger as it is seen through the line. One thread serves; the mutex is for those who look.
class Line {
 public:
  explicit Line(Faults faults) : faults_(std::move(faults)) {}

  Reply handle(const Request& request) {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
    if (const auto late = in_progress_.extract(request.key); !late.empty()) {
      ledger_.handle(late.mapped());  // now it is done, but this client does not learn it
      return error(409, "idempotency_error", "idempotency_key_in_use", "Another request with this key is in progress.");
    }
    return handle_with(faults_(), request);
  }

  [[nodiscard]] std::vector<Entry> entries() const {
    const std::scoped_lock lock(mutex_);
    return ledger_.entries();
  }
  [[nodiscard]] std::vector<Request> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }

 private:
  Reply handle_with(Fault fault, const Request& request) {
    switch (fault) {
      case Fault::None:
        return ledger_.handle(request);
      case Fault::LostRequest:
        return Break{};
      case Fault::LostAnswer:
        ledger_.handle(request);
        return Break{};
      case Fault::LateAnswer:
        ledger_.handle(request);
        return Silence{};
      case Fault::LateWork:
        in_progress_.emplace(request.key, request);
        return Silence{};
      case Fault::DeliveredTwice:
        ledger_.handle(request);
        return ledger_.handle(request);
      case Fault::ErrorBefore:
        return error(503, "api_error", "", "The processor is not available.");
      case Fault::ErrorAfter:
        ledger_.handle(request);
        return error(500, "api_error", "", "Something went wrong.");
      case Fault::TooManyRequests:
        return error(429, "invalid_request_error", "rate_limit", "Too many requests.");
    }
    return Break{};
  }

  Faults faults_;
  mutable std::mutex mutex_;
  Ledger ledger_;
  std::map<std::string, Request> in_progress_;  // by key
  std::vector<Request> requests_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, Line& line, const std::string& authorization)
      : socket_(std::move(socket)), line_(line), authorization_(authorization) {}

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_,
                     [self = shared_from_this()](const boost::system::error_code& failed, std::size_t) {
                       if (!failed) self->answer();
                     });
  }

 private:
  void answer() {
    if (request_[http::field::authorization] != authorization_) {
      return write(error(401, "invalid_request_error", "api_key_invalid", "Invalid key."));
    }
    std::visit(overloaded{[this](const Answer& answer) { write(answer); },
                          [this](const Break&) {
                            socket_.set_option(asio::socket_base::linger(true, 0));  // a reset, not a polite end
                            socket_.close();
                          },
                          [this](const Silence&) { read(); }},  // until the client hangs up
               line_.handle({.path = std::string(request_.target()),
                             .key = std::string(request_["Idempotency-Key"]),
                             .form = decode_form(request_.body())}));
  }

  void write(const Answer& answer) {
    response_ = {};
    response_.result(static_cast<unsigned>(answer.status));
    response_.set(http::field::content_type, "application/json");
    response_.body() = answer.body;
    response_.prepare_payload();
    http::async_write(socket_, response_,
                      [self = shared_from_this()](const boost::system::error_code& failed, std::size_t) {
                        if (!failed) self->read();
                      });
  }

  tcp::socket socket_;
  Line& line_;
  const std::string& authorization_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
  http::response<http::string_body> response_;
};

}  // namespace

class FakeProcessor::Server {
 public:
  explicit Server(FakeProcessorOptions options)
      : line_(std::move(options.faults)), authorization_("Bearer " + options.secret_key) {
    accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~Server() {
    context_.stop();
    thread_.join();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  [[nodiscard]] const Line& line() const { return line_; }

 private:
  void accept() {
    acceptor_.async_accept([this](const boost::system::error_code& failed, tcp::socket socket) {
      if (failed) return;
      std::make_shared<Connection>(std::move(socket), line_, authorization_)->read();
      accept();
    });
  }

  Line line_;
  const std::string authorization_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_{context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
  std::thread thread_;
};

FakeProcessor::FakeProcessor(FakeProcessorOptions options) : server_(std::make_unique<Server>(std::move(options))) {}

FakeProcessor::~FakeProcessor() = default;

std::string FakeProcessor::url() const {
  return server_->url();
}

std::vector<Entry> FakeProcessor::entries() const {
  return server_->line().entries();
}

std::vector<Request> FakeProcessor::requests() const {
  return server_->line().requests();
}

}  // namespace payment::fake
