// The stores that are held to the contract.
#include "adapters/memory/memory_store.hpp"
#include "adapters/sqlite/sqlite_store.hpp"
#include "contract/faulty_store.hpp"
#include "contract/store_contract.hpp"
#include "contract/temporary_directory.hpp"

namespace baton::testing {
namespace {

class MemoryHome final : public StoreHome {
 public:
  std::unique_ptr<runtime::Store> open() override { return adapters::open_memory_store(); }
  bool is_durable() const override { return false; }
};

class SqliteHome final : public StoreHome {
 public:
  std::unique_ptr<runtime::Store> open() override {
    auto store = adapters::open_sqlite_store(directory_.file("baton.db"), adapters::OpenMode::Write);
    EXPECT_TRUE(store.has_value()) << store.error().message;
    return store ? *std::move(store) : nullptr;
  }
  bool is_durable() const override { return true; }

 private:
  TemporaryDirectory directory_;
};

class IdleFaultyHome final : public StoreHome {
 public:
  std::unique_ptr<runtime::Store> open() override {
    return std::make_unique<FaultyStore>(adapters::open_memory_store());
  }
  bool is_durable() const override { return false; }
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         ::testing::Values(StoreMaker{"Memory", [] { return std::make_unique<MemoryHome>(); }},
                                           StoreMaker{"Sqlite", [] { return std::make_unique<SqliteHome>(); }},
                                           StoreMaker{"FaultyWhileIdle",
                                                      [] { return std::make_unique<IdleFaultyHome>(); }}),
                         maker_name);

}  // namespace
}  // namespace baton::testing
