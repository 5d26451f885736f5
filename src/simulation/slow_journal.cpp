#include "simulation/slow_journal.hpp"

#include <utility>

namespace baton::simulation {

void SlowJournal::begin(runtime::JournalRequest request) {
  const bool is_commit = std::holds_alternative<runtime::CommitRequest>(request);
  const bool is_slow =
      is_commit ? trouble_.strikes(&Hostility::commit_overlaps, "a commit continues while the loop does other things")
                : trouble_.strikes(&Hostility::read_overlaps, "the store takes its time to answer");
  under_way_.push_back({.request = std::move(request), .is_slow = is_slow});
}

std::optional<runtime::JournalAnswer> SlowJournal::finished() {
  for (auto each = under_way_.begin(); each != under_way_.end(); ++each) {
    if (!advance(*each)) continue;
    std::optional<runtime::JournalAnswer> answer = std::move(each->answer);
    under_way_.erase(each);
    return answer;
  }
  return std::nullopt;
}

bool SlowJournal::advance(UnderWay& each) {
  if (each.request && !takes_its_time(each)) {
    each.answer = runtime::answer_at_once(store_, *std::exchange(each.request, std::nullopt));
  }
  return each.answer && !takes_its_time(each);
}

bool SlowJournal::hurry() {
  bool any = false;
  for (UnderWay& each : under_way_) any |= std::exchange(each.is_slow, false);
  return any;
}

bool SlowJournal::takes_its_time(const UnderWay& each) {
  return each.is_slow && !trouble_.choices().one_in(3);
}

}  // namespace baton::simulation
