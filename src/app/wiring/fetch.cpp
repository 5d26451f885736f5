#include "engine/fetch.hpp"

#include "adapters/http/http_caller.hpp"
#include "adapters/http/media_type.hpp"
#include "adapters/system/system.hpp"
#include "base/overloaded.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <utility>
#include <variant>

namespace baton::engine {
namespace {

Value arguments_of(const FetchRequest& request) {
  Value arguments = Value::object({{"method", Value::string("GET")}, {"uri", Value::string(request.uri)}});
  return request.authentication.is_null() ? arguments : arguments.with("authentication", request.authentication);
}

// The gateway's own base64 is valid.
std::string decoded(std::string_view text) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6 | static_cast<unsigned>(digit)) & 0xFFFFFF;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

std::string reason(const Problem& problem) {
  return problem.detail.empty() ? problem.title : problem.detail;
}

CallOutcome get(const Value& arguments, Timestamp deadline, const OutgoingRules& rules) {
  auto promise = std::make_shared<std::promise<CallOutcome>>();
  auto outcome = promise->get_future();
  http::HttpCaller caller(1, rules);
  CallContext context;
  context.deadline = deadline;
  caller.call("http", arguments, std::move(context),
              [promise](CallOutcome answer) { promise->set_value(std::move(answer)); });
  return outcome.get();
}

bool is_redirect(int status) {
  constexpr std::array kRedirects = {301, 302, 303, 307, 308};
  return std::ranges::find(kRedirects, status) != kRedirects.end();
}

// Where the answer to that request leads; empty: nowhere. What has been read says nothing of it, so it is asked again.
std::string location_of(const FetchRequest& request, Timestamp deadline, const OutgoingRules& rules) {
  const Value arguments =
      arguments_of(request).with("output", Value::string("response")).with("redirect", Value::boolean(true));
  const CallOutcome outcome = get(arguments, deadline, rules);
  const auto* success = std::get_if<CallSucceeded>(&outcome);
  const Value* headers = success == nullptr ? nullptr : success->output.find("headers");
  if (headers == nullptr) return {};
  for (const Member& header : headers->members()) {
    if (http::lower_case(header.name()) == "location") return std::string(header.value.as_string());
  }
  return {};
}

std::expected<std::string, std::string> fetched_text(const CallOutcome& outcome, std::size_t max_bytes) {
  using Fetched = std::expected<std::string, std::string>;
  return std::visit(
      overloaded{[&](const CallSucceeded& success) -> Fetched {
                   std::string text = success.output.is_string() ? decoded(success.output.as_string()) : std::string();
                   if (text.size() <= max_bytes) return text;
                   return std::unexpected("it is larger than " + std::to_string(max_bytes) + " bytes");
                 },
                 [](const CallFailed& failure) -> Fetched { return std::unexpected(reason(failure.problem)); },
                 [](const CallUnknown& unknown) -> Fetched { return std::unexpected(reason(unknown.problem)); }},
      outcome);
}

}  // namespace

std::expected<std::string, std::string> fetch(const FetchRequest& request, const OutgoingOptions& outgoing) {
  const auto rules = OutgoingRules::make(outgoing);
  if (!rules) return std::unexpected(rules.error());
  const Timestamp deadline = adapters::process_now() + request.timeout;
  FetchRequest current = request;
  for (int redirects = 0;; ++redirects) {
    const CallOutcome outcome = get(arguments_of(current).with("output", Value::string("raw")), deadline, *rules);
    const auto* failure = std::get_if<CallFailed>(&outcome);
    if (failure == nullptr || !is_redirect(failure->problem.status)) return fetched_text(outcome, request.max_bytes);
    if (redirects == kMaxRedirects) {
      return std::unexpected("it is redirected more than " + std::to_string(kMaxRedirects) + " times");
    }
    auto next = redirected(current, location_of(current, deadline, *rules));
    if (!next) return std::unexpected(std::move(next).error());
    current = *std::move(next);
  }
}

}  // namespace baton::engine
