#include "shop.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>

using namespace baton::pattern;
using namespace shop;

struct Breaking {
  using State = std::variant<Payment>;
  using Event = std::variant<Charged, Declined>;
  using Intent = std::variant<Charge>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Breaking>());

extern Payments payments;  // finds: baton-state
struct Stamped {
  std::time_t at = std::time(nullptr);  // finds: baton-purity
};
long long now() {
  return std::chrono::system_clock::now().time_since_epoch().count();  // finds: baton-purity
}
struct Handler {
  const Breaking::State& state;
  Decision<Breaking::State, Breaking::Intent> operator()(const Charged&) const {
    std::puts("charged");  // finds: baton-purity
    return {state, {}};
  }
  Decision<Breaking::State, Breaking::Intent> operator()(const Declined&) const { return {state, {}}; }
};
Decision<Breaking::State, Breaking::Intent> Breaking::handle(const State& state, const Event& event) {
  (void)now();
  const Stamped stamped;
  std::random_device device;                             // finds: baton-purity
  (void)device();                                        // finds: baton-purity
  (void)std::rand();                                     // finds: baton-purity
  std::ifstream file("x");                               // finds: baton-purity
  (void)std::filesystem::exists("x");                    // finds: baton-purity
  std::cout << "x";                                      // finds: baton-purity
  (void)std::getenv("HOME");                             // finds: baton-purity
  std::mutex lock;                                       // finds: baton-purity
  std::this_thread::sleep_for(std::chrono::seconds(1));  // finds: baton-purity
  const auto clock = &std::chrono::steady_clock::now;    // finds: baton-purity
  (void)clock;
  (void)std::stod("1.5");   // finds: baton-purity
  (void)payments.load({});  // finds: baton-purity baton-state
  const auto later = [](const auto& any) {
    (void)any;
    return std::clock();  // finds: baton-purity
  };
  (void)later(1);
  return std::visit(Handler{state}, event);
}

// Near misses: time and chance that come with the event, paths and texts, one's own functions with such names.
namespace mine {
int time(int at) {
  return at;
}
int open(int door) {
  return door;
}
}  // namespace mine
struct Tick {
  std::chrono::system_clock::time_point at;
  std::uint32_t seed = 0;
};
struct Keeping {
  using State = std::variant<Payment>;
  using Event = std::variant<Tick>;
  using Intent = std::variant<Charge>;
  static Decision<State, Intent> handle(const State& state, const Event& event) {
    const auto& tick = std::get<Tick>(event);
    std::mt19937 engine(tick.seed);
    (void)engine();
    const auto due = tick.at + std::chrono::hours(1);
    (void)due;
    (void)std::filesystem::path("a/b").filename().string();
    (void)(mine::time(1) + mine::open(2));
    (void)std::time(nullptr);  // NOLINT(baton-purity)
    return {state, {}};
  }
};
static_assert(is_machine<Keeping>());
// The shell may.
long long shell_time() {
  return std::chrono::system_clock::now().time_since_epoch().count();
}
