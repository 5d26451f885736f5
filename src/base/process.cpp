#include "base/process.hpp"

#include "base/check.hpp"

#include <pthread.h>

#include <atomic>

namespace baton {
namespace {

std::atomic<unsigned> forks = 0;  // between the process that asked first and this one

bool count_forks() {
  return pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); }) == 0;
}

unsigned present_generation() {
  static const bool are_counted = count_forks();
  BATON_CHECK(are_counted, "there is not enough memory to detect forks");
  return forks.load(std::memory_order_relaxed);
}

}  // namespace

Process::Process() : generation_(present_generation()) {}

bool Process::is_this() const {
  return forks.load(std::memory_order_relaxed) == generation_;
}

}  // namespace baton
