// Baton and Boost.Asio, in both directions. Your program has Boost.Asio (1.77 or newer) itself; nothing else of Baton needs it.
//
// A request of an AsyncEngine is an operation of Asio's, with any completion token:
//
//   const auto id = co_await baton::as_asio(async.start(options));            // in a boost::asio::awaitable; Result<InstanceId>
//   baton::as_asio(async.find(id), [](baton::Result<baton::InstanceView> found) { … });
//
// An operator's methods may be coroutines of Asio's. They run on your executor, each on a strand of its own, and hold no thread of
// the engine:
//
//   boost::asio::awaitable<Receipt> Payment::charge(ChargeRequest request, baton::CallContext context);
//   engine.add_methods(baton::asio_methods(io_context.get_executor(), "payment", payment)).or_exit();
//
// What they take and return is what other operators do (baton/operator.hpp). When the engine asks a call to stop, its coroutine gets
// Asio's terminal cancellation. A baton::Async awaits a coroutine of Asio's by from_asio().
// An engine keeps threads of its own for its loop and its disk; with EngineOptions::operator_threads = 0 all your code runs on your
// executors. docs/decisions/0036 says why the loop is not on yours. docs/reference/threads.md.
// Lifetimes: the io_context outlives the engine. While it is stopped, open calls stay open; once it is destroyed, the outcome of each is
// unknown.
#pragma once

#include <baton/async.hpp>
#include <baton/awaitable.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/operator.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace baton BATON_PUBLIC {

// For an AsyncEngine: what it resumes and calls is posted to this executor.
[[nodiscard]] inline Executor on_asio(boost::asio::any_io_executor executor) {
  return [executor = std::move(executor)](std::move_only_function<void()> resume) {
    boost::asio::post(executor, [resume = std::move(resume)]() mutable { resume(); });
  };
}

namespace detail {

// An operation that ends once, by whichever comes first: the answer, or its cancellation. The request owns it; the cancellation slot,
// which the handler's owner may own, does not.
template <class T, class Handler>
class AsioOperation {
 public:
  explicit AsioOperation(Handler handler) : handler_(std::move(handler)), work_(tracked(handler_)) {}

  // Before the request begins: its answer may come on another thread at once.
  static void listen(const std::shared_ptr<AsioOperation>& operation) {
    auto slot = boost::asio::get_associated_cancellation_slot(operation->handler_);
    if (!slot.is_connected()) return;
    slot.assign([weak = std::weak_ptr(operation)](boost::asio::cancellation_type type) {
      if ((type & boost::asio::cancellation_type::terminal) == boost::asio::cancellation_type::none) return;
      if (const auto pending = weak.lock()) pending->abort();
    });
  }

  void answered(Result<T> result) {
    if (is_over_.exchange(true)) return;
    const auto work = std::move(work_);
    boost::asio::dispatch(work, Completion{std::move(handler_), std::move(result)});
  }

 private:
  // On the handler's executor, where its slot may be touched.
  struct Completion {
    Handler handler;
    Result<T> result;

    void operator()() {
      boost::asio::get_associated_cancellation_slot(handler).clear();
      std::move(handler)(std::move(result));
    }
  };

  static auto tracked(const Handler& handler) {
    return boost::asio::prefer(boost::asio::get_associated_executor(handler),
                               boost::asio::execution::outstanding_work.tracked);
  }

  // Posted, because the slot's signal calls this.
  void abort() {
    if (is_over_.exchange(true)) return;
    const auto work = std::move(work_);  // the request may keep this object for long
    boost::asio::post(work, Completion{std::move(handler_), std::unexpected(aborted())});
  }
  static Error aborted() {
    return {.kind = Error::Kind::Aborted,
            .message = "the operation was cancelled; the request itself was not, and the engine carries it out"};
  }

  std::atomic<bool> is_over_ = false;
  Handler handler_;
  decltype(tracked(std::declval<const Handler&>())) work_;
};

}  // namespace detail

// The request as an operation of Asio's: the handler is called on its own executor, which has work until then. The AsyncEngine's
// executor may be one that calls at once: [](auto resume) { resume(); }.
// Asio's terminal cancellation (of `||`, cancel_after, a bound slot) ends the operation at once, with Error::Kind::Aborted. It does
// not withdraw the request: what was asked for still happens, and its answer is dropped. So a cancelled wait stays in the engine until
// the instance ends; a wait that is repeated for long should have a limit of its own, engine.wait(id, limit).
template <class T, class Token = boost::asio::use_awaitable_t<>>
auto as_asio(Awaitable<T> request, Token&& token = Token()) {
  return boost::asio::async_initiate<Token, void(Result<T>)>(
      [](auto handler, Awaitable<T> asked) {
        using Operation = detail::AsioOperation<T, decltype(handler)>;
        const auto operation = std::make_shared<Operation>(std::move(handler));
        Operation::listen(operation);
        std::move(asked).then([operation](Result<T> result) { operation->answered(std::move(result)); });
      },
      token, std::move(request));
}

namespace detail {

using AsioStrand = boost::asio::strand<boost::asio::any_io_executor>;

template <class T>
struct AsioResult {
  std::optional<T> value;

  static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, AsioResult& result) {
    result.value.emplace(co_await std::move(work));
  }
  T take() { return *std::move(value); }
};
template <>
struct AsioResult<void> {
  static boost::asio::awaitable<void> keep(boost::asio::awaitable<void> work, AsioResult& /*result*/) {
    co_await std::move(work);
  }
  void take() const {}
};

// The end of a coroutine of Asio's, for the coroutine that awaits it. A handler that is destroyed without having been called is an
// end, too: its io_context is gone.
class AsioEnd {
 public:
  AsioEnd(std::coroutine_handle<> waiting, std::exception_ptr& thrown) : waiting_(waiting), thrown_(&thrown) {}
  AsioEnd(AsioEnd&& other) noexcept : waiting_(std::exchange(other.waiting_, nullptr)), thrown_(other.thrown_) {}
  AsioEnd& operator=(AsioEnd&&) = delete;
  AsioEnd(const AsioEnd&) = delete;
  AsioEnd& operator=(const AsioEnd&) = delete;
  ~AsioEnd() {
    if (waiting_) resume(std::make_exception_ptr(std::runtime_error("the io_context ended before the coroutine")));
  }

  void operator()(std::exception_ptr thrown) { resume(std::move(thrown)); }

 private:
  void resume(std::exception_ptr thrown) {
    *thrown_ = std::move(thrown);
    std::exchange(waiting_, nullptr).resume();
  }

  std::coroutine_handle<> waiting_;
  std::exception_ptr* thrown_;
};

template <class T>
class AsioWork {
 public:
  AsioWork(boost::asio::any_io_executor executor, boost::asio::awaitable<T> work, std::stop_token stop)
      : strand_(boost::asio::make_strand(std::move(executor))), work_(std::move(work)), token_(std::move(stop)) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  // The coroutine may be resumed, and this object destroyed, before the call returns.
  void await_suspend(std::coroutine_handle<> waiting) {
    const auto signal = std::make_shared<boost::asio::cancellation_signal>();
    stop_.emplace(token_, Stop{strand_, signal});
    boost::asio::co_spawn(AsioStrand(strand_), AsioResult<T>::keep(std::move(work_), result_),
                          boost::asio::bind_cancellation_slot(signal->slot(), AsioEnd(waiting, thrown_)));
  }
  T await_resume() {
    stop_.reset();
    if (thrown_) std::rethrow_exception(thrown_);
    return result_.take();
  }

 private:
  // On the strand, because signals are not thread-safe.
  struct Stop {
    AsioStrand strand;
    std::shared_ptr<boost::asio::cancellation_signal> signal;

    void operator()() const {
      boost::asio::post(strand, [signal = signal] { signal->emit(boost::asio::cancellation_type::terminal); });
    }
  };

  AsioStrand strand_;
  boost::asio::awaitable<T> work_;
  std::stop_token token_;
  std::optional<std::stop_callback<Stop>> stop_;
  AsioResult<T> result_;
  std::exception_ptr thrown_;
};

template <class T, class... Parameters, class Function>
OperatorMethod asio_method_of(Signature<boost::asio::awaitable<T>, Parameters...>,
                              const boost::asio::any_io_executor& executor, Function function) {
  using Taken = Takes<Parameters...>;
  constexpr bool is_one_request = Taken::is_allowed;
  constexpr bool is_read = !(... || may_write<Parameters>);
  static_assert(is_one_request, "[operator.arguments] take one struct of all arguments, then the CallContext");
  static_assert(is_read, "[operator.reference] take arguments by value or const reference");
  if constexpr (is_one_request && is_read) {
    using Request = typename Taken::Request;
    return make_method(
        [executor, function = std::move(function)](const Request& request, const CallContext& context) -> Async<T> {
          co_return co_await AsioWork<T>(executor, Taken::invoke(function, request, context), context.stop);
        });
  } else {
    return {};
  }
}
// Every other method is what it is without Asio.
template <class Returned, class... Parameters, class Function>
OperatorMethod asio_method_of(Signature<Returned, Parameters...> signature, const boost::asio::any_io_executor&,
                              Function function) {
  return erase_types(signature, std::move(function));
}

}  // namespace detail

// Runs the coroutine on this executor and awaits it.
template <class T>
[[nodiscard]] Async<T> from_asio(boost::asio::any_io_executor executor, boost::asio::awaitable<T> work,
                                 std::stop_token stop = {}) {
  co_return co_await detail::AsioWork<T>(std::move(executor), std::move(work), std::move(stop));
}

// A function that returns a boost::asio::awaitable, as a method of an operator.
template <class Function>
[[nodiscard]] OperatorMethod asio_method(const boost::asio::any_io_executor& executor, Function function) {
  return detail::asio_method_of(typename detail::SignatureOf<Function>::type{}, executor, std::move(function));
}

// All described public methods of an operator, as "name.method"; those that return a boost::asio::awaitable run on the executor. For
// Engine::add_methods(). None for a null operator.
template <class Operator>
[[nodiscard]] std::vector<std::pair<std::string, OperatorMethod>> asio_methods(
    const boost::asio::any_io_executor& executor, const std::string& name, std::shared_ptr<Operator> instance) {
  constexpr bool is_described = boost::describe::has_describe_members<Operator>::value;
  static_assert(is_described, "[operator.described] list its methods with BOOST_DESCRIBE_CLASS");
  std::vector<std::pair<std::string, OperatorMethod>> methods;
  if constexpr (is_described) {
    using namespace boost::describe;
    constexpr unsigned functions = mod_public | mod_inherited | mod_function;
    if (instance == nullptr) return methods;
    boost::mp11::mp_for_each<describe_members<Operator, functions>>([&](auto member) {
      const auto method = member.pointer;
      methods.emplace_back(
          name + '.' + member.name,
          detail::asio_method_of(typename detail::SignatureOf<std::remove_const_t<decltype(method)>>::type{}, executor,
                                 [instance, method](const auto&... arguments) -> decltype(auto) {
                                   return std::invoke(method, *instance, arguments...);
                                 }));
    });
    boost::mp11::mp_for_each<describe_members<Operator, functions | mod_static>>(
        [&](auto member) { methods.emplace_back(name + '.' + member.name, asio_method(executor, member.pointer)); });
  }
  return methods;
}

}  // namespace baton BATON_PUBLIC
