// What a store would hold of one instance: takes the writes of its transitions, and gives it back as it would be loaded.
#pragma once

#include "runtime/codec/codec.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace baton::tests {

class StoredCopy {
 public:
  StoredCopy() = default;
  // Continues with what a store holds: `parts` as loading it gave them.
  StoredCopy(runtime::StoredInstance stored, runtime::Parts parts);

  // Saves the decisions in one write; what is wrong with that, if anything: the write does not fit what is stored, or the
  // instance, once loaded again, is not the one that was decided.
  [[nodiscard]] std::optional<std::string> save(const core::Program& program,
                                                std::span<const core::Decision> decisions);
  [[nodiscard]] std::optional<std::string> save(const core::Program& program, const core::Decision& decision) {
    return save(program, std::span(&decision, 1));
  }

  [[nodiscard]] const runtime::StoredInstance& instance() const { return instance_; }
  [[nodiscard]] const std::vector<runtime::HistoryRow>& history() const { return history_; }
  // With those that only history refers to.
  [[nodiscard]] std::vector<runtime::PartRow> parts() const;

 private:
  [[nodiscard]] std::optional<std::string> apply(const runtime::Write& write);

  runtime::Parts known_;
  runtime::StoredInstance instance_;
  std::map<runtime::PartId, std::string> in_head_;
  std::map<runtime::PartId, std::string> all_;
  std::vector<runtime::HistoryRow> history_;
};

}  // namespace baton::tests
