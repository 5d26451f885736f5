// What the programs of compile_fail/ and compile_pass/ are put together from, so that each shows only what it is about.
#pragma once

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/machine.hpp>
#include <baton/pattern/sum_type.hpp>

#include <cstdint>
#include <expected>
#include <string>
#include <variant>

namespace parts {

struct Done {
  static constexpr bool is_failure = false;
};
struct Missing {
  static constexpr bool is_failure = true;
};
using Result = std::variant<Done, Missing>;
struct Late {};
using Unmarked = std::variant<Done, Late>;

struct Store {
  using Part = baton::pattern::StorePart;
};
struct Gateway {
  using Part = baton::pattern::GatewayPart;
};

struct Session {
  using Part = baton::pattern::RequestPart;
};

// A unit of work.
struct Unit {
  struct Error {
    bool may_be_committed = false;
  };
  using Session = parts::Session;
  struct Transaction {
    Session& session();
    std::expected<void, Error> commit();
  };
  std::expected<Transaction, Error> begin();
};

// A machine.
struct Open {};
struct Close {};
struct Tell {};
struct Door {
  using State = std::variant<Open>;
  using Event = std::variant<Close>;
  using Intent = std::variant<Tell>;
  static baton::pattern::Decision<State, Intent> handle(const State& state, const Event& event);
};

}  // namespace parts
