// Stands for the world of one instance: knows what was asked and what may happen next, and draws from that.
#pragma once

#include "core/handle.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <random>

namespace baton::tests {

class RandomWorld {
 public:
  // `users`: people interfere too.
  RandomWorld(std::uint64_t seed, bool users) : random_(seed), users_(users) {}
  // Continues with an instance that was loaded.
  RandomWorld(std::uint64_t seed, bool users, const core::Instance& loaded);

  void note(const core::Decision& decision);
  // The next event; nullopt when nothing can happen any more.
  [[nodiscard]] std::optional<core::Event> next(const core::Instance& instance);
  // An event of the event log, for one of its listeners; nullopt: none could take one.
  [[nodiscard]] std::optional<core::Event> arrival(const core::Program& program, const core::Instance& instance);
  [[nodiscard]] core::Event resume() { return at(core::Resume{}); }

 private:
  [[nodiscard]] std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  [[nodiscard]] core::Event at(core::EventBody body);
  [[nodiscard]] core::EventBody user_command();
  [[nodiscard]] core::EventBody answer_to(const core::Pending& pending);

  std::mt19937_64 random_;
  bool users_;
  std::map<TimerId, Timestamp> timers_;
  Timestamp now_{};
};

}  // namespace baton::tests
