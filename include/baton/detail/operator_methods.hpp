// How a C++ function becomes an OperatorMethod. Included by baton/operator.hpp, which says what forms are taken.
//
// The arguments that do not fit the request are CallFailed, a validation error that names the place. What an answer means is in
// detail/operator_answers.hpp.
#pragma once

#include <baton/detail/operator_answers.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/operator.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {
namespace detail {

template <class Returned, class... Parameters>
struct Signature {};

// None of what is overloaded, a template, or for a temporary operator alone.
template <class T>
struct SignatureOf {};
template <class T>
  requires requires { &T::operator(); }
struct SignatureOf<T> : SignatureOf<decltype(&T::operator())> {};  // a lambda or function object
template <class R, class... P>
struct SignatureOf<R (*)(P...)> : std::type_identity<Signature<R, P...>> {};
template <class R, class... P>
struct SignatureOf<R (*)(P...) noexcept> : std::type_identity<Signature<R, P...>> {};

#define BATON_METHOD(QUALIFIERS)          \
  template <class R, class C, class... P> \
  struct SignatureOf<R (C::*)(P...) QUALIFIERS> : std::type_identity<Signature<R, P...>> {}
BATON_METHOD();
BATON_METHOD(const);
BATON_METHOD(noexcept);
BATON_METHOD(const noexcept);
BATON_METHOD(&);
BATON_METHOD(const&);
BATON_METHOD(& noexcept);
BATON_METHOD(const& noexcept);
BATON_METHOD(volatile);
BATON_METHOD(const volatile);
BATON_METHOD(volatile noexcept);
BATON_METHOD(const volatile noexcept);
BATON_METHOD(volatile&);
BATON_METHOD(const volatile&);
BATON_METHOD(volatile& noexcept);
BATON_METHOD(const volatile& noexcept);
#undef BATON_METHOD

template <class T>
inline constexpr bool is_async = false;
template <class T>
inline constexpr bool is_async<Async<T>> = true;

// The request lives as long as the call, so a text may be taken as a view.
template <class Parameter>
using RequestFor = std::conditional_t<std::same_as<std::remove_cvref_t<Parameter>, std::string_view>, std::string,
                                      std::remove_cvref_t<Parameter>>;

// What a method takes: its request or none, and the context or none.
template <class... Parameters>
struct Takes {
  static constexpr bool is_allowed = false;
};
template <>
struct Takes<> {
  static constexpr bool is_allowed = true;
  using Request = Value;
  template <class Function, class R>
  static decltype(auto) invoke(const Function& function, const R&, const CallContext&) {
    return function();
  }
};
template <class Only>
struct Takes<Only> {
  static constexpr bool is_allowed = true;
  using Request = RequestFor<Only>;
  template <class Function, class R>
  static decltype(auto) invoke(const Function& function, const R& request, const CallContext&) {
    return function(request);
  }
};
template <class Only>
  requires std::same_as<std::remove_cvref_t<Only>, CallContext>
struct Takes<Only> {
  static constexpr bool is_allowed = true;
  using Request = Value;
  template <class Function, class R>
  static decltype(auto) invoke(const Function& function, const R&, const CallContext& context) {
    return function(context);
  }
};
template <class First, class Second>
  requires(std::same_as<std::remove_cvref_t<Second>, CallContext> &&
           !std::same_as<std::remove_cvref_t<First>, CallContext>)
struct Takes<First, Second> {
  static constexpr bool is_allowed = true;
  using Request = RequestFor<First>;
  template <class Function, class R>
  static decltype(auto) invoke(const Function& function, const R& request, const CallContext& context) {
    return function(request, context);
  }
};

template <class Taken, class Returned, class Function, class Request>
CallOutcome call_now(const Function& function, const Request& request, const CallContext& context) {
  try {
    if constexpr (std::is_void_v<Returned>) {
      Taken::invoke(function, request, context);
      return CallSucceeded{};
    } else {
      return to_outcome(Taken::invoke(function, request, context));
    }
  } catch (...) {
    return outcome_of_exception(std::current_exception());
  }
}

// A function that coroutines use. They may end later than the engine, and on a thread that the operator owns. That thread
// must not destroy the operator, which would join it; so the last coroutine leaves the destruction to another thread.
template <class Function>
class SharedFunction {
 public:
  // Of the method.
  explicit SharedFunction(Function function) : shared_(new Shared{std::move(function)}) {}
  SharedFunction(const SharedFunction&) = delete;
  SharedFunction& operator=(const SharedFunction&) = delete;
  ~SharedFunction() {
    if (is_last(*shared_)) delete shared_;
  }

 private:
  struct Shared {
    Function function;
    std::atomic<std::size_t> owners = 1;
  };
  static bool is_last(Shared& shared) { return shared.owners.fetch_sub(1, std::memory_order_acq_rel) == 1; }

  Shared* shared_;

 public:
  // Of a coroutine.
  class Use {
   public:
    explicit Use(const SharedFunction& function) : shared_(function.shared_) {
      shared_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    Use(Use&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
    Use& operator=(Use&&) = delete;
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    ~Use() {
      if (shared_ != nullptr && is_last(*shared_)) destroy_elsewhere(shared_);
    }

    [[nodiscard]] const Function& function() const { return shared_->function; }

   private:
    static void destroy_elsewhere(Shared* shared) noexcept {
      try {
        std::thread([shared] { delete shared; }).detach();
      } catch (const std::system_error&) {  // no thread is available: a leak is better than a deadlock
      }
    }

    Shared* shared_;
  };
};

// Its frame keeps what the method refers to: the operator, the request and the context.
template <class Taken, class Returned, class Function, class Request>
Async<CallOutcome> call_async(typename SharedFunction<Function>::Use use, Request request, CallContext context) {
  if constexpr (std::is_void_v<typename Returned::value_type>) {
    co_await Taken::invoke(use.function(), request, context);
    co_return CallSucceeded{};
  } else {
    co_return to_outcome(co_await Taken::invoke(use.function(), request, context));
  }
}

template <class Request>
std::expected<Request, CallOutcome> read_request(const Value& arguments) {
  auto request = from_value<Request>(arguments);
  if (request) return *std::move(request);
  Problem problem = make_problem(ProblemKind::Validation, "the call's arguments do not fit: " + request.error());
  return std::unexpected<CallOutcome>(CallFailed{.problem = std::move(problem), .was_made = false});
}

template <class Taken, class Returned, class Function>
OperatorMethod erase_types_of(Function function) {
  using Request = typename Taken::Request;
  if constexpr (is_async<Returned>) {
    return [shared = std::make_shared<const SharedFunction<Function>>(std::move(function))](
               Value arguments, CallContext context, std::function<void(CallOutcome)> done) {
      auto request = read_request<Request>(arguments);
      if (!request) return done(std::move(request).error());
      call_async<Taken, Returned, Function>(typename SharedFunction<Function>::Use(*shared), *std::move(request),
                                            std::move(context))
          .start([done = std::move(done)](std::expected<CallOutcome, std::exception_ptr> outcome) {
            done(outcome ? *std::move(outcome) : outcome_of_exception(outcome.error()));
          });
    };
  } else {
    return
        [function = std::move(function)](Value arguments, CallContext context, std::function<void(CallOutcome)> done) {
          const auto request = read_request<Request>(arguments);
          if (!request) return done(request.error());
          done(call_now<Taken, Returned>(function, *request, context));
        };
  }
}

template <class Parameter>
inline constexpr bool may_write =
    (std::is_lvalue_reference_v<Parameter> && !std::is_const_v<std::remove_reference_t<Parameter>>) ||
    std::is_rvalue_reference_v<Parameter>;

template <class Returned, class... Parameters, class Function>
OperatorMethod erase_types(Signature<Returned, Parameters...>, Function function) {
  using Taken = Takes<Parameters...>;
  constexpr bool is_one_request = Taken::is_allowed;
  constexpr bool is_read = !(... || may_write<Parameters>);
  static_assert(is_one_request, "[operator.arguments] take one struct of all arguments, then the CallContext");
  static_assert(is_read, "[operator.reference] take arguments by value or const reference");
  if constexpr (!is_one_request || !is_read) {
    return {};
  } else if constexpr (check_convertible<typename Taken::Request>() && check_answer<Returned>()) {
    return erase_types_of<Taken, Returned>(std::move(function));
  } else {
    return {};
  }
}

// `Method` is what the user has given, `Function` what calls it.
template <class Method, class Function>
OperatorMethod erase_types_of_method(Function function) {
  constexpr bool has_one_signature = requires { typename SignatureOf<Method>::type; };
  static_assert(has_one_signature, "[operator.method] take one function: no overloads, no template, no && method");
  if constexpr (has_one_signature) {
    return erase_types(typename SignatureOf<Method>::type{}, std::move(function));
  } else {
    return {};
  }
}

// The names of those that are listed.
template <class... Descriptors>
consteval bool names_differ(boost::mp11::mp_list<Descriptors...>) {
  const std::vector<std::string_view> names{Descriptors::name...};
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(names.begin(), name, *name) != name) return false;
  }
  return true;
}

}  // namespace detail

// A function, a function object or a lambda.
template <class Function>
[[nodiscard]] OperatorMethod make_method(Function function) {
  return detail::erase_types_of_method<Function>(std::move(function));
}

// One member function of an operator.
template <class Operator, class Method>
  requires std::is_member_function_pointer_v<Method>
[[nodiscard]] OperatorMethod make_method(std::shared_ptr<Operator> instance, Method method) {
  return detail::erase_types_of_method<Method>(
      [instance = std::move(instance), method](const auto&... arguments) -> decltype(auto) {
        return std::invoke(method, *instance, arguments...);
      });
}

// All described public member functions, static and inherited ones included, by name.
template <class Operator>
[[nodiscard]] std::vector<std::pair<std::string, OperatorMethod>> described_methods(
    std::shared_ptr<Operator> instance) {
  constexpr bool is_described = boost::describe::has_describe_members<Operator>::value;
  static_assert(is_described, "[operator.described] list its methods with BOOST_DESCRIBE_CLASS");
  std::vector<std::pair<std::string, OperatorMethod>> methods;
  if constexpr (is_described) {
    using namespace boost::describe;
    constexpr unsigned functions = mod_public | mod_inherited | mod_function;
    using Own = boost::mp11::mp_rename<describe_members<Operator, functions>, boost::mp11::mp_list>;
    using Static = boost::mp11::mp_rename<describe_members<Operator, functions | mod_static>, boost::mp11::mp_list>;
    constexpr bool is_called_by_name = detail::names_differ(boost::mp11::mp_append<Own, Static>());
    static_assert(is_called_by_name, "[operator.overloaded] describe one method of each name: calls have no types");
    if constexpr (is_called_by_name) {
      boost::mp11::mp_for_each<Own>(
          [&](auto member) { methods.emplace_back(member.name, make_method(instance, member.pointer)); });
      boost::mp11::mp_for_each<Static>(
          [&](auto member) { methods.emplace_back(member.name, make_method(member.pointer)); });
    }
  }
  return methods;
}

namespace detail {

// None for a null operator.
template <class Operator>
[[nodiscard]] std::vector<std::pair<std::string, OperatorMethod>> named_methods(const std::string& name,
                                                                                std::shared_ptr<Operator> instance) {
  if (instance == nullptr) return {};
  auto methods = described_methods(std::move(instance));
  for (auto& [method, call] : methods) method = name + '.' + method;
  return methods;
}

}  // namespace detail
}  // namespace baton BATON_PUBLIC
