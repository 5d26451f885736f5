// Engine::open(): the engine plugged into the adapters that a store URL names.
#include "adapters/http/http_caller.hpp"
#include "adapters/system/system.hpp"
#include "app/wiring/stores.hpp"
#include "engine/errors.hpp"
#include "engine/implementation.hpp"
#include "jq/jq.hpp"

#include <baton/engine.hpp>

#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace baton {
namespace {

// The engine's registry is its only owner: the caller ends with the engine, and with it what is in flight.
OperatorMethod http_method() {
  return [caller = std::make_shared<http::HttpCaller>()](const Value& arguments, const CallContext& context,
                                                         std::function<void(CallOutcome)> done) {
    caller->call(arguments, context, std::move(done));
  };
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
    Engine engine(std::make_unique<Implementation>(
        Implementation::Outside{
            .store = *std::move(store), .clock = adapters::system_clock(), .ids = adapters::random_ids()},
        options));
    engine.add_method("http", http_method());
    return engine;
  } catch (const std::system_error& error) {
    return std::unexpected(engine::no_threads(error));
  }
}

}  // namespace baton
