// Programs that the loop needs and does not know yet: the journal is asked for each once, however many wait for it.
//
//   lookups.find(digest, [](StoreResult<ProgramPtr> found) { … });   // at once where it is known
#pragma once

#include "runtime/ports/journal.hpp"
#include "runtime/programs.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace baton::runtime {

class ProgramLookups {
 public:
  // By digest, or the deployed one of a name.
  using Wanted = std::variant<Digest, DefinitionName>;
  // Gets nullptr where no such name is deployed. An error will not pass by itself.
  using Found = std::move_only_function<void(StoreResult<ProgramPtr>)>;

  explicit ProgramLookups(Programs& programs) : programs_(programs) {}

  void find(Wanted wanted, Found found);
  // What to ask the journal for.
  [[nodiscard]] std::vector<DefinitionRequest> begin();
  // The answer. A failure of the store that may pass is returned, and the program will be asked for again.
  [[nodiscard]] std::optional<StoreError> finished(Finished<DefinitionRequest> finished);

  [[nodiscard]] bool any_to_begin() const { return !wanted_.empty(); }
  [[nodiscard]] bool empty() const { return lookups_.empty(); }

 private:
  Programs& programs_;
  struct Lookup {
    std::vector<Found> waiting;
    std::uint64_t deployments = 0;  // when it began
  };
  std::map<Wanted, Lookup> lookups_;
  std::vector<Wanted> wanted_;
};

}  // namespace baton::runtime
