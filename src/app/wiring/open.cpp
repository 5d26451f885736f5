// Engine::open(): the engine plugged into the adapters that a store URL names.
#include "adapters/http/http_caller.hpp"
#include "adapters/system/system.hpp"
#include "app/wiring/stores.hpp"
#include "engine/errors.hpp"
#include "engine/implementation.hpp"
#include "jq/jq.hpp"

#include <baton/engine.hpp>

#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace baton {
namespace {

// Who makes the calls that are no operators', by kind.
std::map<core::CallKind, std::unique_ptr<runtime::Caller>> callers() {
  std::map<core::CallKind, std::unique_ptr<runtime::Caller>> callers;
  callers.emplace(core::CallKind::Http, std::make_unique<http::HttpCaller>());
  return callers;
}

}  // namespace

Result<Engine> Engine::open(std::string_view store_url, EngineOptions options) {
  if (!options.secrets.is_object() && !options.secrets.is_null()) {
    return std::unexpected(
        Error{.kind = Error::Kind::InvalidArgument, .message = "the secrets must be an object of values by name"});
  }
  jq::initialize();
  auto store = app::open_store(store_url, options.mode);
  if (!store) return std::unexpected(std::move(store).error());
  try {
    return Engine(std::make_unique<Implementation>(Implementation::Outside{.store = *std::move(store),
                                                                           .clock = adapters::system_clock(),
                                                                           .ids = adapters::random_ids(),
                                                                           .store_name = std::string(store_url),
                                                                           .callers = callers()},
                                                   options));
  } catch (const std::system_error& error) {
    return std::unexpected(engine::no_threads(error));
  }
}

}  // namespace baton
