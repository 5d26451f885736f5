#include <baton/server.hpp>

#include "server/connection.hpp"
#include "server/limits.hpp"
#include "server/listener.hpp"

#include <baton/asio.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>
#include <system_error>
#include <thread>

namespace baton {

namespace {

using WorkGuard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

// Null: connections are not to be encrypted.
Result<std::unique_ptr<server::Tls>> make_tls(const ServerOptions& options) {
  if (options.tls_certificate.empty() && options.tls_key.empty()) return nullptr;
  if (options.tls_certificate.empty() || options.tls_key.empty()) {
    return std::unexpected(
        Error{.kind = Error::Kind::InvalidArgument,
              .message = "TLS needs a certificate and its key: give both, --tls-cert and --tls-key"});
  }
  return server::Tls::open({.certificate = options.tls_certificate, .key = options.tls_key});
}

Result<std::shared_ptr<server::Service>> make_service(Engine& engine, Executor executor, const ServerOptions& options,
                                                      const server::ListenAddress& address) {
  auto keys = server::KeyRing::open({.keys = options.keys, .admin_key = options.admin_key});
  if (!keys) return std::unexpected(keys.error());
  if (!address.is_loopback() && !keys->is_locked() && !options.insecure) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                                 .message = "others can reach '" + options.listen +
                                            "', and without keys everybody may do everything: give it a file of keys "
                                            "(`baton keys add`), listen on 127.0.0.1, or say --insecure"});
  }
  auto tls = make_tls(options);
  if (!tls) return std::unexpected(tls.error());
  const server::Service::Most most{.connections = options.max_connections, .requests = options.max_requests};
  return std::make_shared<server::Service>(engine, std::move(executor), *std::move(keys),
                                           server::Hosts(options.allowed_hosts, address.host), most, options.logger,
                                           *std::move(tls));
}

}  // namespace

class Server::Implementation {
 public:
  // With a context of its own, and a thread that runs it.
  static Result<std::unique_ptr<Implementation>> make(Engine& engine, const ServerOptions& options) {
    auto made = std::make_unique<Implementation>(std::make_shared<boost::asio::io_context>(1));
    // Handlers that are still waiting for the engine keep the context.
    auto executor = [context = made->own_](std::move_only_function<void()> resume) {
      boost::asio::post(*context, [resume = std::move(resume)]() mutable { resume(); });
    };
    if (auto listens = made->listen(engine, *made->own_, std::move(executor), options); !listens) {
      return std::unexpected(listens.error());
    }
    try {
      made->thread_ = std::thread([context = made->own_] { context->run(); });
    } catch (const std::system_error& why) {
      return std::unexpected(Error{.kind = Error::Kind::Overloaded,
                                   .message = std::string("the system gives no thread for the server: ") + why.what()});
    }
    return made;
  }
  static Result<std::unique_ptr<Implementation>> make(Engine& engine, boost::asio::io_context& context,
                                                      const ServerOptions& options) {
    auto made = std::make_unique<Implementation>(nullptr);
    if (auto listens = made->listen(engine, context, on_asio(context.get_executor()), options); !listens) {
      return std::unexpected(listens.error());
    }
    return made;
  }

  explicit Implementation(std::shared_ptr<boost::asio::io_context> own) : own_(std::move(own)) {
    if (own_) work_.emplace(own_->get_executor());
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  ~Implementation() {
    stop(Duration{0});
    work_.reset();
    if (!thread_.joinable()) return;
    // What still waits for the engine is answered when the engine closes, at the latest: the thread ends then.
    if (service_->in_progress == 0) {
      thread_.join();
    } else {
      thread_.detach();
    }
  }

  [[nodiscard]] const std::string& address() const { return listener_->address(); }

  Result<void> reload() {
    auto failure = service_->keys.reload();
    if (!failure && service_->tls) failure = service_->tls->reload();
    if (failure) return std::unexpected(*std::move(failure));
    return {};
  }

  std::size_t stop(Duration limit) {
    if (!listener_ || std::exchange(is_stopped_, true)) return 0;
    const auto end = std::chrono::steady_clock::now() + limit;
    service_->is_draining = true;
    listener_->close();
    connections_->drain();
    if (connections_->wait_until_empty(end)) return 0;
    const std::size_t left = connections_->size();
    connections_->close_all();
    if (own_) static_cast<void>(connections_->wait_until_empty(std::chrono::steady_clock::now() + server::kTick));
    return left;
  }

 private:
  Result<void> listen(Engine& engine, boost::asio::io_context& context, Executor executor,
                      const ServerOptions& options) {
    const auto address = server::parse_listen_address(options.listen);
    if (!address) return std::unexpected(address.error());
    auto service = make_service(engine, std::move(executor), options, *address);
    if (!service) return std::unexpected(service.error());
    service_ = *std::move(service);
    auto listener = server::Listener::open(context, *address, service_, connections_);
    if (!listener) return std::unexpected(listener.error());
    listener_ = *std::move(listener);
    return {};
  }

  std::shared_ptr<boost::asio::io_context> own_;
  std::optional<WorkGuard> work_;
  std::shared_ptr<server::Service> service_;
  std::shared_ptr<server::Connections> connections_ = std::make_shared<server::Connections>();
  std::shared_ptr<server::Listener> listener_;
  std::thread thread_;
  bool is_stopped_ = false;
};

Result<Server> Server::open(Engine& engine, ServerOptions options) {
  auto made = Implementation::make(engine, options);
  if (!made) return std::unexpected(made.error());
  return Server(*std::move(made));
}

Result<Server> Server::open(Engine& engine, boost::asio::io_context& context, ServerOptions options) {
  auto made = Implementation::make(engine, context, options);
  if (!made) return std::unexpected(made.error());
  return Server(*std::move(made));
}

Server::Server(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

const std::string& Server::address() const {
  return implementation_->address();
}

Result<void> Server::reload() {
  return implementation_->reload();
}

std::size_t Server::stop(Duration limit) {
  return implementation_->stop(limit);
}

}  // namespace baton
