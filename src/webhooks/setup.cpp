#include "webhooks/setup.hpp"

#include "base/sha256.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace baton::webhooks {
namespace {

// A label, as the names of workflows are.
bool is_label(std::string_view name) {
  constexpr std::size_t longest = 63;
  return !name.empty() && name.size() <= longest && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// User information in it would be shown with it. The rest is checked when it is called, by who calls it.
bool is_url(std::string_view url) {
  const std::string_view scheme = url.starts_with("https://") ? "https://" : "http://";
  if (!url.starts_with(scheme) || url.size() > kLongestUrl) return false;
  const std::string_view authority = url.substr(scheme.size(), url.find_first_of("/?#", scheme.size()) - scheme.size());
  return !authority.empty() && !authority.contains('@') &&
         std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
}

std::optional<int> number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0 ? std::optional(number) : std::nullopt;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7), the one form that is still sent.
std::optional<Timestamp> http_date(std::string_view text) {
  constexpr std::string_view pattern = "Sun, 06 Nov 1994 08:49:37 GMT";
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != pattern.size() || !text.ends_with(" GMT")) return std::nullopt;
  const auto* const month = std::ranges::find(months, text.substr(8, 3));
  const auto day = number_in(text.substr(5, 2));
  const auto year = number_in(text.substr(12, 4));
  const auto hours = number_in(text.substr(17, 2));
  const auto minutes = number_in(text.substr(20, 2));
  const auto seconds = number_in(text.substr(23, 2));
  if (month == months.end() || !day || !year || !hours || !minutes || !seconds) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(month - months.begin()) + 1),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) +
         std::chrono::seconds(*seconds);
}

}  // namespace

std::optional<std::string> mistake_in(const Setup& setup) {
  if (!is_label(setup.name)) return "the name must be 1 to 63 letters, digits and hyphens";
  if (!is_url(setup.url)) {
    return "the url must be an http or https URL of at most " + std::to_string(kLongestUrl) +
           " ASCII characters, without user information and fragment";
  }
  if (setup.secrets.size() > kMostSecrets) return "at most " + std::to_string(kMostSecrets) + " secrets can sign";
  if (std::ranges::any_of(setup.secrets, &std::string::empty)) return "the name of a secret is empty";
  if (setup.attempts < 1 || setup.attempts > kMostAttempts) {
    return "attempts must be a number from 1 to " + std::to_string(kMostAttempts);
  }
  return std::nullopt;
}

EventFilter filter_of(const Setup& setup) {
  return {.type = setup.type, .source = setup.source, .subject = setup.subject};
}

InstanceId webhook_id(std::string_view name) {
  return InstanceId{"webhook." + std::string(name)};
}

std::string message_id(const CloudEvent& event) {
  constexpr std::size_t digits = 32;
  return "msg_" + sha256_hex(std::to_string(event.source.size()) + ":" + event.source + event.id).substr(0, digits);
}

bool is_of_a_webhook(const CloudEvent& event) {
  return event.source.starts_with("/machine/webhook/") || event.source.starts_with("/machine/webhook-letter/");
}

CloudEvent test_event(const Setup& setup, std::string id) {
  CloudEvent event;
  event.id = std::move(id);
  event.source = "/webhooks/" + setup.name;
  event.type = "baton.webhook.test";
  event.data = Value{{"webhook", setup.name}};
  return event;
}

std::optional<Duration> retry_after(std::string_view text, Timestamp now) {
  if (const auto seconds = number_in(text)) return std::chrono::seconds(*seconds);
  const auto date = http_date(text);
  if (!date) return std::nullopt;
  return std::max(Duration{}, std::chrono::duration_cast<Duration>(*date - now));
}

}  // namespace baton::webhooks
