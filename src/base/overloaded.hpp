// overloaded{...}: one visitor out of several lambdas, for exhaustive std::visit.
#pragma once

namespace baton {

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace baton
