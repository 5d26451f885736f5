// Port: randomness. Run ids, instance ids nobody chose, seeds of jitter.
#pragma once

#include <cstdint>
#include <string>

namespace baton::runtime {

class Ids {
 public:
  Ids() = default;
  Ids(const Ids&) = delete;
  Ids& operator=(const Ids&) = delete;
  virtual ~Ids() = default;

  // 16 characters of [0-9a-v], 80 random bits. From any thread.
  [[nodiscard]] virtual std::string next_id() = 0;
  [[nodiscard]] virtual std::uint64_t next_seed() = 0;
};

}  // namespace baton::runtime
