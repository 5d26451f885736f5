// A bus as an adapter gives it, with what the URL says of both of its directions.
#pragma once

#include "engine/buses/incoming.hpp"
#include "engine/buses/outgoing.hpp"
#include "runtime/ports/bus.hpp"

#include <baton/bus.hpp>
#include <baton/error.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace baton {

namespace engine {

struct CarriedBus {
  std::string name;
  std::unique_ptr<runtime::BusSource> source;  // null: nothing comes in
  std::unique_ptr<runtime::BusSink> sink;      // null: nothing goes out
  BusFilter filter = {};                       // of what goes out
  std::uint64_t from = 1;
};

}  // namespace engine

class Bus::Implementation {
 public:
  // Tries both directions once, and begins. Conflict: the bus refuses.
  [[nodiscard]] static Result<std::unique_ptr<Implementation>> open(Engine& engine, engine::CarriedBus bus,
                                                                    const BusOptions& options);
  [[nodiscard]] BusStatus status() const;
  Result<void> drain(Duration limit);

 private:
  Implementation(Engine& engine, engine::CarriedBus bus, const BusOptions& options);

  Engine& engine_;
  std::string name_;
  std::unique_ptr<engine::Incoming> incoming_;  // null: nothing comes in
  std::unique_ptr<engine::Outgoing> outgoing_;  // null: nothing goes out
};

}  // namespace baton
