// What clients ask of webhooks, over the engine's own requests.
#pragma once

#include "webhooks/webhook.hpp"

#include <baton/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton::webhooks {

// docs/reference/http.md lists the members.
[[nodiscard]] Value json_of(const On& webhook);

// By their names.
[[nodiscard]] Async<Result<std::vector<On>>> list(AsyncEngine engine);
[[nodiscard]] Async<Result<On>> find(AsyncEngine engine, std::string name);
// Makes it, or tells it what it has to do from now on. A new one begins with the event at the position `from`, or with the next one that comes.
[[nodiscard]] Async<Result<void>> put(AsyncEngine engine, Setup setup, std::optional<std::int64_t> from);
// Ends it, with what it is sending. Its dead letters stay.
[[nodiscard]] Async<Result<void>> remove(AsyncEngine engine, std::string name);
[[nodiscard]] Async<Result<void>> send(AsyncEngine engine, std::string name, Webhook::Event event);

struct LetterView {
  InstanceId id;
  Kept kept;
  Timestamp since;
};
[[nodiscard]] Value json_of(const LetterView& letter);
struct LetterPage {
  std::vector<LetterView> letters;  // newest first
  std::string cursor;               // empty: there are no more
};
// One page looks at `limit` letters of all webhooks, so it may have fewer or none.
[[nodiscard]] Async<Result<LetterPage>> letters_of(AsyncEngine engine, std::string name, std::size_t limit,
                                                   std::string cursor);
[[nodiscard]] Async<Result<LetterView>> find_letter(AsyncEngine engine, std::string name, InstanceId id);
[[nodiscard]] Async<Result<void>> send_letter(AsyncEngine engine, InstanceId id, DeadLetter::Event event);
// All of the webhook's: how many are sent again.
[[nodiscard]] Async<Result<std::size_t>> resend_all(AsyncEngine engine, On webhook);

}  // namespace baton::webhooks
