#include "server/connection.hpp"

#include "server/dispatch.hpp"
#include "server/http/response_text.hpp"
#include "server/limits.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <string>
#include <utility>

namespace baton::server {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using Failure = boost::system::error_code;

// Has `begin` called with a function that resumes the coroutine on its executor with a T. The executor has work until then.
template <class T, class Begin>
asio::awaitable<T> resumed_with(asio::any_io_executor executor, Begin begin) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(T)>(
      [executor = std::move(executor)](auto handler, auto begun) {
        auto work = asio::prefer(executor, asio::execution::outstanding_work.tracked);
        auto resume = std::make_shared<decltype(handler)>(std::move(handler));
        std::move(begun)([work = std::move(work), resume = std::move(resume)](T result) {
          asio::post(work, [resume, result = std::move(result)]() mutable { std::move (*resume)(std::move(result)); });
        });
      },
      use_awaitable, std::move(begin));
}

}  // namespace

void Connections::add(Connection& connection) {
  const std::lock_guard lock(mutex_);
  all_.insert(&connection);
}

void Connections::remove(Connection& connection) {
  const std::lock_guard lock(mutex_);
  all_.erase(&connection);
  changed_.notify_all();
}

std::size_t Connections::size() const {
  const std::lock_guard lock(mutex_);
  return all_.size();
}

void Connections::close_late() {
  const std::lock_guard lock(mutex_);
  const auto now = Connection::Clock::now();
  for (Connection* each : all_) each->close_if_late(now);
}

void Connections::drain() {
  const std::lock_guard lock(mutex_);
  for (Connection* each : all_) each->drain();
}

void Connections::close_all() {
  const std::lock_guard lock(mutex_);
  for (Connection* each : all_) each->close();
}

bool Connections::wait_until_empty(std::chrono::steady_clock::time_point end) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, end, [&] { return all_.empty(); });
}

Connection::Connection(asio::ip::tcp::socket socket, std::shared_ptr<Service> service,
                       std::shared_ptr<Connections> connections)
    : socket_(std::move(socket)), service_(std::move(service)), connections_(std::move(connections)) {
  set_deadline(service_->tls ? kHandshakeTime : kRequestTime);
  connections_->add(*this);
  ++service_->traffic.connections;
}

// It is in the list until here: whoever walks over the list and finds that it is ending leaves it alone.
Connection::~Connection() {
  --service_->traffic.connections;
  connections_->remove(*this);
}

void Connection::start() {
  asio::co_spawn(socket_.get_executor(), [self = shared_from_this()] { return self->run(); }, asio::detached);
}

void Connection::close_if_late(Clock::time_point now) {
  if (now.time_since_epoch().count() > deadline_) close();
}

void Connection::close() {
  auto self = weak_from_this().lock();
  if (!self) return;
  auto executor = socket_.get_executor();
  asio::post(executor, [self = std::move(self)] {
    Failure ignored;
    self->socket_.close(ignored);
    self->has_news();
  });
}

void Connection::drain() {
  auto self = weak_from_this().lock();
  if (!self) return;
  auto executor = socket_.get_executor();
  asio::post(executor, [self = std::move(self)] {
    Failure ignored;
    if (self->is_idle_) self->socket_.close(ignored);
    self->has_news();
  });
}

asio::awaitable<void> Connection::run() {
  if (!service_->tls) co_return co_await answer_all();
  tls_ = service_->tls->stream(socket_);
  const bool is_encrypted = co_await tls_->handshake();
  if (!is_encrypted) co_return;
  set_deadline(kRequestTime);
  co_await answer_all();
  set_deadline(kLingerTime);
  co_await tls_->end();
}

asio::awaitable<void> Connection::answer_all() {
  while (true) {
    const auto state = reader_.advance();
    if (state == RequestReader::State::Failed) co_return co_await refuse(reader_.refusal());
    if (state == RequestReader::State::Complete) {
      is_idle_ = false;
      const bool continues = co_await answer(reader_.take());
      if (!continues) co_return;
      is_idle_ = true;
      set_deadline(kIdleTime);
    } else {
      const bool continues = co_await read_more();
      if (!continues) co_return;
    }
  }
}

// A request has a time of its own from its first byte on.
asio::awaitable<bool> Connection::read_more() {
  if (reader_.wants_continue() && !co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
  if (service_->is_draining && reader_.is_idle()) co_return false;
  const bool was_idle = std::exchange(is_idle_, reader_.is_idle());
  if (was_idle && !is_idle_) set_deadline(kRequestTime);
  Failure failure;
  const std::size_t count = co_await read_some(failure);
  if (failure) co_return false;
  reader_.add({buffer_.data(), count});
  co_return true;
}

asio::awaitable<std::size_t> Connection::read_some(Failure& failure) {
  if (tls_) return tls_->read_some(asio::buffer(buffer_), failure);
  return socket_.async_read_some(asio::buffer(buffer_), asio::redirect_error(use_awaitable, failure));
}

asio::awaitable<bool> Connection::write(Bytes head, Bytes body) {
  set_deadline(kResponseTime);
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(head), asio::buffer(body)};
  Failure failure;
  if (tls_) {
    co_await tls_->write(buffers, failure);
  } else {
    co_await asio::async_write(socket_, buffers, asio::redirect_error(use_awaitable, failure));
  }
  set_deadline(kRequestTime);
  co_return !failure;
}

asio::awaitable<Response> Connection::answered(Request request) {
  return resumed_with<Response>(socket_.get_executor(),
                                [service = service_, request = std::move(request)](auto resume) mutable {
                                  dispatch(std::move(service), std::move(request), std::move(resume));
                                });
}

asio::awaitable<bool> Connection::answer(Request request) {
  const bool is_head = request.is_head;
  const bool is_1_0 = request.is_1_0;
  const bool wants_more = request.keep_alive;
  set_no_deadline();
  Response response = co_await answered(std::move(request));
  if (response.stream && !is_head) {
    co_await follow(std::move(response), !is_1_0);
    co_return false;
  }
  const bool continues = wants_more && !service_->is_draining;
  const std::string head = head_text(response, Framing::Length, continues);
  const bool is_written = co_await write(head, is_head ? Bytes() : Bytes(response.body));
  co_return is_written&& continues;
}

// The client may still be sending what nobody can read: it would not see the answer if the connection were cut now.
asio::awaitable<void> Connection::refuse(Response response) {
  is_idle_ = false;
  const std::string head = head_text(response, Framing::Length, false);
  const bool is_written = co_await write(head, response.body);
  Failure failure;
  if (!tls_) socket_.shutdown(asio::ip::tcp::socket::shutdown_send, failure);
  set_deadline(kLingerTime);
  std::size_t heard = 0;
  while (is_written && !failure && heard < kMaxLingerBytes) {
    heard += co_await read_some(failure);
  }
}

asio::awaitable<EventStream::News> Connection::read(EventStream& stream) {
  return resumed_with<EventStream::News>(socket_.get_executor(), [&stream](auto resume) {
    stream.read().start([resume](std::expected<EventStream::News, std::exception_ptr> result) {
      resume(result ? *std::move(result) : EventStream::News{.text = {}, .is_last = true});
    });
  });
}

void Connection::has_news() {
  has_news_ = true;
  if (news_) news_->cancel();
}

asio::awaitable<void> Connection::follow(Response response, bool is_chunked) {
  ++service_->traffic.streams;
  const std::shared_ptr<std::atomic<std::size_t>> counted(&service_->traffic.streams,
                                                          [](auto* streams) { --*streams; });
  news_.emplace(socket_.get_executor());
  const auto piece = [&](std::string text) { return is_chunked ? chunk_text(text) : text; };
  response.stream->begin([weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self) return;
    auto executor = self->socket_.get_executor();
    asio::post(executor, [self = std::move(self)] { self->has_news(); });
  });
  const std::string head = head_text(response, is_chunked ? Framing::Chunked : Framing::ToTheEnd, false);
  bool continues = co_await write(head);
  while (continues && socket_.is_open()) {
    has_news_ = false;
    set_no_deadline();
    const EventStream::News news = co_await read(*response.stream);
    if (!news.text.empty()) {
      const std::string text = piece(news.text);
      continues = co_await write(text);
    }
    if (news.is_last || service_->is_draining) break;
    if (!continues || !news.text.empty() || has_news_) continue;
    set_no_deadline();
    Failure cancelled;
    news_->expires_after(kStreamComment);
    co_await news_->async_wait(asio::redirect_error(use_awaitable, cancelled));
    if (cancelled) continue;
    const std::string comment = piece(":\n\n");
    continues = co_await write(comment);
  }
  if (continues && is_chunked) co_await write(kLastChunk);
}

}  // namespace baton::server
