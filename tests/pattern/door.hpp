// A machine to try the drivers with: a door that is closed, reported, and locked when the bell has answered.
#pragma once

#include <baton/pattern/machine.hpp>

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace baton::pattern::tests {

struct Door {
  struct Open {
    friend bool operator==(const Open&, const Open&) = default;
  };
  struct Closed {
    int answers = 0;
    friend bool operator==(const Closed&, const Closed&) = default;
  };
  struct Close {
    std::vector<std::string> tell;  // one intent for each
    friend bool operator==(const Close&, const Close&) = default;
  };
  struct Heard {
    std::string who;
    friend bool operator==(const Heard&, const Heard&) = default;
  };
  struct Tell {
    std::string who;
    friend bool operator==(const Tell&, const Tell&) = default;
  };

  using State = std::variant<Open, Closed>;
  using Event = std::variant<Close, Heard>;
  using Intent = std::variant<Tell>;

  // Whoever is called "chief" and has heard wants his two deputies told.
  static Decision<State, Intent> handle(const State& state, const Event& event) {
    if (const auto* close = std::get_if<Close>(&event)) {
      std::vector<Intent> intents;
      for (const std::string& who : close->tell) intents.emplace_back(Tell{who});
      return {.next = Closed{}, .intents = std::move(intents)};
    }
    const auto* closed = std::get_if<Closed>(&state);
    Decision<State, Intent> decision{.next = Closed{closed == nullptr ? 1 : closed->answers + 1}};
    if (std::get<Heard>(event).who == "chief") decision.intents = {Tell{"first deputy"}, Tell{"second deputy"}};
    return decision;
  }
};

// What was asked of the ports, in order.
using Log = std::vector<std::string>;

}  // namespace baton::pattern::tests
