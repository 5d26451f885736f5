// overloaded{…}: one visitor out of several lambdas. match(variant, …): std::visit with them, so that a case that is forgotten does
// not compile.
//
//   baton::match(result, [](const Paid& paid) { … }, [](const Refused& refused) { … });
#pragma once

#include <utility>
#include <variant>

namespace baton {

template <class... Handlers>
struct overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
overloaded(Handlers...) -> overloaded<Handlers...>;

template <class Variant, class... Handlers>
decltype(auto) match(Variant&& variant, Handlers&&... handlers) {
  return std::visit(overloaded{std::forward<Handlers>(handlers)...}, std::forward<Variant>(variant));
}

}  // namespace baton
