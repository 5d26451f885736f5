// A system that gives this process no more threads: while this lives, each that is begun would need a stack that there is
// no room for.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <stdexcept>

namespace baton::testing {

class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&former_);
    pthread_attr_t attributes;
    pthread_getattr_default_np(&attributes);
    pthread_attr_setstacksize(&attributes, std::size_t{1} << 47);
    const int failed = pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
    if (failed != 0) throw std::runtime_error("the default size of a stack cannot be set");
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;
  ~NoThreads() {
    pthread_setattr_default_np(&former_);
    pthread_attr_destroy(&former_);
  }

 private:
  pthread_attr_t former_;
};

}  // namespace baton::testing
