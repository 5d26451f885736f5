// Engine::open(): the engine plugged into the adapters that a store URL names.
#include "adapters/http/http_caller.hpp"
#include "adapters/system/system.hpp"
#include "app/wiring/stores.hpp"
#include "base/check.hpp"
#include "base/outgoing_rules.hpp"
#include "engine/errors.hpp"
#include "engine/fetch.hpp"
#include "engine/implementation.hpp"
#include "engine/zones.hpp"
#include "jq/jq.hpp"

#include <baton/engine.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

namespace baton {
namespace {

constexpr std::size_t kHttpCalls = 64;  // at a time

// The callers for all kinds except operators.
std::map<core::CallKind, std::unique_ptr<runtime::Caller>> callers(OutgoingRules rules) {
  std::map<core::CallKind, std::unique_ptr<runtime::Caller>> callers;
  callers.emplace(core::CallKind::Http, std::make_unique<http::HttpCaller>(kHttpCalls, std::move(rules)));
  return callers;
}

std::optional<Error> problem_with(const EngineOptions& options) {
  if (!options.secrets.is_object() && !options.secrets.is_null()) {
    return Error{.kind = Error::Kind::InvalidArgument, .message = "the secrets must be an object of values by name"};
  }
  if (const auto rules = OutgoingRules::make(options.outgoing); !rules) {
    return Error{.kind = Error::Kind::InvalidArgument, .message = rules.error()};
  }
  return std::nullopt;
}

}  // namespace

Result<Engine> Engine::open(std::string_view store_url, EngineOptions options) {
  if (auto problem = problem_with(options)) return std::unexpected(*std::move(problem));  // before a store is made
  auto store = app::open_store(store_url, options.mode);
  if (!store) return std::unexpected(std::move(store).error());
  return open_on(*std::move(store), std::string(store_url), options);
}

Result<Engine> Engine::open(std::unique_ptr<store::Store> store, EngineOptions options) {
  BATON_CHECK(store != nullptr, "an engine needs a store");
  if (auto problem = problem_with(options)) return std::unexpected(*std::move(problem));
  return open_on(std::move(store), "a store of the program's own", options);
}

Result<Engine> Engine::open_on(std::unique_ptr<store::Store> store, std::string name, const EngineOptions& options) {
  jq::initialize();
  try {
    return Engine(std::make_unique<Implementation>(
        Implementation::Outside{
            .store = std::move(store),
            .clock = adapters::system_clock(),
            .ids = adapters::random_ids(),
            .store_name = std::move(name),
            .callers = callers(OutgoingRules::make(options.outgoing).value()),
            .fetch = [outgoing = options.outgoing](
                         const engine::FetchRequest& request) { return engine::fetch(request, outgoing); },
            .has_zone = [](std::string_view zone) { return engine::find_zone(zone).has_value(); }},
        options));
  } catch (const std::system_error& error) {
    return std::unexpected(engine::no_threads(error));
  }
}

}  // namespace baton
