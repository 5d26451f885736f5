#include "adapters/bus_support/bus_url.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace baton::adapters {
namespace {

TEST(BusUrl, HasItsParts) {
  const auto url = parse_bus_url("redis://ada:p%40ss@localhost:6380/3?stream=a%26b&out=c");
  ASSERT_TRUE(url) << url.error();
  EXPECT_EQ(url->scheme, "redis");
  EXPECT_EQ(url->user, "ada");
  EXPECT_EQ(url->password, "p@ss");
  EXPECT_EQ(url->address(6379), "localhost:6380");
  EXPECT_EQ(url->path, "3");
  EXPECT_EQ(url->option("stream"), "a&b");
  EXPECT_EQ(url->option("group", "baton"), "baton");
}

TEST(BusUrl, NeedsOnlyAHost) {
  const auto url = parse_bus_url("nats://[::1]");
  ASSERT_TRUE(url) << url.error();
  EXPECT_FALSE(url->user);
  EXPECT_EQ(url->host, "::1");
  EXPECT_EQ(url->address(4222), "[::1]:4222");
}

TEST(BusUrl, SaysWhatIsWrongWithoutItsPassword) {
  const std::vector<std::pair<std::string, std::string>> cases{{"localhost:6379", "begins with redis:// or nats://"},
                                                               {"redis://", "host is missing"},
                                                               {"redis://u:secret@:6379", "host is missing"},
                                                               {"redis://u:secret@host:0", "from 1 to 65535"},
                                                               {"redis://u:secret@host:70000", "from 1 to 65535"},
                                                               {"redis://u:secret%4@host", "not percent-encoded"},
                                                               {"redis://u:secret@host/?a=1&a=2", "'a' is given twice"},
                                                               {"redis://u:secret@ho st", "a blank"},
                                                               {"redis://[::1", "does not end"}};
  for (const auto& [text, message] : cases) {
    const auto url = parse_bus_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_NE(url.error().find(message), std::string::npos) << url.error();
    EXPECT_EQ(url.error().find("secret"), std::string::npos) << url.error();
  }
}

TEST(BusUrl, RefusesOptionsThatAreNotKnown) {
  const auto problem = [](const std::string& options) {
    return problem_with_options(parse_bus_url("redis://host?" + options).value(), "stream out").value_or("none");
  };
  EXPECT_EQ(problem("stream=a&out=b"), "none");
  EXPECT_EQ(problem("steam=a"), "there is no option 'steam'; there are: stream out");
  EXPECT_EQ(problem("stream="), "the option 'stream' has no value; leave it out");
  EXPECT_EQ(problem("stream=a%0Ab"), "the option 'stream' has a control character");
}

}  // namespace
}  // namespace baton::adapters
