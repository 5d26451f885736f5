#include "engine/operator_thread.hpp"

#include "engine/operator_crew.hpp"

#include <utility>

namespace baton::engine {
namespace {

thread_local OperatorThread* this_thread = nullptr;

}  // namespace

OperatorThread::Run OperatorThread::current_run() {
  if (this_thread == nullptr) return {};
  return {.thread = this_thread->shared_from_this(), .number = this_thread->run_};
}

// While the job runs, the thread and its crew are there: the end of the job waits for the lock.
void OperatorThread::Run::give_up() const {
  if (thread == nullptr) return;
  const std::lock_guard lock(thread->mutex_);
  if (thread->run_ != number || std::exchange(thread->is_given_up_, true)) return;
  static_cast<void>(thread->crew_.hold(*thread));
}

std::optional<InstanceId> OperatorThread::current_instance(const OperatorCrew& crew) {
  if (this_thread == nullptr || &this_thread->crew_ != &crew) return std::nullopt;
  const std::lock_guard lock(this_thread->mutex_);
  if (this_thread->call_.instance.value.empty()) return std::nullopt;
  return this_thread->call_.instance;
}

void OperatorThread::begin_operator(const std::string& function, const CallContext& context) {
  if (this_thread == nullptr) return;
  {
    const std::lock_guard lock(this_thread->mutex_);
    RunningCall& call = this_thread->call_;
    call.function = function;
    call.instance.value = context.instance.value;
    call.idempotency_key.value = context.idempotency_key.value;
  }
  this_thread->return_to_operator();
}

void OperatorThread::work() {
  this_thread = this;
  while (true) {
    const Doorbell::Rings heard = crew_.bell_.rings();
    OperatorCrew::Next next = crew_.next(*this);
    if (next.has_ended) return;
    if (!next.job) {
      crew_.bell_.wait(heard);
      continue;
    }
    ++run_;
    if (crew_.waiting() > 0) crew_.call_another();  // so a few quick jobs do not wake them all
    (*next.job)();
    next.job.reset();
    end_task();
  }
}

void OperatorThread::end_task() {
  const std::lock_guard lock(mutex_);
  ++run_;
  place_ = Place::Engine;
  call_.instance.value.clear();
  if (std::exchange(is_given_up_, false)) crew_.release(*this);
}

void OperatorThread::enter_engine() {
  const std::lock_guard lock(mutex_);
  if (place_ == Place::Operator) place_ = Place::Engine;
}

void OperatorThread::return_to_operator() {
  {
    const std::lock_guard lock(mutex_);
    if (place_ == Place::Engine) place_ = Place::Operator;
  }
  if (crew_.stopping_) crew_.changed();
}

OperatorThread::InEngine::InEngine(const OperatorCrew& crew)
    : thread_(this_thread != nullptr && &this_thread->crew_ == &crew && crew.process_.is_this() ? this_thread
                                                                                                : nullptr) {
  if (thread_ != nullptr && thread_->visits_++ == 0) thread_->enter_engine();
}

OperatorThread::InEngine::~InEngine() {
  if (thread_ != nullptr && --thread_->visits_ == 0) thread_->return_to_operator();
}

OperatorThread::Waiting::Waiting()
    : thread_(this_thread), leaves_a_thread_(thread_ == nullptr || thread_->crew_.hold(*thread_)) {}

OperatorThread::Waiting::~Waiting() {
  if (thread_ != nullptr) thread_->crew_.release(*thread_);
}

bool OperatorThread::Waiting::leaves_a_thread(const OperatorCrew& crew) const {
  return leaves_a_thread_ || &thread_->crew_ != &crew;
}

std::optional<RunningCall> OperatorThread::running() const {
  const std::lock_guard lock(mutex_);
  if (call_.instance.value.empty()) return std::nullopt;
  return call_;
}

bool OperatorThread::leave() {
  const std::lock_guard lock(mutex_);
  if (place_ == Place::Operator) place_ = Place::Left;
  return place_ == Place::Left;
}

}  // namespace baton::engine
