// What the programs of compile_fail/ and compile_pass/ are put together from, so that each shows only what it is about.
#pragma once

#include <baton/pattern/dependency.hpp>
#include <baton/pattern/sum_type.hpp>

#include <cstdint>
#include <expected>
#include <string>
#include <variant>

namespace parts {

struct Done {};
struct Missing {
  static constexpr bool is_failure = true;
};
using Result = std::variant<Done, Missing>;
using Unmarked = std::variant<Done, std::string>;

struct Store {
  using Part = baton::pattern::StorePart;
};
struct Gateway {};

struct Session {
  using Part = baton::pattern::RequestPart;
};

}  // namespace parts
