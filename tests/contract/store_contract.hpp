// What every store must do, whatever its implementation. An adapter passes it by giving a StoreMaker:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, ::testing::Values(StoreMaker{…}), maker_name);
#pragma once

#include <baton/store/store.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace baton::testing {

// Opens one store, that of a test, as often as it is asked to; each test has another.
class StoreHome {
 public:
  StoreHome() = default;
  StoreHome(const StoreHome&) = delete;
  StoreHome& operator=(const StoreHome&) = delete;
  virtual ~StoreHome() = default;

  [[nodiscard]] virtual std::unique_ptr<store::Store> open() = 0;
  [[nodiscard]] virtual bool is_durable() const = 0;
};

struct StoreMaker {
  std::string name;
  std::function<std::unique_ptr<StoreHome>()> make;

  friend std::ostream& operator<<(std::ostream& out, const StoreMaker& maker) { return out << maker.name; }
};

inline std::string maker_name(const ::testing::TestParamInfo<StoreMaker>& info) {
  return info.param.name;
}

inline constexpr store::Shard kShard{.id = 0, .epoch = 1};

inline Timestamp at(std::int64_t ms) {
  return Timestamp{Duration{ms}};
}

// The write that brings instance `id` to `revision`, running, with a head and a record that tell it from all others.
store::Write write_of(std::string_view id, std::uint64_t revision);
store::PartRow part(std::uint64_t id, std::string_view body);
store::DefinitionRow definition(std::string_view name, std::string_view version, std::string_view digest);

class StoreContract : public ::testing::TestWithParam<StoreMaker> {
 protected:
  void SetUp() override {
    home_ = GetParam().make();
    store_ = home_->open();
    ASSERT_NE(store_, nullptr);
  }

  store::Store& store() { return *store_; }

  // Closes the store and opens it again, where it is one that survives that.
  void reopen() {
    if (!home_->is_durable()) return;
    store_.reset();
    store_ = home_->open();
    ASSERT_NE(store_, nullptr);
  }

  // Each in its own commit; all must be Committed.
  void commit(std::initializer_list<store::Write> writes);
  std::vector<store::WriteResult> results_of(const std::vector<store::Write>& writes);
  // The write as if it were of this shard.
  store::WriteResult result_of(store::Write write, const store::Shard& shard = kShard) {
    write.shard = shard;
    return results_of({std::move(write)}).at(0);
  }
  // The stored instance, which must exist.
  store::StoredInstance load(std::string_view id);
  std::vector<std::uint64_t> parts_of_head(std::string_view id);
  std::vector<std::uint64_t> parts_kept(std::string_view id);
  std::vector<std::uint64_t> revisions_kept(std::string_view id);
  // The first of those that are due by then.
  std::vector<store::DueTimer> due_timers(Timestamp now, std::size_t limit, const store::Shard& shard = kShard);

 private:
  std::unique_ptr<StoreHome> home_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace baton::testing
