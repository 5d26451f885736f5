// What a webhook is told to do.
#pragma once

#include <baton/cloud_event.hpp>
#include <baton/events.hpp>
#include <baton/ids.hpp>
#include <baton/json.hpp>
#include <baton/time.hpp>
#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::webhooks {

inline constexpr std::int64_t kUsualAttempts = 15;
inline constexpr std::int64_t kMostAttempts = 100;
inline constexpr std::size_t kMostSecrets = 4;
inline constexpr std::size_t kLongestUrl = 2'048;

// It is stored and shown: secrets are in it by their names alone.
struct Setup {
  std::string name;
  std::string url;
  std::vector<std::string> secrets = {};  // names in the engine's secrets; each makes a signature
  // Of the events: each that is not empty must be equal.
  std::string type = {};
  std::string source = {};
  std::string subject = {};
  std::int64_t attempts = kUsualAttempts;  // until an event becomes a dead letter

  friend bool operator==(const Setup&, const Setup&) = default;
};
BOOST_DESCRIBE_STRUCT(Setup, (), (name, url, secrets, type, source, subject, attempts))

// Why it is none; nullopt if it is good.
[[nodiscard]] std::optional<std::string> mistake_in(const Setup& setup);

[[nodiscard]] EventFilter filter_of(const Setup& setup);

// "webhook.billing".
[[nodiscard]] InstanceId webhook_id(std::string_view name);

// The header `webhook-id`: made of the event's source and id, so it is the same whenever the event is sent.
[[nodiscard]] std::string message_id(const CloudEvent& event);

// An event of a webhook's own, or of a dead letter: delivering it might make further ones for ever.
[[nodiscard]] bool is_of_a_webhook(const CloudEvent& event);

// For a test, with this id.
[[nodiscard]] CloudEvent test_event(const Setup& setup, std::string id);

// What a receiver says in `Retry-After`: seconds, or a time of HTTP; nullopt if it is neither.
[[nodiscard]] std::optional<Duration> retry_after(std::string_view text, Timestamp now);

}  // namespace baton::webhooks
