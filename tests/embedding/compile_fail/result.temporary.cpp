// Names: InstanceList
#include <baton/engine.hpp>

void print(baton::Engine& engine) {
  for (const auto& instance : engine.list()->instances) static_cast<void>(instance);
}
