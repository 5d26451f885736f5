// What the answer of an operator's method means for its call. Included by baton/operator.hpp.
//
//   a response                                              CallSucceeded with its JSON
//   std::unexpected of an error                             CallFailed with the error as a Problem
//   an alternative or a response marked as a failure        the same
//   another alternative of a std::variant                   CallSucceeded: its JSON, or where several may be, that of the variant
//   a CallOutcome                                           what it says
//   an exception                                            CallUnknown, a runtime error with what()
//
// An error as a Problem: a Problem is itself, and whatever converts to one is converted. A described struct becomes a runtime error
// whose title is the struct's name, and whose further members are those of the struct; a described enumerator one whose title is
// its name; a text one with that detail; a baton::Error one with its message.
#pragma once

#include <baton/async.hpp>
#include <baton/call_outcome.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/json.hpp>
#include <baton/pattern/sum_type.hpp>
#include <baton/problem.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <expected>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace baton BATON_PUBLIC {
namespace detail {

template <class E>
concept DescribesFailure = std::convertible_to<const E&, Problem> || std::same_as<E, Error> ||
                           is_named_alternative<E> || DescribedEnum<E> || Text<E>;

template <DescribesFailure E>
[[nodiscard]] Problem problem_of(const E& error) {
  if constexpr (std::convertible_to<const E&, Problem>) {
    Problem problem = error;
    if (problem.type.empty()) problem.type = problem_type(ProblemKind::Runtime);
    if (problem.status == 0) problem.status = 500;
    return problem;
  } else if constexpr (std::same_as<E, Error>) {
    return make_problem(ProblemKind::Runtime, describe(error));
  } else if constexpr (Text<E>) {
    return make_problem(ProblemKind::Runtime, std::string(std::string_view(error)));
  } else {
    Problem problem = make_problem(ProblemKind::Runtime, {});
    if constexpr (DescribedEnum<E>) {
      problem.title = boost::describe::enum_to_string(error, "");
    } else {
      problem.title = simple_name<E>();
      problem.extensions = JsonConverter<E>::to(error);
    }
    return problem;
  }
}

template <class... Alternatives>
inline constexpr std::size_t count_successes = (std::size_t{0} + ... + (pattern::is_failure<Alternatives> ? 0 : 1));

template <class Response>
[[nodiscard]] CallOutcome to_outcome(const Response& response) {
  if constexpr (std::same_as<Response, CallOutcome>) {
    return response;
  } else if constexpr (pattern::is_failure<Response>) {
    return CallFailed{problem_of(response)};
  } else {
    return CallSucceeded{to_value(response)};
  }
}
template <class Response, class E>
[[nodiscard]] CallOutcome to_outcome(const std::expected<Response, E>& response);
template <class... Alternatives>
  requires(... || pattern::is_failure<Alternatives>)
[[nodiscard]] CallOutcome to_outcome(const std::variant<Alternatives...>& response) {
  return std::visit(
      [&]<class Alternative>(const Alternative& alternative) -> CallOutcome {
        if constexpr (pattern::is_failure<Alternative> || count_successes<Alternatives...> == 1) {
          return to_outcome(alternative);
        } else {
          return CallSucceeded{to_value(response)};
        }
      },
      response);
}
template <class Response, class E>
[[nodiscard]] CallOutcome to_outcome(const std::expected<Response, E>& response) {
  if (!response.has_value()) return CallFailed{problem_of(response.error())};
  if constexpr (std::is_void_v<Response>) {
    return CallSucceeded{};
  } else {
    return to_outcome(*response);
  }
}

template <class Response>
[[nodiscard]] CallOutcome to_outcome(const Result<Response>& response) {
  return to_outcome(static_cast<const std::expected<Response, Error>&>(response));
}

[[nodiscard]] inline CallOutcome outcome_of_exception(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    return CallUnknown{make_problem(ProblemKind::Runtime, std::string("the operator threw: ") + exception.what())};
  } catch (...) {
    return CallUnknown{
        make_problem(ProblemKind::Runtime, "the operator threw an exception that is not derived from std::exception")};
  }
}

// An error of one's own has members beside those of Problem Details, which mean something already.
template <class E>
consteval bool has_own_members() {
  bool are_own = true;
  if constexpr (!std::convertible_to<const E&, Problem> && boost::describe::has_describe_members<E>::value) {
    using namespace boost::describe;
    boost::mp11::mp_for_each<describe_members<E, mod_public | mod_inherited>>([&](auto member) {
      for (const std::string_view taken : {"type", "status", "title", "detail", "instance"}) {
        are_own = are_own && taken != member.name;
      }
    });
  }
  return are_own;
}

template <class E>
[[nodiscard]] consteval bool check_failure() {
  constexpr bool is_own = has_own_members<E>();
  static_assert(is_own, "[operator.error_member] no member may be called type, status, title, detail or instance");
  static_assert(DescribesFailure<E>,
                "[operator.error] an error must be described (BOOST_DESCRIBE_STRUCT), or convert to baton::Problem");
  return DescribesFailure<E>;
}

// Whether an operator may answer with it; of the types that it consists of, the first that it may not answer with is an error.
template <class T>
struct Answer {
  static consteval bool check() {
    if constexpr (pattern::is_failure<T>) {
      return check_failure<T>();
    } else if constexpr (std::is_void_v<T> || std::same_as<T, CallOutcome> || std::same_as<T, const char*> ||
                         std::same_as<T, std::string_view>) {
      return true;
    } else {
      return check_convertible<T>();
    }
  }
};
template <class... Alternatives>
  requires(... || pattern::is_failure<Alternatives>)
struct Answer<std::variant<Alternatives...>> {
  static consteval bool check() { return (... && Answer<Alternatives>::check()); }
};
template <class T, class E>
struct Answer<std::expected<T, E>> {
  static consteval bool check() { return Answer<T>::check() && check_failure<E>(); }
};
template <class T>
struct Answer<Result<T>> : Answer<std::expected<T, Error>> {};
template <class T>
struct Answer<Async<T>> : Answer<T> {};

template <class Returned>
[[nodiscard]] consteval bool check_answer() {
  return Answer<std::remove_cvref_t<Returned>>::check();
}

}  // namespace detail
}  // namespace baton BATON_PUBLIC
