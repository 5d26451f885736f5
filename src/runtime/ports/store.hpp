// The ports of a store that answers at once. Each user of a store takes only the port that it needs.
#pragma once

#include "runtime/ports/audit.hpp"
#include "runtime/ports/blocking_journal.hpp"
#include "runtime/ports/definitions.hpp"
#include "runtime/ports/queries.hpp"

namespace baton::runtime {

class Store : public BlockingJournal, public Definitions, public Queries, public Audit {};

}  // namespace baton::runtime
