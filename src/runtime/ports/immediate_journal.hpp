// The journal of a store that answers at once: every answer is there when begin() returns.
#pragma once

#include "runtime/ports/journal.hpp"
#include "runtime/ports/store.hpp"

#include <deque>
#include <optional>

namespace baton::runtime {

// What the store answers to the request.
[[nodiscard]] JournalAnswer answer_at_once(Store& store, JournalRequest request);

class ImmediateJournal final : public Journal {
 public:
  explicit ImmediateJournal(Store& store) : store_(store) {}

  void begin(JournalRequest request) override { answers_.push_back(answer_at_once(store_, std::move(request))); }
  [[nodiscard]] std::optional<JournalAnswer> finished() override;

 private:
  Store& store_;
  std::deque<JournalAnswer> answers_;
};

}  // namespace baton::runtime
