// A program on the engine.
#include <baton/engine.hpp>

#include <iostream>

int main() {
  const auto engine = baton::Engine::open("memory:");
  if (!engine) return 1;
  std::cout << baton::to_json(baton::Value::object({{"is", baton::Value::string("open")}})) << '\n';
}
