#include "server/dispatch.hpp"

#include "server/answers.hpp"
#include "server/call.hpp"
#include "server/http/gzip.hpp"
#include "server/http/media_type.hpp"
#include "server/limits.hpp"
#include "server/posted_events.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <exception>
#include <expected>
#include <string>
#include <utility>

namespace baton::server {
namespace {

using Checked = std::expected<std::shared_ptr<Call>, Response>;

Timestamp now() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

Response no_route(const Match& matched) {
  if (matched.others.empty()) {
    return problem(problems::kNotFound, "there is nothing here; GET /openapi.json lists what there is");
  }
  std::string allowed;
  for (const Route* each : matched.others) {
    allowed.append(allowed.empty() ? "" : ", ").append(name_of(each->method));
    if (each->method == Method::Get) allowed.append(", HEAD");
  }
  Response response = problem(problems::kMethodNotAllowed, "this path has only " + allowed);
  response.set("allow", allowed);
  return response;
}

std::expected<Principal, Response> authenticated(const Service& service, const Route& route, const Request& request) {
  if (!service.keys.is_locked() || !route.role) return anybody();
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view credentials = request.header("authorization");
  if (!credentials.starts_with(scheme)) {
    return std::unexpected(problem(problems::kUnauthenticated, "send a key: 'Authorization: Bearer KEY'"));
  }
  auto holder = service.keys.holder(credentials.substr(scheme.size()), now());
  if (!holder) {
    return std::unexpected(problem(problems::kUnauthenticated, "the key is unknown, has expired or was revoked"));
  }
  return *std::move(holder);
}

bool may_try(const Principal& caller, const Route& route) {
  if (!route.role) return true;
  return route.reach == Reach::Server ? caller.may_everywhere(*route.role) : caller.may_somewhere(*route.role);
}

// A page of another origin can send text/plain and forms without being asked for it, so these are never taken for data.
std::optional<Response> refuse_body(const Route& route, const Request& request) {
  const std::string type = media_type(request.header("content-type"));
  if (route.body == BodyKind::None) {
    if (request.body.empty()) return std::nullopt;
    return problem(problems::kInvalidRequest, "this request has no body");
  }
  if (route.body == BodyKind::OptionalJson && request.body.empty()) return std::nullopt;
  if (route.body == BodyKind::CloudEvents) return refuse_unless_events(request);
  if (is_json(type) || (route.body == BodyKind::Document && is_yaml(type))) return std::nullopt;
  return problem(problems::kUnsupportedType, route.body == BodyKind::Document
                                                 ? "the body must be application/yaml or application/json"
                                                 : "the body must be application/json");
}

Checked checked(const std::shared_ptr<Service>& service, Request request, const Match& matched) {
  if (matched.route == nullptr) return std::unexpected(no_route(matched));
  const Route& route = *matched.route;
  auto caller = authenticated(*service, route, request);
  if (!caller) return std::unexpected(std::move(caller).error());
  if (!may_try(*caller, route)) {
    return std::unexpected(
        problem(problems::kForbidden, "the key has not the role '" + std::string(name_of(*route.role)) + "'"));
  }
  if (auto refused = refuse_body(route, request)) return std::unexpected(*std::move(refused));
  auto key = IdempotencyKey::of(request, *caller);
  if (!key) return std::unexpected(std::move(key).error());
  auto call = Call::make({.service = service,
                          .route = route,
                          .request = std::move(request),
                          .caller = *std::move(caller),
                          .key = *std::move(key)});
  if (!call || route.reach != Reach::Namespace) return call;
  if (auto refused = (*call)->refuse_in((*call)->path("namespace"))) return std::unexpected(*std::move(refused));
  return call;
}

// Of an instance in a namespace that the caller may not see, it is not said that it exists.
Async<Response> answered(std::shared_ptr<Call> call) {
  const Route& route = call->route();
  if (route.reach == Reach::Instance && route.role && !call->caller().may_everywhere(*route.role)) {
    InstanceId id{call->path("id")};
    const auto instance = co_await call->engine().find(id);
    if (!instance) co_return problem_of(instance.error());
    const std::string& space = instance->summary.definition.space;
    if (!call->caller().may(Role::Reader, space)) {
      co_return problem(problems::kNotFound, "there is no instance '" + id.value + "'");
    }
    if (auto refused = call->refuse_in(space)) co_return *std::move(refused);
  }
  co_return co_await route.handle(call);
}

bool lists(std::string_view list, std::string_view wanted) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view item = list.substr(0, end);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (item == wanted || item == "*") return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

Header* header_in(Response& response, std::string_view name) {
  const auto found = std::ranges::find(response.headers, name, &Header::name);
  return found == response.headers.end() ? nullptr : &*found;
}

void compress(const Request& request, Response& response) {
  if (response.body.size() < kMinCompressedBytes || response.stream) return;
  response.set("vary", "accept-encoding");
  if (!lists(request.header("accept-encoding"), "gzip")) return;
  response.body = gzipped(response.body);
  response.set("content-encoding", "gzip");
  if (Header* const etag = header_in(response, "etag")) etag->value.insert(etag->value.size() - 1, "-gzip");
}

void answer_not_modified(const Request& request, Response& response) {
  const std::string_view known = request.header("if-none-match");
  const Header* const etag = header_in(response, "etag");
  if (known.empty() || etag == nullptr || request.method != Method::Get || response.status != 200) return;
  if (!lists(known, etag->value)) return;
  response.status = 304;
  response.body.clear();
  response.content_type.clear();
  std::erase_if(response.headers, [](const Header& each) { return each.name == "content-encoding"; });
}

// What a client brings is kept if it can stand in a log.
std::string request_id_of(const Request& request) {
  static std::atomic<std::uint64_t> last = 0;
  static const auto first = now().time_since_epoch().count();
  const std::string_view given = request.header("x-request-id");
  const bool is_plain = std::ranges::all_of(given, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
  if (!given.empty() && given.size() <= kMaxRequestId && is_plain) return std::string(given);
  return std::to_string(first) + "-" + std::to_string(++last);
}

// What is noted of a request that is being answered.
struct Noted {
  std::shared_ptr<Service> service;
  const Route* route = nullptr;
  std::string caller = {};
  std::string request_id = {};
  std::string accept_encoding = {};
  std::string if_none_match = {};
  Method method = Method::Get;
  std::chrono::steady_clock::time_point begun_at = std::chrono::steady_clock::now();

  void log(int status, std::chrono::steady_clock::duration took) const {
    if (!service->logger) return;
    const std::array<LogField, 6> fields{{{"method", name_of(method)},
                                          {"route", route == nullptr ? std::string_view("none") : route->path},
                                          {"status", std::int64_t{status}},
                                          {"seconds", std::chrono::duration<double>(took).count()},
                                          {"request", std::string_view(request_id)},
                                          {"caller", std::string_view(caller)}}};
    service->logger->log({.level = LogLevel::Info, .message = "a request was answered", .fields = fields});
  }
  void finish(Response& response) const {
    Request conditions;
    conditions.method = method;
    conditions.headers = {{"accept-encoding", accept_encoding}, {"if-none-match", if_none_match}};
    compress(conditions, response);
    answer_not_modified(conditions, response);
    response.set("x-request-id", request_id);
    const auto took = std::chrono::steady_clock::now() - begun_at;
    service->traffic.answered(route, response.status, took);
    log(response.status, took);
  }
};

Response answer_of(std::expected<Response, std::exception_ptr> result, const Noted& noted) {
  if (result) return *std::move(result);
  try {
    std::rethrow_exception(result.error());
  } catch (const std::exception& error) {
    if (noted.service->logger) {
      const std::array<LogField, 2> fields{{{"request", std::string_view(noted.request_id)}, {"reason", error.what()}}};
      noted.service->logger->log({.level = LogLevel::Error, .message = "a request failed", .fields = fields});
    }
  } catch (...) {  // it is answered like the others
  }
  return problem(problems::kInternal, "the server failed; its log has the request '" + noted.request_id + "'");
}

}  // namespace

void dispatch(std::shared_ptr<Service> service, Request request, std::function<void(Response)> answer) {
  Noted noted{.service = service,
              .request_id = request_id_of(request),
              .accept_encoding = std::string(request.header("accept-encoding")),
              .if_none_match = std::string(request.header("if-none-match")),
              .method = request.method};
  const auto respond = [&](Response response) {
    noted.finish(response);
    answer(std::move(response));
  };
  if (auto refused = service->hosts.refuse(request)) return respond(*std::move(refused));
  const Match matched = match(request.method, request.path);
  noted.route = matched.route;
  const bool is_of_operators = matched.route != nullptr && !matched.route->role;  // is it alive, is it ready
  if (!is_of_operators && service->in_progress >= service->most.requests) {
    return respond(problem(problems::kOverloaded, "too many requests are in progress"));
  }
  auto call = checked(service, std::move(request), matched);
  if (!call) return respond(std::move(call).error());
  noted.caller = (*call)->caller().name;
  const std::optional<IdempotencyKey> key = (*call)->key();
  if (key) {
    if (auto known = service->keyed_answers.begin(*key, KeyedAnswers::Clock::now())) return respond(*std::move(known));
  }
  ++service->in_progress;
  answered(*std::move(call))
      .start([noted = std::move(noted), answer = std::move(answer),
              key](std::expected<Response, std::exception_ptr> result) {
        --noted.service->in_progress;
        Response response = answer_of(std::move(result), noted);
        if (key) noted.service->keyed_answers.end(*key, response, KeyedAnswers::Clock::now());
        noted.finish(response);
        answer(std::move(response));
      });
}

}  // namespace baton::server
