#include "engine/json_test_support.hpp"

#include <baton/json.hpp>

#include <gtest/gtest.h>

namespace baton {
namespace {

enum class Color { Red, DarkGreen };
BOOST_DESCRIBE_ENUM(Color, Red, DarkGreen)

struct Named {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Named, (), (name))

struct Line : Named {
  std::uint8_t count = 1;
  std::optional<std::string> note;
  std::vector<Color> colors;
};
BOOST_DESCRIBE_STRUCT(Line, (Named), (count, note, colors))

struct Order {
  std::vector<Line> lines;
  std::map<std::string, double> rates;
  Value extra;
};
BOOST_DESCRIBE_STRUCT(Order, (), (lines, rates, extra))

using testing::error_of;
using testing::json;

TEST(Json, WritesADescribedStructWithItsBasesFirst) {
  Line line;
  line.name = "bolt";
  line.colors = {Color::DarkGreen};
  EXPECT_EQ(to_json(to_value(line)), R"({"name":"bolt","count":1,"colors":["DarkGreen"]})");
}

TEST(Json, ReadsBackWhatItWrote) {
  const Value value = json(R"({"lines":[{"name":"bolt","count":255,"note":"x","colors":["Red","DarkGreen"]}],
                               "rates":{"EUR":1.5,"JPY":160},"extra":{"any":[1,null]}})");
  const auto order = from_value<Order>(value);
  ASSERT_TRUE(order) << order.error();
  EXPECT_EQ(order->lines.at(0).colors.at(1), Color::DarkGreen);
  EXPECT_EQ(to_value(*order), value);
}

TEST(Json, NamesThePlaceAndWhatWasExpectedThere) {
  EXPECT_EQ(error_of<Order>(R"({"lines":[{"name":"a","count":256,"colors":[]}],"rates":{},"extra":null})"),
            "at /lines/0/count: expected an integer from 0 to 255, got 256");
  EXPECT_EQ(error_of<Order>(R"({"lines":[{"name":1,"count":1,"colors":[]}],"rates":{},"extra":null})"),
            "at /lines/0/name: expected a string, got number");
  EXPECT_EQ(error_of<Order>(R"({"lines":[],"rates":{"a/b~c":true},"extra":null})"),
            "at /rates/a~1b~0c: expected a number, got boolean");
  EXPECT_EQ(error_of<Line>(R"({"name":"a","count":1,"colors":["Blue"]})"),
            "at /colors/0: expected one of Red, DarkGreen, got 'Blue'");
  EXPECT_EQ(error_of<std::string>("[]"), "expected a string, got array");
}

TEST(Json, ReportsEveryMissingMemberThatHasNoDefault) {
  EXPECT_EQ(error_of<Line>(R"({"count":1,"colors":[]})"), "at /name: missing; expected a string");
  EXPECT_EQ(error_of<Line>(R"({"name":"a"})"), "at /colors: missing; expected an array");
  EXPECT_EQ(error_of<Line>(R"({"name":"a","colors":[]})"), "no error");
  EXPECT_EQ(error_of<Line>(R"({"name":"a","count":1,"colors":[]})"), "no error");
  EXPECT_EQ(error_of<Order>(R"({"lines":[],"rates":{}})"), "at /extra: missing; expected any value");
}

TEST(Json, TakesNullForAnEmptyOptional) {
  const auto line = from_value<Line>(json(R"({"name":"a","count":1,"note":null,"colors":[]})"));
  ASSERT_TRUE(line) << line.error();
  EXPECT_EQ(line->note, std::nullopt);
}

TEST(Json, IgnoresMembersThatTheStructDoesNotHave) {
  EXPECT_EQ(error_of<Named>(R"({"name":"a","surname":"b"})"), "no error");
}

TEST(Json, KeepsIntegersExactly) {
  EXPECT_EQ(from_value<std::uint64_t>(json("18446744073709551615")), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(to_json(to_value(std::numeric_limits<std::uint64_t>::max())), "18446744073709551615");
  EXPECT_EQ(from_value<std::int64_t>(json("-9223372036854775808")), std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(from_value<std::int64_t>(json("9223372036854775808")));
  EXPECT_FALSE(from_value<std::uint64_t>(json("18446744073709551616")));
  EXPECT_FALSE(from_value<unsigned>(json("-1")));
  EXPECT_EQ(from_value<int>(json("1e3")), 1'000);
  EXPECT_FALSE(from_value<int>(json("1.5")));
}

}  // namespace
}  // namespace baton
