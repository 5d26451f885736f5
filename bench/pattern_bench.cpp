// What a Runtime costs compared with hand-written load, handle, save and execute. Both run the same machine over the same
// store and gateway in memory; nothing but the Runtime differs.
#include <baton/pattern/runtime.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using baton::pattern::Decision;
using baton::pattern::NotFound;
using baton::pattern::Processed;
using baton::pattern::Runtime;

// Counts. Asks for nothing at most steps, so that no allocation hides what the driver costs.
struct Counter {
  struct Counting {
    std::uint64_t count = 0;
  };
  struct Full {};
  struct Count {
    std::uint64_t by = 1;
    std::uint64_t tells = 0;  // intents
  };
  struct Tell {
    std::uint64_t count = 0;
  };

  using State = std::variant<Counting, Full>;
  using Event = std::variant<Count>;
  using Intent = std::variant<Tell>;

  static Decision<State, Intent> handle(const State& state, const Event& event) {
    const auto* counting = std::get_if<Counting>(&state);
    if (counting == nullptr) return {.next = Full{}};
    const auto& count = std::get<Count>(event);
    Decision<State, Intent> decision{.next = Counting{counting->count + count.by}};
    for (std::uint64_t i = 0; i < count.tells; ++i) decision.intents.emplace_back(Tell{counting->count});
    return decision;
  }
};

struct Store {
  std::optional<Counter::State> load(std::uint32_t id) const {
    if (id >= states.size()) return std::nullopt;
    return states[id];
  }
  void save(std::uint32_t id, const Counter::State& state) { states[id] = state; }

  std::array<Counter::State, 64> states = {};
};
struct Gateway {
  void execute(const Counter::Intent& intent) { told += std::get<Counter::Tell>(intent).count; }
  std::uint64_t told = 0;
};
using Result = std::variant<Processed<std::uint32_t>, NotFound<std::uint32_t>>;

Result by_hand(Store& store, Gateway& gateway, std::uint32_t id, const Counter::Event& event) {
  const std::optional<Counter::State> state = store.load(id);
  if (!state) return NotFound<std::uint32_t>{id};
  const auto decision = Counter::handle(*state, event);
  store.save(id, decision.next);
  for (const Counter::Intent& intent : decision.intents) gateway.execute(intent);
  return Processed<std::uint32_t>{id};
}

template <class Drive>
void drive(benchmark::State& state, const Drive& run) {
  const Counter::Event event = Counter::Count{.by = 1, .tells = static_cast<std::uint64_t>(state.range(0))};
  std::uint32_t id = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(run(id, event));
    id = (id + 1) % 64;
  }
}

void DrivenByHand(benchmark::State& state) {
  Store store;
  Gateway gateway;
  drive(state, [&](std::uint32_t id, const Counter::Event& event) { return by_hand(store, gateway, id, event); });
  benchmark::DoNotOptimize(gateway.told);
}
BENCHMARK(DrivenByHand)->ArgName("intents")->Arg(0)->Arg(1)->Arg(4);

void DrivenByRuntime(benchmark::State& state) {
  Store store;
  Gateway gateway;
  const Runtime<Counter, Store, Gateway> runtime{.store = store, .gateway = gateway};
  drive(state, [&](std::uint32_t id, const Counter::Event& event) { return runtime.run(id, event); });
  benchmark::DoNotOptimize(gateway.told);
}
BENCHMARK(DrivenByRuntime)->ArgName("intents")->Arg(0)->Arg(1)->Arg(4);

}  // namespace
