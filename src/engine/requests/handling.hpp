// The handling of every request at the desk. The rest depends on the request (README.md).
#pragma once

#include "engine/bulk.hpp"
#include "engine/requests/request.hpp"

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton::engine {

template <class R>
using AnswerTo = typename R::Answer;

// All is done at the desk.
template <class R>
concept DeskRequest = requires(R request, Desk& desk, const Caller& caller) {
  { std::move(request).at_desk(desk, caller) } -> std::same_as<Result<AnswerTo<R>>>;
};
// It is prepared at the desk and performed by the loop.
template <class R>
concept LoopRequest =
    requires(R request, Desk& desk, const Caller& caller) { std::move(request).prepare(desk, caller); };
template <LoopRequest R>
using PreparedOf =
    typename decltype(std::declval<R>().prepare(std::declval<Desk&>(), std::declval<const Caller&>()))::value_type;

template <class R>
inline constexpr bool adds_work = requires { requires R::kAddsWork; };

// The request, where its caller may ask for it.
template <class R>
[[nodiscard]] Result<R> admitted(const Caller& caller, R wanted) {
  if (auto why_not = unusable(caller)) return std::unexpected(*std::move(why_not));
  Request request(std::move(wanted));
  if (auto why_not = refuse(caller, request)) return std::unexpected(*std::move(why_not));
  return std::get<R>(std::move(request));
}

template <DeskRequest R>
[[nodiscard]] Result<AnswerTo<R>> at_desk(Desk& desk, const Caller& caller, R wanted) {
  auto request = admitted(caller, std::move(wanted));
  if (!request) return std::unexpected(std::move(request).error());
  return (*std::move(request)).at_desk(desk, caller);
}

template <LoopRequest R>
[[nodiscard]] Result<PreparedOf<R>> prepared(Desk& desk, const Caller& caller, R wanted) {
  auto request = admitted(caller, std::move(wanted));
  if (!request) return std::unexpected(std::move(request).error());
  return (*std::move(request)).prepare(desk, caller);
}

// A Bulk with this action, where `apply_all` answers a vector of requests of one kind.
template <class ApplyAll>
[[nodiscard]] Bulk::Apply apply_each(const BulkOptions& options, ApplyAll apply_all) {
  return [action = options.action, compensate = options.compensate,
          apply_all = std::move(apply_all)](const std::vector<InstanceId>& ids) {
    const auto all = [&]<class R>(R like) {
      std::vector<R> requests(ids.size(), like);
      for (std::size_t i = 0; i < ids.size(); ++i) requests[i].id = ids[i];
      return apply_all(std::move(requests));
    };
    switch (action) {
      case BulkAction::Cancel:
        return all(requests::Cancel{.id = {}, .options = {.compensate = compensate}});
      case BulkAction::Suspend:
        return all(requests::Suspend{});
      case BulkAction::Resume:
        return all(requests::Resume{});
      case BulkAction::Retry:
        return all(requests::Retry{});
      case BulkAction::Remove:
        return all(requests::Remove{});
    }
    std::unreachable();
  };
}

}  // namespace baton::engine
