// Every method of an engine that returns a Result, for where all of them answer alike.
#pragma once

#include "app/wiring/test_support.hpp"

#include <baton/engine.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace baton::app {

inline StartOptions order(const std::string& id) {
  return {.workflow = {"shop", "order", ""}, .input = json(R"({"cents":1})"), .id = id};
}

template <class T>
std::optional<Error::Kind> error_of(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().kind);
}

// One kind of error for every method that returns a Result, or nullopt.
inline std::optional<Error::Kind> error_of_all(Engine& engine) {
  const InstanceId id{"order-1"};
  const std::vector<std::optional<Error::Kind>> kinds = {error_of(engine.recover()),
                                                         error_of(engine.recover(id)),
                                                         error_of(engine.deploy(kOrder)),
                                                         error_of(engine.deploy_all(std::vector{kOrder})),
                                                         error_of(engine.definitions()),
                                                         error_of(engine.find_definitions()),
                                                         error_of(engine.find_definition(DefinitionName{"a", "b", ""})),
                                                         error_of(engine.find_definition(Digest{"a"})),
                                                         error_of(engine.undeploy({"shop", "order", "1.0.0"})),
                                                         error_of(engine.start(order("order-2"))),
                                                         error_of(engine.run(kOrder, {.input = {}, .id = {}})),
                                                         error_of(engine.wait(id)),
                                                         error_of(engine.wait(id, std::chrono::hours{1})),
                                                         error_of(engine.wait_until_idle(id)),
                                                         error_of(engine.find(id)),
                                                         error_of(engine.list()),
                                                         error_of(engine.history(id)),
                                                         error_of(engine.audit()),
                                                         error_of(engine.observe([](const Observed&) {})),
                                                         error_of(engine.bulk({})),
                                                         error_of(engine.cancel(id)),
                                                         error_of(engine.suspend(id)),
                                                         error_of(engine.resume(id)),
                                                         error_of(engine.retry(id)),
                                                         error_of(engine.remove(id))};
  for (const auto& kind : kinds) {
    if (kind != kinds.front()) return std::nullopt;
  }
  return kinds.front();
}

}  // namespace baton::app
