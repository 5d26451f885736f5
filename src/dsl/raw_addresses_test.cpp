#include "dsl/raw_addresses.hpp"

#include <gtest/gtest.h>

namespace baton::dsl {
namespace {

using Addresses = std::vector<std::string>;
constexpr std::string_view kFunction = "functions/log/1.0.0/function.yaml";

TEST(RawAddresses, OfAFolderOnGitHubAreThoseOfTheSpecification) {
  EXPECT_EQ(raw_addresses({.root = "https://github.com/serverlessworkflow/catalog/tree/main", .path = kFunction}),
            (Addresses{"https://raw.githubusercontent.com/serverlessworkflow/catalog/refs/heads/main/functions/log/"
                       "1.0.0/function.yaml",
                       "https://raw.githubusercontent.com/serverlessworkflow/catalog/main/functions/log/1.0.0/"
                       "function.yaml"}));
  EXPECT_EQ(raw_addresses({.root = "https://github.com/o/r/tree/v2/sub/folder/", .path = kFunction}).front(),
            "https://raw.githubusercontent.com/o/r/refs/heads/v2/sub/folder/functions/log/1.0.0/function.yaml");
}

TEST(RawAddresses, OfARepositoryOnGitHubAreOnItsDefaultBranch) {
  for (const char* root : {"https://github.com/o/r", "https://github.com/o/r/", "https://github.com/o/r.git",
                           "http://www.github.com/o/r"}) {
    EXPECT_EQ(raw_addresses({.root = root, .path = kFunction}),
              Addresses{"https://raw.githubusercontent.com/o/r/HEAD/functions/log/1.0.0/function.yaml"})
        << root;
  }
}

TEST(RawAddresses, OfAFileOnGitHub) {
  EXPECT_EQ(raw_addresses({.root = "https://github.com/o/r/blob/main/a/schema.json"}).front(),
            "https://raw.githubusercontent.com/o/r/refs/heads/main/a/schema.json");
}

TEST(RawAddresses, OfGitLab) {
  EXPECT_EQ(raw_addresses({.root = "https://gitlab.com/group/sub/r/-/tree/main", .path = kFunction}),
            Addresses{"https://gitlab.com/group/sub/r/-/raw/main/functions/log/1.0.0/function.yaml"});
  EXPECT_EQ(raw_addresses({.root = "https://git.example.org/g/r/-/blob/main/s.json"}),
            Addresses{"https://git.example.org/g/r/-/raw/main/s.json"});
  EXPECT_EQ(raw_addresses({.root = "https://gitlab.com/g/r", .path = kFunction}),
            Addresses{"https://gitlab.com/g/r/-/raw/HEAD/functions/log/1.0.0/function.yaml"});
}

TEST(RawAddresses, OfAllElseAreAsWritten) {
  EXPECT_EQ(raw_addresses({.root = "https://example.org/catalog/", .path = kFunction}),
            Addresses{"https://example.org/catalog/functions/log/1.0.0/function.yaml"});
  EXPECT_EQ(raw_addresses({.root = "schemas/order.json"}), Addresses{"schemas/order.json"});
  EXPECT_EQ(raw_addresses({.root = "https://raw.githubusercontent.com/o/r/main/x"}),
            Addresses{"https://raw.githubusercontent.com/o/r/main/x"});
  EXPECT_EQ(raw_addresses({.root = "https://notgithub.com/o/r/tree/main"}),
            Addresses{"https://notgithub.com/o/r/tree/main"});
}

}  // namespace
}  // namespace baton::dsl
