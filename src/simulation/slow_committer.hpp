// A committer whose commits now and then continue while the loop does other things. The store gets the batch at some moment
// of that, and the loop hears of it at some later one; the process may die in between.
#pragma once

#include "runtime/ports/committer.hpp"
#include "simulation/trouble.hpp"

#include <optional>
#include <vector>

namespace baton::simulation {

class SlowCommitter final : public runtime::Committer {
 public:
  SlowCommitter(runtime::Store& store, Trouble& trouble) : store_(store), trouble_(trouble) {}

  void begin(const runtime::Shard& shard, std::vector<runtime::Write> writes) override;
  [[nodiscard]] std::optional<runtime::CommitResult> finished() override;

  // False: there is no commit that takes its time.
  bool hurry();

 private:
  [[nodiscard]] bool takes_its_time();

  runtime::Store& store_;
  Trouble& trouble_;
  runtime::Shard shard_;
  std::optional<std::vector<runtime::Write>> writes_;  // begun, and not given to the store yet
  std::optional<runtime::CommitResult> result_;
  bool is_slow_ = false;
};

}  // namespace baton::simulation
