// The simulated disk is a disk: the SQLite store keeps the store's whole contract on it.
#include "contract/store_contract.hpp"
#include "adapters/sqlite/sqlite_store.hpp"
#include "simulation/disk/sqlite_medium.hpp"

namespace baton::testing {
namespace {

class DiskHome final : public StoreHome {
 public:
  std::unique_ptr<runtime::Store> open() override {
    auto store = adapters::open_sqlite_store(medium_.path(), adapters::OpenMode::Write);
    EXPECT_TRUE(store.has_value()) << store.error().message;
    return store ? *std::move(store) : nullptr;
  }
  bool is_durable() const override { return true; }

 private:
  simulation::Choices choices_{1};
  simulation::SqliteMedium medium_{choices_};
};

INSTANTIATE_TEST_SUITE_P(OnTheSimulatedDisk, StoreContract,
                         ::testing::Values(StoreMaker{"Sqlite", [] { return std::make_unique<DiskHome>(); }}),
                         maker_name);

}  // namespace
}  // namespace baton::testing
