// Port: the committer. Takes a batch to the store, perhaps while the loop prepares the next one.
//
// Called from the loop's thread. One batch at a time: begin() comes first, or after finished() has reported the one before.
#pragma once

#include "runtime/ports/store.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace baton::runtime {

using CommitResult = StoreResult<std::vector<WriteResult>>;

class Committer {
 public:
  Committer() = default;
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;
  virtual ~Committer() = default;

  // As Store::commit().
  virtual void begin(const Shard& shard, std::vector<Write> writes) = 0;
  // The results of the batch, reported once; nullopt: it is not finished.
  [[nodiscard]] virtual std::optional<CommitResult> finished() = 0;
};

// Commits at once, on the caller's thread.
class DirectCommitter final : public Committer {
 public:
  explicit DirectCommitter(Store& store) : store_(store) {}

  void begin(const Shard& shard, std::vector<Write> writes) override { result_ = store_.commit(shard, writes); }
  [[nodiscard]] std::optional<CommitResult> finished() override { return std::exchange(result_, std::nullopt); }

 private:
  Store& store_;
  std::optional<CommitResult> result_;
};

}  // namespace baton::runtime
