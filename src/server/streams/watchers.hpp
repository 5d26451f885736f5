// Who is to be told that an instance has moved. While there is nobody, the engine pays nothing for it.
//
// Thread-safe. A function that is told is called on the engine's loop: it returns soon and calls neither this nor the engine.
#pragma once

#include <baton/engine.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace baton::server {

class Watchers {
 public:
  explicit Watchers(Engine& engine) : engine_(engine) {}

  // Ends with the returned object. After that the function may still be in a call that has begun.
  using Handle = std::shared_ptr<void>;
  [[nodiscard]] Handle watch(const InstanceId& id, std::function<void()> moved);

 private:
  void moved(const std::string& id);
  void end(const std::string& id, std::uint64_t number);

  Engine& engine_;
  std::mutex mutex_;
  std::uint64_t last_number_ = 0;
  std::map<std::string, std::map<std::uint64_t, std::function<void()>>> by_instance_;
  Engine::Subscription subscription_;  // while there are any
};

}  // namespace baton::server
