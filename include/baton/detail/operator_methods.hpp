// How a C++ function becomes an OperatorMethod. Included by baton/operator.hpp, which says what forms are taken.
//
// The outcome of a call:
//   the arguments do not fit the request        CallFailed, a validation error that names the place
//   a response                                  CallSucceeded
//   std::unexpected(Problem)                    CallFailed
//   an exception                                CallUnknown, a runtime error with what()
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/operator.hpp>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {
namespace detail {

template <class Returned, class... Parameters>
struct Signature {};

template <class T>
struct SignatureOf : SignatureOf<decltype(&T::operator())> {};  // a lambda or function object
template <class R, class... P>
struct SignatureOf<R (*)(P...)> : std::type_identity<Signature<R, P...>> {};
template <class R, class... P>
struct SignatureOf<R (*)(P...) noexcept> : std::type_identity<Signature<R, P...>> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...)> : std::type_identity<Signature<R, P...>> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) const> : std::type_identity<Signature<R, P...>> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) noexcept> : std::type_identity<Signature<R, P...>> {};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) const noexcept> : std::type_identity<Signature<R, P...>> {};

template <class T>
inline constexpr bool is_async = false;
template <class T>
inline constexpr bool is_async<Async<T>> = true;

template <class Response>
CallOutcome to_outcome(const Response& response) {
  return CallSucceeded{to_value(response)};
}
template <class Response>
CallOutcome to_outcome(std::expected<Response, Problem> response) {
  if (!response) {
    Problem problem = std::move(response).error();
    if (problem.type.empty()) problem.type = problem_type(ProblemKind::Runtime);
    if (problem.status == 0) problem.status = 500;
    return CallFailed{std::move(problem)};
  }
  if constexpr (std::is_void_v<Response>) {
    return CallSucceeded{};
  } else {
    return to_outcome(*response);
  }
}

inline CallOutcome to_outcome(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& exception) {
    return CallUnknown{make_problem(ProblemKind::Runtime, std::string("the operator threw: ") + exception.what())};
  } catch (...) {
    return CallUnknown{
        make_problem(ProblemKind::Runtime, "the operator threw an exception that is not derived from std::exception")};
  }
}

// A method's request: absent, or the first parameter.
template <class... Parameters>
struct RequestOf {
  using Type = Value;
};
template <class First, class... Others>
struct RequestOf<First, Others...> {
  using Type = std::remove_cvref_t<First>;
};

template <std::size_t count, class Function, class Request>
decltype(auto) invoke_method(const Function& function, const Request& request, const CallContext& context) {
  if constexpr (count == 0) {
    return function();
  } else if constexpr (count == 1) {
    return function(request);
  } else {
    return function(request, context);
  }
}

template <std::size_t count, class Returned, class Function, class Request>
CallOutcome call_now(const Function& function, const Request& request, const CallContext& context) {
  try {
    if constexpr (std::is_void_v<Returned>) {
      invoke_method<count>(function, request, context);
      return CallSucceeded{};
    } else {
      return to_outcome(invoke_method<count>(function, request, context));
    }
  } catch (...) {
    return to_outcome(std::current_exception());
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
template <std::size_t count, class Returned, class Function, class Request>
Async<CallOutcome> call_async(typename SharedFunction<Function>::Use use, Request request, CallContext context) {
  if constexpr (std::is_void_v<typename Returned::value_type>) {
    co_await invoke_method<count>(use.function(), request, context);
    co_return CallSucceeded{};
  } else {
    co_return to_outcome(co_await invoke_method<count>(use.function(), request, context));
  }
}

template <class Request>
std::expected<Request, CallOutcome> read_request(const Value& arguments) {
  auto request = from_value<Request>(arguments);
  if (request) return *std::move(request);
  Problem problem = make_problem(ProblemKind::Validation, "the call's arguments do not fit: " + request.error());
  return std::unexpected<CallOutcome>(CallFailed{.problem = std::move(problem), .was_made = false});
}

template <class Returned, class... Parameters, class Function>
OperatorMethod erase_types(Signature<Returned, Parameters...>, Function function) {
  constexpr std::size_t count = sizeof...(Parameters);
  static_assert(count <= 2, "an operator's method must take nothing, its request, or its request and the CallContext");
  using Request = typename RequestOf<Parameters...>::Type;
  if constexpr (is_async<Returned>) {
    return [shared = std::make_shared<const SharedFunction<Function>>(std::move(function))](
               Value arguments, CallContext context, std::function<void(CallOutcome)> done) {
      auto request = read_request<Request>(arguments);
      if (!request) return done(std::move(request).error());
      call_async<count, Returned, Function>(typename SharedFunction<Function>::Use(*shared), *std::move(request),
                                            std::move(context))
          .start([done = std::move(done)](std::expected<CallOutcome, std::exception_ptr> outcome) {
            done(outcome ? *std::move(outcome) : to_outcome(outcome.error()));
          });
    };
  } else {
    return
        [function = std::move(function)](Value arguments, CallContext context, std::function<void(CallOutcome)> done) {
          const auto request = read_request<Request>(arguments);
          if (!request) return done(request.error());
          done(call_now<count, Returned>(function, *request, context));
        };
  }
}

}  // namespace detail

// A function, a function object or a lambda.
template <class Function>
[[nodiscard]] OperatorMethod make_method(Function function) {
  return detail::erase_types(typename detail::SignatureOf<Function>::type{}, std::move(function));
}

// One member function of an operator.
template <class Operator, class Method>
  requires std::is_member_function_pointer_v<Method>
[[nodiscard]] OperatorMethod make_method(std::shared_ptr<Operator> instance, Method method) {
  return detail::erase_types(typename detail::SignatureOf<Method>::type{},
                             [instance = std::move(instance), method](const auto&... arguments) -> decltype(auto) {
                               return std::invoke(method, *instance, arguments...);
                             });
}

// All described public member functions, static and inherited ones included, by name.
template <class Operator>
[[nodiscard]] std::vector<std::pair<std::string, OperatorMethod>> described_methods(
    std::shared_ptr<Operator> instance) {
  static_assert(boost::describe::has_describe_members<Operator>::value,
                "describe the operator's methods: BOOST_DESCRIBE_CLASS(Payment, (), (charge, refund), (), ())");
  using namespace boost::describe;
  constexpr unsigned functions = mod_public | mod_inherited | mod_function;
  std::vector<std::pair<std::string, OperatorMethod>> methods;
  boost::mp11::mp_for_each<describe_members<Operator, functions>>(
      [&](auto member) { methods.emplace_back(member.name, make_method(instance, member.pointer)); });
  boost::mp11::mp_for_each<describe_members<Operator, functions | mod_static>>(
      [&](auto member) { methods.emplace_back(member.name, make_method(member.pointer)); });
  return methods;
}

}  // namespace baton BATON_PUBLIC
