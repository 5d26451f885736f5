// overloaded{...}: one visitor out of several lambdas, for exhaustive std::visit.
#pragma once

namespace checkout {

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace checkout
