// The threads on which the desk's part of submitted requests is done, so that submitting a request does not wait for the store. The
// first begins with the first request.
//
// Thread-safe.
#pragma once

#include "engine/operator_pool.hpp"

#include <baton/error.hpp>

#include <mutex>
#include <optional>

namespace baton::engine {

class DeskThreads {
 public:
  // Why it is not taken, and dropped. The job must not throw.
  [[nodiscard]] std::optional<Error> run(OperatorPool::Job job);

 private:
  std::mutex mutex_;
  std::optional<OperatorPool> pool_;
};

}  // namespace baton::engine
