// Whatever happens to process, store and network: as long as no operator fails, the workflow's outcome is the one that
// the specification gives it.
#include "simulation/checkers/checkers.hpp"

namespace baton::tests {

void check_outputs(const Run&, Violations&) {}

}  // namespace baton::tests
