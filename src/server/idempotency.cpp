#include "server/idempotency.hpp"

#include "base/sha256.hpp"
#include "server/limits.hpp"
#include "server/problem.hpp"

#include <algorithm>
#include <utility>

namespace baton::server {
namespace {

std::size_t size_of(const Response& answer) {
  std::size_t size = answer.body.size() + answer.content_type.size();
  for (const Header& each : answer.headers) size += each.name.size() + each.value.size();
  return size;
}

// Names are not unique: whoever may do something else is somebody else.
std::string known_as(const Principal& caller) {
  std::string text = caller.name + "\n";
  for (const Grant& grant : caller.grants) text += std::string(name_of(grant.role)) + " " + grant.space + "\n";
  return text;
}

// Nothing was done, or nobody knows: the request is to be sent again.
bool is_to_be_sent_again(int status) {
  return status >= 500 || status == 429;
}

}  // namespace

std::string IdempotencyKey::beginning_of_caller(std::string_view name) const {
  return std::string(name) + (name.empty() ? "" : " ") + "idempotency-key=" + token + ".";
}

std::expected<std::optional<IdempotencyKey>, Response> IdempotencyKey::of(const Request& request,
                                                                          const Principal& caller) {
  const std::string_view key = request.header("idempotency-key");
  const bool is_given = std::ranges::find(request.headers, "idempotency-key", &Header::name) != request.headers.end();
  if (!is_given || request.method != Method::Post) return std::nullopt;
  const bool is_visible = std::ranges::all_of(key, [](char c) { return c > ' ' && c < '\x7F'; });
  if (key.empty() || key.size() > kMaxIdempotencyKey || !is_visible) {
    return std::unexpected(
        problem(problems::kInvalidRequest,
                "an Idempotency-Key has 1 to " + std::to_string(kMaxIdempotencyKey) + " visible ASCII characters"));
  }
  std::string asked;
  for (const std::string& segment : request.path) asked += std::to_string(segment.size()) + ":" + segment;
  asked += "\n" + std::string(request.header("if-match")) + "\n" + request.body;
  constexpr std::size_t token_digits = 32;
  constexpr std::size_t print_digits = 16;
  return IdempotencyKey{.token = sha256_hex(known_as(caller) + std::string(key)).substr(0, token_digits),
                        .print = sha256_hex(asked).substr(0, print_digits)};
}

Response key_of_another_request() {
  return problem(problems::kIdempotencyKeyReused,
                 "this Idempotency-Key was sent with another request; a new request needs a new key");
}

std::optional<Response> KeyedAnswers::begin(const IdempotencyKey& key, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  forget_old(now);
  const auto [found, is_new] = entries_.try_emplace(key.token, Entry{.print = key.print, .answer = std::nullopt});
  if (is_new) return std::nullopt;
  if (found->second.print != key.print) return key_of_another_request();
  if (found->second.answer) return found->second.answer;
  return problem(problems::kConflict,
                 "the request with this Idempotency-Key is still in progress; send it again later");
}

void KeyedAnswers::end(const IdempotencyKey& key, const Response& answer, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (is_to_be_sent_again(answer.status)) {
    entries_.erase(key.token);
    return;
  }
  entries_.at(key.token).answer = answer;
  kept_.push_back({.at = now, .token = key.token, .bytes = size_of(answer)});
  bytes_ += kept_.back().bytes;
  forget_old(now);
}

void KeyedAnswers::forget_old(Clock::time_point now) {
  while (!kept_.empty() && (now - kept_.front().at >= kIdempotencyTime || kept_.size() > kMaxKeyedAnswers ||
                            bytes_ > kMaxKeyedAnswerBytes)) {
    bytes_ -= kept_.front().bytes;
    entries_.erase(kept_.front().token);
    kept_.pop_front();
  }
}

}  // namespace baton::server
