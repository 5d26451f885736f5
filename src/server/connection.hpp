// One client: its requests are read, answered and written one after the other, also where it sends several at a time.
#pragma once

#include "server/http/request_reader.hpp"
#include "server/service.hpp"
#include "server/streams/event_stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace baton::server {

class Connection;

// Those that are open. Thread-safe.
class Connections {
 public:
  void add(Connection& connection);
  void remove(Connection& connection);
  [[nodiscard]] std::size_t size() const;
  // Those whose time is over lose their connection.
  void close_late();
  // Each ends after the answer that it is giving.
  void drain();
  void close_all();
  // False: some were still open then.
  [[nodiscard]] bool wait_until_empty(std::chrono::steady_clock::time_point end) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::unordered_set<Connection*> all_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<Service> service,
             std::shared_ptr<Connections> connections);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  void start();
  // From any thread.
  void close_if_late(Clock::time_point now);
  void drain();
  void close();

 private:
  using Bytes = std::string_view;

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> answer_all();
  boost::asio::awaitable<std::size_t> read_some(boost::system::error_code& failure);
  boost::asio::awaitable<bool> read_more();
  boost::asio::awaitable<bool> answer(Request request);
  boost::asio::awaitable<bool> write(Bytes head, Bytes body = {});
  boost::asio::awaitable<void> follow(Response response, bool is_chunked);
  boost::asio::awaitable<void> refuse(Response response);
  boost::asio::awaitable<Response> answered(Request request);
  boost::asio::awaitable<EventStream::News> read(EventStream& stream);
  void has_news();
  void set_deadline(Clock::duration time) { deadline_ = Clock::now().time_since_epoch().count() + time.count(); }
  void set_no_deadline() { deadline_ = Clock::time_point::max().time_since_epoch().count(); }

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<TlsStream> tls_;  // null: not encrypted
  std::shared_ptr<Service> service_;
  std::shared_ptr<Connections> connections_;
  RequestReader reader_;
  std::array<char, 4'096> buffer_{};
  std::atomic<Clock::rep> deadline_;
  std::optional<boost::asio::steady_timer> news_;  // of a stream: cancelled when there are any
  bool has_news_ = false;
  bool is_idle_ = true;  // between requests
};

}  // namespace baton::server
