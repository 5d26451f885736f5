#include "contract/faulty_store.hpp"

#include "adapters/memory/memory_store.hpp"
#include "contract/store_contract.hpp"

namespace baton::testing {
namespace {

using namespace runtime;

// What became of a commit of one write: "committed", "refused" or the error's number and whether it is stored.
std::string fate(FaultyStore& store, const Write& write) {
  const auto results = store.commit({.writes = std::span(&write, 1)});
  const auto row = store.inner().find(write.instance.id).value();
  const std::string stored = row && row->revision == write.instance.revision ? " stored" : " not stored";
  if (results) return (std::holds_alternative<Committed>(results->writes.at(0)) ? "committed" : "refused") + stored;
  return (results.error().kind == StoreError::Kind::UnknownOutcome ? "unknown" : "error") + stored;
}

TEST(FaultyStore, FollowsItsScriptThenWorks) {
  FaultyStore store(adapters::open_memory_store());
  store.fail_next({Fault::Error, Fault::UnknownLost, Fault::UnknownApplied});
  EXPECT_EQ(fate(store, write_of("a", 1)), "error not stored");
  EXPECT_EQ(fate(store, write_of("a", 1)), "unknown not stored");
  EXPECT_EQ(fate(store, write_of("a", 1)), "unknown stored");
  EXPECT_EQ(fate(store, write_of("a", 2)), "committed stored");
  EXPECT_EQ(store.calls(), (FaultyStore::Calls{.commits = 4, .writes = 4, .loads = 0, .other = 0}));
}

TEST(FaultyStore, RefusesOneInstanceAmongOthers) {
  FaultyStore store(adapters::open_memory_store());
  store.refuse(InstanceId{"b"});
  const std::vector writes{write_of("a", 1), write_of("b", 1), write_of("c", 1)};
  const auto results = store.commit({.writes = writes}).value().writes;
  EXPECT_EQ(results.at(0), WriteResult{Committed{}});
  EXPECT_TRUE(std::holds_alternative<Refused>(results.at(1)));
  EXPECT_EQ(results.at(2), WriteResult{Committed{}});
  store.accept(InstanceId{"b"});
  EXPECT_EQ(fate(store, write_of("b", 1)), "committed stored");
}

}  // namespace
}  // namespace baton::testing
