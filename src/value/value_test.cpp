#include <baton/value.hpp>

#include "value/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <thread>

namespace baton {
namespace {

Value json(std::string_view text) {
  auto parsed = parse_json(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Value());
}

TEST(Value, IsSixteenBytes) {
  EXPECT_EQ(sizeof(Value), 16U);
}

TEST(Value, StartsAsNull) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_FALSE(Value().is_truthy());
  EXPECT_EQ(Value().size(), 0U);
}

TEST(Value, NamesItsKind) {
  EXPECT_EQ(kind_name(json("null").kind()), "null");
  EXPECT_EQ(kind_name(json("false").kind()), "boolean");
  EXPECT_EQ(kind_name(json("1").kind()), "number");
  EXPECT_EQ(kind_name(json("\"\"").kind()), "string");
  EXPECT_EQ(kind_name(json("[]").kind()), "array");
  EXPECT_EQ(kind_name(json("{}").kind()), "object");
}

TEST(Value, KeepsShortAndLongTexts) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'x');
    const Value value = Value::string(text);
    const Value copy = value;
    EXPECT_EQ(copy.as_string(), text);
    EXPECT_EQ(copy.identity(), value.identity());
  }
}

TEST(Value, AMovedFromValueIsNull) {
  Value from = Value::string("a string too long to be stored inline");
  const Value to = std::move(from);
  EXPECT_TRUE(from.is_null());  // NOLINT(bugprone-use-after-move): that is the point
  EXPECT_EQ(to.as_string(), "a string too long to be stored inline");
}

TEST(Value, AssignsItselfAndItsOwnParts) {
  Value value = json(R"({"inner": {"list": [1, 2, 3]}})");
  const Value& alias = value;
  value = alias;
  EXPECT_EQ(to_json(value), R"({"inner":{"list":[1,2,3]}})");
  value = *value.find("inner");
  EXPECT_EQ(to_json(value), R"({"list":[1,2,3]})");
}

TEST(Value, ReplacesInvalidUtf8) {
  EXPECT_EQ(Value::string("a\xFF\xE2\x82z").as_string(), "a\uFFFD\uFFFDz");
  EXPECT_EQ(Value::string("\xED\xA0\x80").as_string(), "\uFFFD\uFFFD\uFFFD");
}

TEST(Value, RefusesTextThatIsNotANumber) {
  for (const char* text : {"", "-", "01", "1.", ".5", "1e", "+1", "1 ", "0x1", "NaN", "Infinity", "1e+"}) {
    EXPECT_FALSE(Value::number_from_text(text).has_value()) << text;
  }
}

TEST(Value, KeepsANumbersText) {
  for (const char* text : {"0", "-0", "1.0", "1e3", "1E+3", "12345678901234567890", "0.1000", "-1.5e-300", "1e99999"}) {
    EXPECT_EQ(Value::number_from_text(text).value().number_text(), text);
    EXPECT_EQ(to_json(json(text)), text);
  }
}

struct Real {
  double real;
  const char* text;
};

TEST(Value, WritesADoubleInItsShortestForm) {
  const Real cases[] = {{3.0, "3"},           {-0.0, "-0"},
                        {0.0, "0"},           {0.1 + 0.2, "0.30000000000000004"},
                        {1e100, "1e+100"},    {99999999999999984.0, "99999999999999984"},
                        {1e17, "1e+17"},      {123456789012345680000.0, "123456789012345680000"},
                        {1e-5, "1e-05"},      {0.0001, "0.0001"},
                        {-1234.5, "-1234.5"}, {1.0 / 3, "0.3333333333333333"},
                        {5e-324, "5e-324"}};
  for (const auto& [real, text] : cases) EXPECT_EQ(Value::number(real).number_text(), text);
  EXPECT_TRUE(Value::number(0.0 / 0.0).is_null());
  EXPECT_EQ(Value::number(1e308 * 10).number_text(), "1.7976931348623157e+308");
  EXPECT_EQ(Value::number(std::int64_t{INT64_MIN}).number_text(), "-9223372036854775808");
}

TEST(Value, ReadsNumbersAsDoubles) {
  EXPECT_EQ(json("1e400").as_double(), 1.7976931348623157e308);
  EXPECT_EQ(json("-1e400").as_double(), -1.7976931348623157e308);
  EXPECT_EQ(json("1e-400").as_double(), 0.0);
  EXPECT_EQ(json("0e999999999999999999999").as_double(), 0.0);
  EXPECT_EQ(json("12.50").as_double(), 12.5);
}

TEST(Value, ReadsIntegersInEveryNotation) {
  EXPECT_EQ(json("1.0").as_integer(), 1);
  EXPECT_EQ(json("1e3").as_integer(), 1000);
  EXPECT_EQ(json("1200e-2").as_integer(), 12);
  EXPECT_EQ(json("-9223372036854775808").as_integer(), INT64_MIN);
  EXPECT_EQ(json("9223372036854775807").as_integer(), INT64_MAX);
  EXPECT_EQ(json("0.000e5").as_integer(), 0);
  for (const char* text :
       {"9223372036854775808", "-9223372036854775809", "1.5", "1e-1", "1e19", "1e999999999999", "\"1\""}) {
    EXPECT_FALSE(json(text).as_integer().has_value()) << text;
  }
}

TEST(Value, OfRepeatedMembersTheLastWinsInTheFirstPlace) {
  std::vector<Member> members{{"a", Value::number(std::int64_t{1})},
                              {"b", Value::number(std::int64_t{2})},
                              {"a", Value::number(std::int64_t{3})}};
  EXPECT_EQ(to_json(Value::object(members)), R"({"a":3,"b":2})");
  for (int extra = 0; extra < 20; ++extra) members.emplace_back("k" + std::to_string(extra), Value());
  members.emplace_back("k5", Value::boolean(true));
  const Value object = Value::object(members);
  EXPECT_EQ(object.size(), 22U);
  EXPECT_EQ(*object.find("a"), Value::number(std::int64_t{3}));
  EXPECT_EQ(*object.find("k5"), Value::boolean(true));
}

TEST(Value, SetsMembersWithoutTouchingOtherHolders) {
  const Value before = json(R"({"a": 1})");
  const Value after = before.with("b", Value::boolean(true)).with("a", Value());
  EXPECT_EQ(to_json(before), R"({"a":1})");
  EXPECT_EQ(to_json(after), R"({"a":null,"b":true})");
  EXPECT_EQ(to_json(Value().with("x", Value())), R"({"x":null})");
}

TEST(Value, SetsInPlaceWhereNobodyElseShares) {
  Value value = json(R"({"a": 1})");
  const void* node = value.identity();
  value = std::move(value).with("b", Value());
  EXPECT_EQ(value.identity(), node);
}

TEST(Value, FindsEveryMemberOfABigGrowingObject) {
  Value object = Value::object({});
  for (int at = 0; at < 3000; ++at) {
    object = std::move(object).with("key" + std::to_string(at * 7919 % 3000), Value::number(std::int64_t{at}));
  }
  EXPECT_EQ(object.size(), 3000U);
  for (int at = 0; at < 3000; ++at) {
    const Value* found = object.find("key" + std::to_string(at * 7919 % 3000));
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->as_integer(), at);
  }
  EXPECT_EQ(object.find("key3000"), nullptr);
}

TEST(Value, FindsNothingInOtherKindsThanObjects) {
  EXPECT_EQ(json("[1]").find("a"), nullptr);
  EXPECT_EQ(json("{}").find("a"), nullptr);
  EXPECT_EQ(Value().find("a"), nullptr);
}

TEST(Value, IsDestroyedAtAnyDepth) {
  Value array;
  Value object;
  for (int depth = 0; depth < 1'000'000; ++depth) {
    array = Value::array({std::move(array)});
    object = std::move(Value()).with("a", std::move(object));
  }
  EXPECT_EQ(measure(array).depth, 1'000'000U);
  EXPECT_EQ(measure(object).depth, 1'000'000U);
}

TEST(Value, ComparesAndPrintsAtAnyDepth) {
  Value left;
  Value right;
  for (int depth = 0; depth < 300'000; ++depth) {
    left = Value::array({std::move(left)});
    right = Value::array({std::move(right)});
  }
  EXPECT_TRUE(left == right);
  EXPECT_TRUE((left <=> right) == 0);
  EXPECT_EQ(to_json(left).size(), 600'004U);
}

TEST(Value, MeasuresSharedPartsEachTimeTheyOccur) {
  Value doubled = json(R"(["some text that is too long to be inline"])");
  for (int turn = 0; turn < 70; ++turn) doubled = Value::array({doubled, doubled});
  EXPECT_EQ(measure(doubled).bytes, UINT64_MAX);
  EXPECT_EQ(measure(doubled).depth, 71U);
}

TEST(Value, MeasuresTheSameInPlaceAndAnew) {
  const Value deep = json("[[[1]]]");
  Value changed = json(R"({"a": 1, "b": [1]})");
  changed = std::move(changed).with("a", deep).with("c", deep).with("a", Value()).with("c", Value());
  const Value anew = json(to_json(changed));
  EXPECT_EQ(measure(changed).bytes, measure(anew).bytes);
  EXPECT_EQ(measure(changed).depth, measure(anew).depth);
  Value array = json("[[[2]], 1]");
  array = with_last(with_item(std::move(array), 0, Value()), json("[7]"));
  EXPECT_EQ(measure(array).bytes, measure(json(to_json(array))).bytes);
  EXPECT_EQ(measure(array).depth, 2U);
}

// Items that are all alike are replaced one after the other without looking at the others each time.
TEST(Measure, IsTakenAgainOnlyForTheDeepestPartOfAll) {
  const Value alike = json("[[1],[2],[3],[4]]");
  for (std::size_t at = 0; at < 4; ++at) EXPECT_EQ(measured_without_item(alike, at), 0U);
  EXPECT_EQ(measured_without_item(json("[1,2,[3],4]"), 2), 4U);
  EXPECT_EQ(measured_without_item(json("[1,2,[3],4]"), 0), 0U);
  EXPECT_EQ(measured_without_member(json(R"({"a":[1],"b":[2]})"), "a"), 0U);
  EXPECT_EQ(measured_without_member(json(R"({"a":[1],"b":2})"), "a"), 2U);
  EXPECT_EQ(measure(with_item(json("[1,2,[3],4]"), 2, Value())).depth, 1U);
  EXPECT_EQ(measure(with_item(json("[[1],2,[3],4]"), 2, Value())).depth, 2U);
}

TEST(Value, TakesPartsApartWithoutDisturbingOtherHolders) {
  Value shared = json("[1, 2]");
  const Value other = shared;
  EXPECT_EQ(take_items(std::move(shared)).size(), 2U);
  EXPECT_EQ(to_json(other), "[1,2]");
  EXPECT_EQ(to_json(without(json(R"({"a":1,"b":2})"), "a")), R"({"b":2})");
}

TEST(Value, IsSharedBetweenThreads) {
  const Value value = json(R"({"list": [1, "a string that is long enough for a node", {"a": null}]})");
  const auto read = [&] {
    for (int turn = 0; turn < 20'000; ++turn) {
      const Value copy = *value.find("list");
      if (copy.size() != 3) std::abort();
    }
  };
  std::thread first(read);
  std::thread second(read);
  first.join();
  second.join();
}

TEST(ValueDeathTest, StopsWhenAskedForAnotherKind) {
  EXPECT_DEATH(static_cast<void>(Value().as_string()), ::testing::HasSubstr("as_string"));
  EXPECT_DEATH(static_cast<void>(json("1").items()), ::testing::HasSubstr("items"));
}

}  // namespace
}  // namespace baton
