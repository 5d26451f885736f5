#include "shop.hpp"

#include <array>
#include <atomic>
#include <memory>

using namespace baton::pattern;
using namespace shop;

int calls = 0;             // finds: baton-state
std::atomic<int> running;  // finds: baton-state
const char* last = "";     // finds: baton-state
namespace {
thread_local int depth = 0;                    // finds: baton-state
int& alias = calls;                            // finds: baton-state
int* const pointer = &calls;                   // finds: baton-state
const std::unique_ptr<int> owned(new int(0));  // finds: baton-state
struct Cache {
  mutable int hits = 0;
};
const Cache cache;  // finds: baton-state
}  // namespace

struct Breaking {
  Dependency<Payments> payments;

  inline static int made = 0;  // finds: baton-state
  Result run(const PaymentId& id) const {
    static int count = 0;  // finds: baton-state
    (void)count;
    calls = 1;             // finds: baton-state
    (void)Breaking::made;  // finds: baton-state
    return Charged{id};
  }
};
static_assert(is_orchestrator<Breaking>());

struct Door {
  using State = std::variant<Payment>;
  using Event = std::variant<Charged>;
  using Intent = std::variant<Charge>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Door>());
int next_number() {
  static int number = 0;  // finds: baton-state
  return number = 1;
}
Decision<Door::State, Door::Intent> Door::handle(const State& state, const Event&) {
  (void)next_number();
  return {state, {}};
}

// Near misses: constants.
constexpr int kLimit = 4;
const std::string kName = "shop";
static const std::array<int, 2> kTable{1, 2};
const char* const kText = "text";
const std::unique_ptr<const int> kOwned(new int(0));
int (*const kFunction)() = nullptr;
struct Keeping {
  Dependency<Payments> payments;

  static constexpr int kTries = 3;
  Result run(const PaymentId& id) const {
    static constexpr int kOnce = 1;
    static const std::string kWhy = kName;
    (void)kOnce;
    int local = kLimit;
    (void)local;
    static int excused = 0;  // NOLINT(baton-state)
    (void)excused;
    return Charged{id};
  }
};
static_assert(is_orchestrator<Keeping>());
