#include "simulation/slow_committer.hpp"

#include <utility>

namespace baton::simulation {

void SlowCommitter::begin(const runtime::Shard& shard, std::vector<runtime::Write> writes) {
  shard_ = shard;
  writes_ = std::move(writes);
  is_slow_ = trouble_.strikes(&Hostility::commit_overlaps, "a commit continues while the loop does other things");
}

std::optional<runtime::CommitResult> SlowCommitter::finished() {
  if (writes_ && !takes_its_time()) result_ = store_.commit(shard_, *std::exchange(writes_, std::nullopt));
  if (!result_ || takes_its_time()) return std::nullopt;
  return std::exchange(result_, std::nullopt);
}

bool SlowCommitter::hurry() {
  return std::exchange(is_slow_, false) && (writes_ || result_);
}

bool SlowCommitter::takes_its_time() {
  return is_slow_ && !trouble_.choices().one_in(3);
}

}  // namespace baton::simulation
