// What C++ types become as a Value by themselves, and which do not.
#include <baton/value.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <deque>
#include <filesystem>
#include <limits>
#include <list>
#include <map>
#include <set>
#include <unordered_map>

namespace baton {
namespace {

std::string text_of(const Value& value) {
  return to_json(value);
}

template <class T>
void expect_exact() {
  using Limits = std::numeric_limits<T>;
  EXPECT_EQ(text_of(Limits::min()), std::to_string(Limits::min()));
  EXPECT_EQ(text_of(Limits::max()), std::to_string(Limits::max()));
  EXPECT_EQ(text_of(Value::number(Limits::max())), std::to_string(Limits::max()));
}

TEST(ValueFrom, AnIntegerIsItsNumberWhateverItsType) {
  expect_exact<signed char>();
  expect_exact<unsigned char>();
  expect_exact<short>();
  expect_exact<unsigned short>();
  expect_exact<int>();
  expect_exact<unsigned>();
  expect_exact<long>();
  expect_exact<unsigned long>();
  expect_exact<long long>();
  expect_exact<unsigned long long>();
  EXPECT_EQ(text_of(0), "0");
  EXPECT_EQ(text_of(std::uint8_t{65}), "65");
}

TEST(ValueFrom, AFloatingPointNumberIsTheShortestThatReadsBack) {
  EXPECT_EQ(text_of(1.5), "1.5");
  EXPECT_EQ(text_of(0.5F), "0.5");
  EXPECT_EQ(text_of(2.5L), "2.5");
  EXPECT_EQ(text_of(std::nan("")), "null");
  EXPECT_EQ(text_of(std::numeric_limits<double>::infinity()), "1.7976931348623157e+308");
  EXPECT_EQ(text_of(-std::numeric_limits<float>::infinity()), "-1.7976931348623157e+308");
  EXPECT_EQ(text_of(std::numeric_limits<long double>::max()), "1.7976931348623157e+308");
}

TEST(ValueFrom, ATextIsAString) {
  const char buffer[] = "array";
  EXPECT_EQ(text_of("literal"), R"("literal")");
  EXPECT_EQ(text_of(buffer), R"("array")");
  EXPECT_EQ(text_of(std::string("string")), R"("string")");
  EXPECT_EQ(text_of(std::string_view("view")), R"("view")");
  EXPECT_EQ(text_of(static_cast<const char*>(nullptr)), "null");
  EXPECT_EQ(text_of("not \xff UTF-8"), "\"not \uFFFD UTF-8\"");
}

TEST(ValueFrom, NothingIsNull) {
  EXPECT_EQ(text_of(nullptr), "null");
  EXPECT_EQ(text_of(std::optional<int>()), "null");
  EXPECT_EQ(text_of(std::optional<std::string>("there")), R"("there")");
}

TEST(ValueFrom, ARangeIsAnArray) {
  EXPECT_EQ(text_of(std::vector<int>{1, 2}), "[1,2]");
  EXPECT_EQ(text_of(std::vector<bool>{true, false}), "[true,false]");
  EXPECT_EQ(text_of(std::array<const char*, 2>{"a", "b"}), R"(["a","b"])");
  EXPECT_EQ(text_of(std::set<std::string>{"a"}), R"(["a"])");
  EXPECT_EQ(text_of(std::list<std::vector<double>>{{0.5}, {}}), "[[0.5],[]]");
  EXPECT_EQ(text_of(std::deque<Value>{1, "x", nullptr}), R"([1,"x",null])");
}

TEST(ValueFrom, AMapIsAnObject) {
  EXPECT_EQ(text_of(std::map<std::string, int>{{"a", 1}, {"b", 2}}), R"({"a":1,"b":2})");
  EXPECT_EQ(text_of(std::unordered_map<std::string, std::vector<int>>{{"a", {1}}}), R"({"a":[1]})");
  EXPECT_EQ(text_of(std::map<std::string, Value>{{"a", true}}), R"({"a":true})");
}

TEST(ValueFrom, AMapLosesNoKey) {
  EXPECT_THROW(Value(std::map<std::string, int>{{"\xff", 1}, {"\xfe", 2}}), std::invalid_argument);
  EXPECT_THROW(Value(std::multimap<std::string, int>{{"a", 1}, {"a", 2}}), std::invalid_argument);
  EXPECT_EQ(to_json(std::multimap<std::string, int>{{"a", 1}, {"b", 2}}), R"({"a":1,"b":2})");
}

TEST(ValueFrom, BracesAreAnObjectAndNeverAnArray) {
  const Value order = {{"sku", "A1"}, {"count", 2}, {"tags", Value::array({"new", "small"})}, {"at", {{"x", 1}}}};
  EXPECT_EQ(text_of(order), R"({"sku":"A1","count":2,"tags":["new","small"],"at":{"x":1}})");
  const Value copy{order};
  EXPECT_EQ(copy, order);
  EXPECT_EQ(text_of(Value{{"a", "b"}}), R"({"a":"b"})");
  EXPECT_EQ(text_of(Value{}), "null");
  EXPECT_EQ(text_of(Value::array({5})), "[5]");
  EXPECT_EQ(text_of(Value::object({{"a", "b"}, {"c", 1}})), R"({"a":"b","c":1})");
  EXPECT_EQ(text_of(Value{{"a", 1}, {"a", 2}}), R"({"a":2})");
}

TEST(ValueFrom, ComparesWithWhatConverts) {
  EXPECT_TRUE(Value(1) == 1);
  EXPECT_TRUE(Value("x") == "x");
  EXPECT_TRUE(Value(true) != 1);
  EXPECT_TRUE(Value() == nullptr);
  EXPECT_TRUE(Value(1) < 2);
}

struct Plain {};
enum class Color { Red };

template <class T>
inline constexpr bool converts = std::is_constructible_v<Value, T>;
static_assert(!converts<char> && !converts<wchar_t> && !converts<char8_t> && !converts<char16_t> &&
              !converts<char32_t>);
static_assert(!converts<int*> && !converts<void*> && !converts<const unsigned char*> && !converts<int (*)()>);
static_assert(!converts<const wchar_t*> && !converts<const char8_t*>);
static_assert(!converts<Plain> && !converts<Color> && !converts<Kind>);
static_assert(!converts<std::vector<char>> && !converts<std::vector<Plain>> && !converts<std::optional<int*>>);
static_assert(!converts<std::map<int, int>> && !converts<std::map<std::string, Plain>>);
static_assert(!converts<std::filesystem::path> && !converts<std::expected<Value, JsonError>>);

}  // namespace
}  // namespace baton
