// A journal that now and then takes its time, as one at the other end of a network does. The store gets the request at some
// moment while the loop does other things, and the loop gets the answer at some later one, also after that of a later
// request; the process may die in between.
#pragma once

#include "runtime/ports/immediate_journal.hpp"
#include "simulation/trouble.hpp"

#include <optional>
#include <vector>

namespace baton::simulation {

class SlowJournal final : public runtime::Journal {
 public:
  SlowJournal(runtime::Store& store, Trouble& trouble) : store_(store), trouble_(trouble) {}

  void begin(runtime::JournalRequest request) override;
  [[nodiscard]] std::optional<runtime::JournalAnswer> finished() override;

  // False: nothing takes its time.
  bool hurry();

 private:
  struct UnderWay {
    std::optional<runtime::JournalRequest> request;  // begun, and not given to the store yet
    std::optional<runtime::JournalAnswer> answer = {};
    bool is_slow = false;
  };
  // Has its answer come?
  [[nodiscard]] bool advance(UnderWay& each);
  [[nodiscard]] bool takes_its_time(const UnderWay& each);

  runtime::Store& store_;
  Trouble& trouble_;
  std::vector<UnderWay> under_way_;
};

}  // namespace baton::simulation
