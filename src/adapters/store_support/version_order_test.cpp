#include "adapters/store_support/version_order.hpp"

#include <gtest/gtest.h>

#include <array>

namespace baton::adapters {
namespace {

TEST(VersionOrder, IsThePrecedenceOfSemanticVersioning) {
  constexpr std::array kAscending{"1.0",           "draft",
                                  "0.9.9",         "0.10.0",
                                  "1.0.0-1",       "1.0.0-2",
                                  "1.0.0-11",      "1.0.0-alpha",
                                  "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                  "1.0.0-beta",    "1.0.0-beta.2",
                                  "1.0.0-beta.11", "1.0.0-rc.1",
                                  "1.0.0",         "1.0.1-a",
                                  "1.0.1",         "2.0.0",
                                  "2.1.0",         "2.1.1",
                                  "10.0.0",        "18446744073709551616.0.0"};
  for (std::size_t i = 1; i < kAscending.size(); ++i) {
    EXPECT_EQ(compare_versions(kAscending[i - 1], kAscending[i]), std::strong_ordering::less)
        << kAscending[i - 1] << " " << kAscending[i];
    EXPECT_EQ(compare_versions(kAscending[i], kAscending[i - 1]), std::strong_ordering::greater)
        << kAscending[i] << " " << kAscending[i - 1];
  }
}

TEST(VersionOrder, IsTotalThoughBuildMetadataHasNoPrecedence) {
  EXPECT_EQ(compare_versions("1.0.0+b", "1.0.0+a"), std::strong_ordering::greater);
  EXPECT_EQ(compare_versions("1.0.0+b", "1.0.1+a"), std::strong_ordering::less);
  EXPECT_EQ(compare_versions("1.0.0-a+x-y", "1.0.0"), std::strong_ordering::less);
  EXPECT_EQ(compare_versions("1.0.0", "1.0.0"), std::strong_ordering::equal);
}

}  // namespace
}  // namespace baton::adapters
