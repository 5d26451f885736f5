// Requests with an Idempotency-Key: the same key with the same request gets the first answer again, for 24 hours; with another request it is refused.
//
// The answers are in memory. That nothing is done twice does not depend on them: what a request does is tied to its key in the store, by the id that
// is made of the key or by the caller's name in the history (docs/decisions/0076).
#pragma once

#include "server/access/principal.hpp"
#include "server/http/message.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <expected>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace baton::server {

struct IdempotencyKey {
  std::string token;  // of the caller, what it may do, and the key: 32 hexadecimal digits
  std::string print;  // of what is asked under it: 16

  // The caller's name in the history, by which the request is found again: the same for all that is asked under the key, then the print.
  [[nodiscard]] std::string beginning_of_caller(std::string_view name) const;
  [[nodiscard]] std::string caller(std::string_view name) const { return beginning_of_caller(name) + print; }

  // Of requests without the header: nullopt. The answer instead, if it cannot be a key.
  [[nodiscard]] static std::expected<std::optional<IdempotencyKey>, Response> of(const Request& request,
                                                                                 const Principal& caller);
};

[[nodiscard]] Response key_of_another_request();

// Thread-safe.
class KeyedAnswers {
 public:
  using Clock = std::chrono::steady_clock;

  // Nullopt: the request is new, and is in progress until end() is called. Else its answer.
  [[nodiscard]] std::optional<Response> begin(const IdempotencyKey& key, Clock::time_point now);
  // One that says that a later request may succeed is not kept.
  void end(const IdempotencyKey& key, const Response& answer, Clock::time_point now);

 private:
  struct Entry {
    std::string print;
    std::optional<Response> answer;  // none: in progress
  };
  struct Kept {
    Clock::time_point at;
    std::string token;
    std::size_t bytes;
  };
  void forget_old(Clock::time_point now);

  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;  // by token
  std::deque<Kept> kept_;                           // the answered ones, oldest first
  std::size_t bytes_ = 0;
};

}  // namespace baton::server
