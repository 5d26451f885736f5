#include "engine/fetch.hpp"

#include "adapters/http/http_caller.hpp"
#include "adapters/system/system.hpp"
#include "base/overloaded.hpp"

#include <future>
#include <memory>
#include <utility>
#include <variant>

namespace baton::engine {
namespace {

Value arguments_of(const FetchRequest& request) {
  Value arguments = Value::object({{"method", Value::string("GET")},
                                   {"uri", Value::string(request.uri)},
                                   {"output", Value::string("raw")},
                                   {"redirect", Value::boolean(false)}});
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

}  // namespace

std::expected<std::string, std::string> fetch(const FetchRequest& request) {
  auto promise = std::make_shared<std::promise<CallOutcome>>();
  auto outcome = promise->get_future();
  http::HttpCaller caller(1);
  CallContext context;
  context.deadline = adapters::process_now() + request.timeout;
  caller.call("http", arguments_of(request), std::move(context),
              [promise](CallOutcome answer) { promise->set_value(std::move(answer)); });
  using Fetched = std::expected<std::string, std::string>;
  return std::visit(
      overloaded{[&](const CallSucceeded& success) -> Fetched {
                   std::string text = success.output.is_string() ? decoded(success.output.as_string()) : std::string();
                   if (text.size() <= request.max_bytes) return text;
                   return std::unexpected("it is larger than " + std::to_string(request.max_bytes) + " bytes");
                 },
                 [](const CallFailed& failure) -> Fetched { return std::unexpected(reason(failure.problem)); },
                 [](const CallUnknown& unknown) -> Fetched { return std::unexpected(reason(unknown.problem)); }},
      outcome.get());
}

}  // namespace baton::engine
