// A store: what an engine keeps its instances, definitions, events and audit trail in. Each of its five ports says by itself from which
// threads it is called. To bring a store of your own, derive from Store, hold it to the contract of stores (in CMake:
// baton_store_contract(TARGET); see contract/store_contract.hpp) and give it to Engine::open(). Errors are StoreErrors;
// nothing here may throw but std::bad_alloc. These ports grow with Baton until version 1.0: a minor version may add
// functions, and the contract then has tests for them.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/store/audit.hpp>
#include <baton/store/blocking_journal.hpp>
#include <baton/store/definitions.hpp>
#include <baton/store/event_log.hpp>
#include <baton/store/queries.hpp>

namespace baton BATON_PUBLIC {
namespace store {

class Store : public BlockingJournal, public Definitions, public Queries, public EventLog, public Audit {};

}  // namespace store
}  // namespace baton BATON_PUBLIC
