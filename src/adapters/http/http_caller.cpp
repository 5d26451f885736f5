#include "adapters/http/http_caller.hpp"

#include "adapters/http/answers.hpp"
#include "adapters/http/call.hpp"
#include "adapters/http/limits.hpp"
#include "adapters/http/outcome.hpp"
#include "adapters/http/transfer.hpp"
#include "adapters/system/system.hpp"
#include "base/check.hpp"

#include <curl/curl.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baton::http {
namespace {

using MultiHandle = std::unique_ptr<CURLM, std::integral_constant<decltype(&curl_multi_cleanup), curl_multi_cleanup>>;

// A new call and whatever libcurl waits for end a poll before that.
constexpr Duration kLongestPoll = std::chrono::minutes{1};

// Null where libcurl cannot be used.
MultiHandle make_multi(std::size_t max_concurrent) {
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return nullptr;  // counts how often; never undone
  MultiHandle multi(curl_multi_init());
  if (multi != nullptr) curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(max_concurrent));
  return multi;
}

// libcurl leaves the signal to its caller, because of CURLOPT_NOSIGNAL; a write that fails reports itself.
void ignore_broken_pipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

bool has_expired(const Call& call, Timestamp now) {
  return call.deadline && now >= *call.deadline;
}

CallOutcome not_begun(const Call& call, const std::string& why) {
  Problem problem = make_problem(ProblemKind::Communication, 503, call.request.shown() + " was not started: " + why);
  return CallFailed{.problem = std::move(problem), .was_made = false};
}

}  // namespace

class HttpCaller::Loop {
 public:
  // Throws std::system_error if the system gives it no thread. The rules outlive it.
  Loop(std::size_t max_concurrent, const OutgoingRules& rules, MultiHandle multi)
      : max_concurrent_(max_concurrent), rules_(rules), multi_(std::move(multi)) {
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() {
    {
      // Both under the lock: the thread that reads the one destroys what the other needs.
      const std::scoped_lock lock(mutex_);
      is_stopping_ = true;
      curl_multi_wakeup(multi_.get());
    }
    thread_.join();
  }

  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // False, and `call` as it was, when too many are waiting.
  [[nodiscard]] bool add(Call& call) {
    if (call.stop.stop_possible()) call.on_stop = std::make_unique<OnStop>(call.stop, [this] { note_withdrawn(); });
    {
      const std::scoped_lock lock(mutex_);
      if (waiting_.size() >= kMaxWaitingCalls) return false;
      if (call.deadline) next_expiry_ = std::min(next_expiry_, *call.deadline);
      waiting_.push_back(std::move(call));
    }
    curl_multi_wakeup(multi_.get());
    return true;
  }

 private:
  // Called to withdraw a call, which may be waiting, in flight, or already ended. Takes no lock: a call
  // that is destroyed waits for this.
  void note_withdrawn() {
    has_withdrawn_ = true;
    curl_multi_wakeup(multi_.get());
  }

  void run() {
    ignore_broken_pipes();
    while (const std::optional<int> timeout_ms = poll_timeout_ms()) {
      curl_multi_poll(multi_.get(), nullptr, 0, *timeout_ms, nullptr);
      if (has_withdrawn_.exchange(false)) drop_withdrawn();
      expire_waiting();
      start_waiting();
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      finish_ended();
    }
    answers_.reset();                                // it wakes this loop up
    take_waiting([](const Call&) { return true; });  // what withdraws one of them too
    // Here, because closing a connection may write to it.
    for (const auto& [handle, transfer] : transfers_) curl_multi_remove_handle(multi_.get(), handle);
    transfers_.clear();
    multi_.reset();
  }

  // How long nothing has to be done but what libcurl itself waits for; nullopt when the loop is to end.
  std::optional<int> poll_timeout_ms() {
    const std::scoped_lock lock(mutex_);
    if (is_stopping_) return std::nullopt;
    if (waiting_.empty()) return static_cast<int>(kLongestPoll.count());
    if (!is_full()) return 0;
    const Duration until_expiry = next_expiry_ - std::min(next_expiry_, adapters::process_now());
    return static_cast<int>(std::min(until_expiry, kLongestPoll).count());
  }

  void expire_waiting() {
    const Timestamp now = adapters::process_now();
    if (!may_have_expired(now)) return;
    for (Call& call : take_waiting([&](const Call& each) { return has_expired(each, now); })) {
      answers_->give({.give = [call = std::move(call)] { call.done(never_begun(call)); }, .bytes = 0});
    }
  }

  [[nodiscard]] bool may_have_expired(Timestamp now) {
    const std::scoped_lock lock(mutex_);
    return now >= next_expiry_;
  }

  void drop_withdrawn() {
    for (Call& call : take_waiting([](const Call& each) { return each.stop.stop_requested(); })) {
      give_withdrawn(std::move(call));
    }
    std::vector<CURL*> withdrawn;
    for (const auto& [handle, transfer] : transfers_) {
      if (transfer->is_withdrawn()) withdrawn.push_back(handle);
    }
    for (CURL* handle : withdrawn) finish(handle, CURLE_ABORTED_BY_CALLBACK);
  }

  void give_withdrawn(Call call) {
    answers_->give(
        {.give = [call = std::move(call)] { call.done(not_begun(call, "nobody waits for the result any more")); },
         .bytes = 0});
  }

  // Those of the waiting calls that are wanted, in order.
  template <class Wanted>
  std::vector<Call> take_waiting(const Wanted& is_wanted) {
    std::vector<Call> taken;
    const std::scoped_lock lock(mutex_);
    next_expiry_ = Timestamp::max();
    std::deque<Call> rest;
    for (Call& call : waiting_) {
      if (is_wanted(call)) {
        taken.push_back(std::move(call));
        continue;
      }
      if (call.deadline) next_expiry_ = std::min(next_expiry_, *call.deadline);
      rest.push_back(std::move(call));
    }
    waiting_ = std::move(rest);
    return taken;
  }

  void start_waiting() {
    while (std::optional<Call> call = take_next()) start(*std::move(call));
  }

  std::optional<Call> take_next() {
    const std::scoped_lock lock(mutex_);
    if (waiting_.empty() || is_full()) return std::nullopt;
    std::optional<Call> call = std::move(waiting_.front());
    waiting_.pop_front();
    return call;
  }

  void start(Call call) {
    if (call.stop.stop_requested()) return give_withdrawn(std::move(call));
    const Timestamp now = adapters::process_now();
    auto transfer = std::make_unique<Transfer>(std::move(call), rules_);
    if (const CURLcode code = transfer->prepare(now); code != CURLE_OK) {
      return answers_->give(transfer->end(code, now));
    }
    CURL* handle = transfer->handle();
    if (curl_multi_add_handle(multi_.get(), handle) != CURLM_OK) {
      return answers_->give(transfer->end(CURLE_OUT_OF_MEMORY, now));
    }
    transfers_.emplace(handle, std::move(transfer));
  }

  void finish_ended() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      finish(message->easy_handle, message->data.result);
    }
  }

  void finish(CURL* handle, CURLcode code) {
    curl_multi_remove_handle(multi_.get(), handle);  // ends the life of its message
    auto transfer = std::move(transfers_.extract(handle).mapped());
    Answer answer = transfer->end(code, adapters::process_now());
    transfer.reset();
    answers_->give(std::move(answer));
  }

  // A response counts until its answer is given, so that not too many are kept.
  [[nodiscard]] bool is_full() const { return transfers_.size() + answers_->waiting() >= max_concurrent_; }

  const std::size_t max_concurrent_;
  const OutgoingRules& rules_;
  MultiHandle multi_;                                               // the loop's thread's own, but for waking it up
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> transfers_;  // the thread's own

  std::optional<Answers> answers_{std::in_place, [this] { curl_multi_wakeup(multi_.get()); }};  // likewise

  std::atomic<bool> has_withdrawn_ = false;  // some of the calls may have been withdrawn
  std::mutex mutex_;
  std::deque<Call> waiting_;
  Timestamp next_expiry_ = Timestamp::max();  // no waiting call's deadline is earlier
  bool is_stopping_ = false;

  std::thread thread_;
};

HttpCaller::HttpCaller(std::size_t max_concurrent, OutgoingRules rules)
    : max_concurrent_(max_concurrent), rules_(std::move(rules)) {
  BATON_CHECK(max_concurrent > 0, "an HttpCaller must be able to make a call");
}

HttpCaller::~HttpCaller() = default;

std::expected<HttpCaller::Loop*, std::string> HttpCaller::loop() {
  const std::scoped_lock lock(mutex_);
  if (loop_ != nullptr) return loop_.get();
  MultiHandle multi = make_multi(max_concurrent_);
  if (multi == nullptr) return std::unexpected("libcurl cannot be initialised; there may be too little memory");
  try {
    loop_ = std::make_unique<Loop>(max_concurrent_, rules_, std::move(multi));
  } catch (const std::system_error& error) {
    return std::unexpected("the system could not create a thread (" + error.code().message() + ")");
  }
  return loop_.get();
}

bool HttpCaller::call(const std::string&, Value arguments, CallContext context, Done done) {
  begin(arguments, std::move(context), std::move(done));
  return true;
}

void HttpCaller::begin(const Value& arguments, CallContext context, Done done) {
  std::expected<Request, Problem> request = read_request(arguments, context.idempotency_key, context.traceparent());
  if (!request) return done(CallFailed{.problem = std::move(request.error()), .was_made = false});
  if (const auto why = rules_.refuse(request->uri.host)) return done(refused(*request, *why));
  Call call{.request = *std::move(request),
            .deadline = context.deadline,
            .stop = std::move(context.stop),
            .done = std::move(done)};
  const auto loop = this->loop();
  if (!loop) return call.done(not_begun(call, loop.error()));
  if (!(*loop)->add(call)) {
    call.done(
        not_begun(call, "too many calls are waiting (" + std::to_string(kMaxWaitingCalls) + "); try again later"));
  }
}

std::size_t HttpCaller::capacity() const {
  return kMaxWaitingCalls;
}

}  // namespace baton::http
