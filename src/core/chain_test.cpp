#include "core/chain.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::core {
namespace {

Chain<std::string> chain_of(std::initializer_list<std::string> oldest_first) {
  Chain<std::string> chain;
  for (const std::string& entry : oldest_first) chain.push(entry);
  return chain;
}

std::vector<std::string> newest_first(const Chain<std::string>& chain) {
  std::vector<std::string> entries;
  for (const auto* node = chain.newest().get(); node != nullptr; node = node->older.get())
    entries.push_back(node->entry);
  return entries;
}

TEST(Chain, HasItsEntriesNewestFirst) {
  EXPECT_TRUE(Chain<std::string>().empty());
  EXPECT_EQ(newest_first(chain_of({"a", "b", "c"})), (std::vector<std::string>{"c", "b", "a"}));
}

TEST(Chain, GivesTheNewestEntryThatIsWanted) {
  auto chain = chain_of({"a1", "b1", "a2", "b2"});
  EXPECT_EQ(chain.take_newest([](const std::string& entry) { return entry.starts_with('a'); }), "a2");
  EXPECT_EQ(newest_first(chain), (std::vector<std::string>{"b2", "b1", "a1"}));
  EXPECT_EQ(chain.take_newest([](const std::string&) { return false; }), std::nullopt);
  EXPECT_EQ(newest_first(chain), (std::vector<std::string>{"b2", "b1", "a1"}));
}

TEST(Chain, RemovesWhatIsUnwantedAndSharesWhatIsOlder) {
  auto chain = chain_of({"a", "b", "x", "c", "x", "d"});
  const auto* shared = chain.newest()->older->older->older->older.get();  // "b"
  chain.remove_if([](const std::string& entry) { return entry == "x"; });
  EXPECT_EQ(newest_first(chain), (std::vector<std::string>{"d", "c", "b", "a"}));
  EXPECT_EQ(chain.newest()->older->older.get(), shared);
}

TEST(Chain, ACopyKeepsItsEntries) {
  auto chain = chain_of({"a", "b"});
  const auto copy = chain;
  chain.push("c");
  static_cast<void>(chain.take_newest([](const std::string& entry) { return entry == "a"; }));
  EXPECT_EQ(newest_first(copy), (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(copy, chain_of({"a", "b"}));
  EXPECT_NE(copy, chain);
  EXPECT_NE(copy, chain_of({"x", "a", "b"}));
}

TEST(Chain, ALongOneIsFreedWithoutRecursion) {
  Chain<int> chain;
  for (int i = 0; i < 1'000'000; ++i) chain.push(i);
  chain = Chain<int>();
  EXPECT_TRUE(chain.empty());
}

}  // namespace
}  // namespace baton::core
