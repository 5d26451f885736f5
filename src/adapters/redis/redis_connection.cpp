#include "adapters/redis/redis_connection.hpp"

#include "adapters/redis/limits.hpp"

#include <hiredis/hiredis.h>

#include <sys/time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace baton::adapters {
namespace {

using runtime::BusError;

timeval timeval_of(std::chrono::seconds time) {
  return {.tv_sec = static_cast<time_t>(time.count()), .tv_usec = 0};
}

// Errors that pass by themselves; every other one is a mistake of the configuration.
bool passes(std::string_view error) {
  constexpr std::array passing{"LOADING",     "BUSY ",    "OOM ",      "MASTERDOWN",
                               "CLUSTERDOWN", "TRYAGAIN", "MISCONF",   "READONLY",
                               "NOREPLICAS",  "NOGROUP",  "EXECABORT", "ERR max number of clients"};
  return std::ranges::any_of(passing, [&](std::string_view beginning) { return error.starts_with(beginning); });
}

bool is_database(std::string_view path) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(path.data(), path.data() + path.size(), number);
  return error == std::errc{} && end == path.data() + path.size();
}

}  // namespace

bool RedisReply::is_nil() const {
  return reply_ == nullptr || reply_->type == REDIS_REPLY_NIL;
}

std::string_view RedisReply::text() const {
  if (reply_ == nullptr || (reply_->type != REDIS_REPLY_STRING && reply_->type != REDIS_REPLY_STATUS)) return {};
  return {reply_->str, static_cast<std::size_t>(reply_->len)};
}

std::size_t RedisReply::size() const {
  return reply_ != nullptr && reply_->type == REDIS_REPLY_ARRAY ? reply_->elements : 0;
}

RedisReply RedisReply::operator[](std::size_t index) const {
  return index < size() ? RedisReply(reply_->element[index]) : RedisReply();
}

RedisReply RedisReply::value_of(std::string_view name) const {
  for (std::size_t i = 0; i + 1 < size(); i += 2) {
    if ((*this)[i].text() == name) return (*this)[i + 1];
  }
  return {};
}

std::optional<std::string_view> RedisReply::error() const {
  if (reply_ == nullptr || reply_->type != REDIS_REPLY_ERROR) return std::nullopt;
  return std::string_view(reply_->str, static_cast<std::size_t>(reply_->len));
}

void RedisConnection::Answer::Free::operator()(redisReply* reply) const {
  freeReplyObject(reply);
}

void RedisConnection::Free::operator()(redisContext* context) const {
  redisFree(context);
}

std::string RedisConnection::name() const {
  return url_.address(kRedisPort) + "/" + (url_.path.empty() ? "0" : url_.path);
}

std::unexpected<BusError> RedisConnection::broken(const std::string& what) {
  close();
  return std::unexpected(BusError{.kind = BusError::Kind::Unreachable, .message = "Redis at " + name() + ": " + what});
}

std::unexpected<BusError> RedisConnection::refused(std::string_view error) {
  close();
  return std::unexpected(BusError{.kind = passes(error) ? BusError::Kind::Unreachable : BusError::Kind::Refused,
                                  .message = "Redis at " + name() + " answers: " + std::string(error)});
}

runtime::BusResult<void> RedisConnection::open() {
  if (is_open()) return {};
  was_too_large_ = false;
  const std::uint16_t port = url_.port.value_or(kRedisPort);
  context_.reset(redisConnectWithTimeout(url_.host.c_str(), port, timeval_of(kRedisConnects)));
  if (context_ == nullptr) return broken("there is no memory for a connection");
  if (context_->err != 0) return broken(context_->errstr);
  redisSetTimeout(context_.get(), timeval_of(kRedisAnswers));
  redisEnableKeepAlive(context_.get());
  if (url_.password) {
    Words words{"AUTH"};
    if (url_.user && !url_.user->empty()) words.push_back(*url_.user);
    words.push_back(*url_.password);
    if (auto done = command(words); !done) return std::unexpected(std::move(done).error());
  }
  if (!url_.path.empty()) {
    if (!is_database(url_.path)) return refused("the path must be the number of a database");
    if (auto done = command({"SELECT", url_.path}); !done) return std::unexpected(std::move(done).error());
  }
  return {};
}

runtime::BusResult<void> RedisConnection::send(const Words& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  if (redisAppendCommandArgv(context_.get(), static_cast<int>(words.size()), texts.data(), sizes.data()) != REDIS_OK) {
    return broken(context_->errstr);
  }
  return {};
}

// As redisGetReply(), but no more is read than may be kept.
runtime::BusResult<RedisConnection::Answer> RedisConnection::read(std::string_view expected) {
  for (int is_written = 0; is_written == 0;) {
    if (redisBufferWrite(context_.get(), &is_written) != REDIS_OK) return broken(context_->errstr);
  }
  std::size_t bytes = 0;
  void* reply = nullptr;
  while (true) {
    if (redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK) return broken(context_->errstr);
    if (reply != nullptr) break;
    if (bytes > kMaxRedisReplyBytes) {
      was_too_large_ = true;
      return broken("a reply is larger than " + std::to_string(kMaxRedisReplyBytes >> 20) + " MiB");
    }
    const std::size_t before = context_->reader->len;
    if (redisBufferRead(context_.get()) != REDIS_OK) {
      return broken(context_->err == REDIS_ERR_IO ? "no answer, or the connection has ended" : context_->errstr);
    }
    bytes += context_->reader->len - before;
  }
  Answer answer(static_cast<redisReply*>(reply));
  if (const auto error = answer.get().error(); error && !error->starts_with(expected)) return refused(*error);
  return answer;
}

runtime::BusResult<RedisConnection::Answer> RedisConnection::command(const Words& words, std::string_view expected) {
  if (auto sent = send(words); !sent) return std::unexpected(std::move(sent).error());
  return read(expected);
}

runtime::BusResult<void> RedisConnection::all(std::span<const Words> commands) {
  if (auto sent = send({"MULTI"}); !sent) return sent;
  for (const Words& words : commands) {
    if (auto sent = send(words); !sent) return sent;
  }
  if (auto sent = send({"EXEC"}); !sent) return sent;
  for (std::size_t i = 0; i <= commands.size(); ++i) {  // "OK", and "QUEUED" for each
    if (auto queued = read("\n"); !queued) return std::unexpected(std::move(queued).error());
  }
  const auto done = read("\n");
  if (!done) return std::unexpected(done.error());
  for (std::size_t i = 0; i < (*done).get().size(); ++i) {
    if (const auto error = (*done).get()[i].error()) return refused(*error);
  }
  return {};
}

}  // namespace baton::adapters
