// The server: an engine's workflow API over HTTP. docs/reference/http.md describes it; GET /openapi.json is its description for programs.
//
//   auto engine = baton::Engine::open("sqlite:orders.db").or_exit();
//   engine.add_operator("payment", std::make_shared<Payment>()).or_exit();
//   engine.recover().or_exit();
//   auto server = baton::Server::open(engine, {.listen = "127.0.0.1:8233"}).or_exit();
//   std::printf("http://%s\n", server.address().c_str());
//   …
//   server.stop(std::chrono::seconds{10});
//
// Safe by default: without a file of keys it listens on a loopback address only, and it answers only for loopback hosts and those that are
// listed; pages of other origins are refused. docs/decisions/0050.
// Threading: open() without an io_context gives the server a thread of its own. With one, all its work is done where you run that context, on
// one or several threads. The engine's threads are the engine's own as always.
// Lifetimes: the engine outlives the server; so does the io_context. With an io_context of yours, run it until stop() has returned, and
// call stop() from a thread that does not run it. The destructor is stop() without patience.
// Durability: what the server has answered with 200, 201, 202 or 204 survives the death of the process.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/log.hpp>
#include <baton/time.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace baton BATON_PUBLIC {

class Engine;

struct ServerOptions {
  // HOST:PORT; HOST is an address, "localhost" or "[::1]"; port 0 is any free one.
  std::string listen = "127.0.0.1:8233";
  // Names that clients may use for this server, beside those of the loopback interface: "baton.example.com", with or without a port.
  std::vector<std::string> allowed_hosts = {};
  // A file of keys, as `baton keys add` makes it: every request then needs one, and what it may do is in the file, which is read again when
  // it changes. Empty: everybody may do everything.
  std::string keys = {};
  // A file whose text is a key that may do everything, for the first steps. Empty: there is none.
  std::string admin_key = {};
  // Files in PEM: the server's certificate, followed by those of its issuers, and its key, without a password. Connections are then encrypted
  // (TLS 1.2 and 1.3). The files are read again when they change: new connections get what is in them then, open ones stay. Both or none.
  std::string tls_certificate = {};
  std::string tls_key = {};
  // Listen on an address that others can reach, without keys.
  bool insecure = false;
  // At a time; further ones get 503 with Retry-After. Requests that wait for an instance count.
  std::size_t max_connections = 10'000;
  std::size_t max_requests = 10'000;
  // What the engine's logger is for the engine: one message for each request, at Info. None: nothing is logged.
  std::shared_ptr<Logger> logger = {};
};

class Server {
 public:
  // Listens when it returns. InvalidArgument: the address, the keys or the certificate are not usable, or the address is not safe without keys;
  // Unavailable: the system does not give the address.
  [[nodiscard]] static Result<Server> open(Engine& engine, ServerOptions options = {});
  [[nodiscard]] static Result<Server> open(Engine& engine, boost::asio::io_context& context,
                                           ServerOptions options = {});
  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();

  // Where it listens: "127.0.0.1:8233".
  [[nodiscard]] const std::string& address() const;
  // Reads the files of keys, the certificate and its key again, as the server also does by itself within a second after they have changed. What
  // cannot be used is an error, and stays as it was.
  Result<void> reload();
  // Takes no further requests, answers those that have come for at most so long, and closes all connections. How many were still open at the
  // end of that time: their clients get no answer, but what was started continues.
  std::size_t stop(Duration limit);

  class Implementation;

 private:
  explicit Server(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace baton BATON_PUBLIC
