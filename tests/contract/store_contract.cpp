#include "contract/store_contract.hpp"

#include <utility>

namespace baton::testing {

using namespace store;

Write write_of(std::string_view id, std::uint64_t revision) {
  const std::string label = std::string(id) + "@" + std::to_string(revision);
  Write write;
  write.shard = kShard;
  write.expected = Revision{revision - 1};
  write.instance.id = InstanceId{std::string(id)};
  write.instance.definition = {"test", "order", "1.0.0"};
  write.instance.digest = Digest{std::string(64, 'a')};
  write.instance.status = Status::Running;
  write.instance.revision = Revision{revision};
  write.instance.started_at = at(1000);
  write.head = "head " + label + std::string(1, '\0') + "\xFF";
  write.records = {{Revision{revision}, at(1000 + static_cast<std::int64_t>(revision)), "record " + label}};
  return write;
}

PartRow part(std::uint64_t id, std::string_view body) {
  return {PartId{id}, std::string(body)};
}

DefinitionRow definition(std::string_view name, std::string_view version, std::string_view digest) {
  return {{"test", std::string(name), std::string(version)},
          Digest{std::string(digest)},
          "{\"digest\":\"" + std::string(digest) + "\"}",
          at(5)};
}

void StoreContract::commit(std::initializer_list<Write> writes) {
  for (const Write& write : writes) {
    ASSERT_EQ(result_of(write), WriteResult{Committed{}})
        << write.instance.id.value << " " << write.instance.revision.value;
  }
}

std::vector<WriteResult> StoreContract::results_of(const std::vector<Write>& writes) {
  auto results = store().commit({.writes = writes});
  EXPECT_TRUE(results.has_value()) << results.error().message;
  EXPECT_EQ(results->writes.size(), writes.size());
  return results->writes;
}

StoredInstance StoreContract::load(std::string_view id) {
  auto loaded = store().load(kShard, InstanceId{std::string(id)});
  EXPECT_TRUE(loaded.has_value() && loaded->has_value()) << id;
  return loaded.value().value();
}

std::vector<std::uint64_t> StoreContract::parts_of_head(std::string_view id) {
  std::vector<std::uint64_t> ids;
  const auto rows = load(id).parts;
  for (const PartRow& row : rows) ids.push_back(std::to_underlying(row.id));
  return ids;
}

std::vector<std::uint64_t> StoreContract::parts_kept(std::string_view id) {
  std::vector<std::uint64_t> ids;
  const auto rows = store().parts(InstanceId{std::string(id)}).value();
  for (const PartRow& row : rows) ids.push_back(std::to_underlying(row.id));
  return ids;
}

std::vector<store::DueTimer> StoreContract::due_timers(Timestamp now, std::size_t limit, const store::Shard& shard) {
  return store().due_timers(shard, store::before_timers_due_at(Timestamp::min()), now, limit).value();
}

std::vector<std::uint64_t> StoreContract::revisions_kept(std::string_view id) {
  std::vector<std::uint64_t> revisions;
  const auto rows = store().history(InstanceId{std::string(id)}, Revision{}, 1000).value();
  for (const HistoryRow& row : rows) {
    revisions.push_back(row.revision.value);
  }
  return revisions;
}

}  // namespace baton::testing
