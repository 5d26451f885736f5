#include "shop.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <unordered_map>
#include <unordered_set>

using namespace baton::pattern;
using namespace shop;

struct Cart {
  std::unordered_map<std::string, int> items;
  std::map<std::string, int> sorted;
};
struct Breaking {
  using State = std::variant<Cart>;
  using Event = std::variant<Charged>;
  using Intent = std::variant<Charge>;
  static Decision<State, Intent> handle(const State& state, const Event& event);
};
static_assert(is_machine<Breaking>());
Decision<Breaking::State, Breaking::Intent> Breaking::handle(const State& state, const Event&) {
  const auto& cart = std::get<Cart>(state);
  std::vector<Charge> intents;
  for (const auto& [name, count] : cart.items) {  // finds: baton-unordered
    intents.push_back({.payment = {name}, .amount = count});
  }
  struct Named : std::unordered_set<int> {};
  for (const int number : Named()) (void)number;  // finds: baton-unordered
  const std::unordered_set<int> numbers{1, 2};
  const std::vector<int> copy(numbers.begin(), numbers.end());        // finds: baton-unordered
  std::ranges::for_each(cart.items, [](const auto&) {});              // finds: baton-unordered
  (void)std::begin(numbers);                                          // finds: baton-unordered
  for (const auto& name : cart.items | std::views::keys) (void)name;  // finds: baton-unordered
  return {state, {intents.begin(), intents.end()}};
}

// Near misses: look-ups, and what is in order.
struct Keeping {
  using State = std::variant<Cart>;
  using Event = std::variant<Charged>;
  using Intent = std::variant<Charge>;
  static Decision<State, Intent> handle(const State& state, const Event&) {
    const auto& cart = std::get<Cart>(state);
    for (const auto& [name, count] : cart.sorted) (void)count;
    if (cart.items.contains("a") && cart.items.find("b") != cart.items.end()) (void)cart.items.at("a");
    (void)cart.items.size();
    for (const auto& [name, count] : cart.items) (void)count;  // NOLINT(baton-unordered)
    return {state, {}};
  }
};
static_assert(is_machine<Keeping>());
