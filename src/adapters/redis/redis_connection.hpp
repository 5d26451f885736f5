// A connection to a Redis server. Not thread-safe.
#pragma once

#include "adapters/bus_support/bus_url.hpp"
#include "runtime/ports/bus.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct redisContext;
struct redisReply;

namespace baton::adapters {

// What Redis answered. Whatever is asked of another kind of reply is empty.
class RedisReply {
 public:
  RedisReply() = default;
  explicit RedisReply(const redisReply* reply) : reply_(reply) {}

  [[nodiscard]] bool is_nil() const;
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] RedisReply operator[](std::size_t index) const;
  // Of a list of names, each followed by its value.
  [[nodiscard]] RedisReply value_of(std::string_view name) const;
  // The text of an error; nullopt: it is none.
  [[nodiscard]] std::optional<std::string_view> error() const;

 private:
  const redisReply* reply_ = nullptr;  // null: none
};

class RedisConnection {
 public:
  using Words = std::vector<std::string>;
  // Owns what its RedisReply refers to.
  class Answer {
   public:
    explicit Answer(redisReply* reply) : owned_(reply) {}
    [[nodiscard]] RedisReply get() const { return RedisReply(owned_.get()); }
    RedisReply operator*() const { return get(); }

   private:
    struct Free {
      void operator()(redisReply* reply) const;
    };
    std::unique_ptr<redisReply, Free> owned_;
  };

  explicit RedisConnection(BusUrl url) : url_(std::move(url)) {}

  // "host:port/database", for people.
  [[nodiscard]] std::string name() const;
  [[nodiscard]] bool is_open() const { return context_ != nullptr; }
  // Connects, authenticates and chooses the database, unless it is open.
  runtime::BusResult<void> open();
  void close() { context_.reset(); }

  // One command. An error, also one that Redis answers with, closes the connection, unless it is in `expected`: the beginning of an
  // error that the caller knows what to do with.
  runtime::BusResult<Answer> command(const Words& words, std::string_view expected = "\n");
  // All or none, in their order: in a transaction.
  runtime::BusResult<void> all(std::span<const Words> commands);
  // Has the last error been that a reply was larger than kMaxReplyBytes?
  [[nodiscard]] bool was_too_large() const { return was_too_large_; }

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };

  runtime::BusResult<void> send(const Words& words);
  runtime::BusResult<Answer> read(std::string_view expected);
  std::unexpected<runtime::BusError> broken(const std::string& what);
  std::unexpected<runtime::BusError> refused(std::string_view error);

  BusUrl url_;
  std::unique_ptr<redisContext, Free> context_;
  bool was_too_large_ = false;
};

}  // namespace baton::adapters
