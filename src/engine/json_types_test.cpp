// The JSON form of each kind of type, by examples and by random values.
#include "engine/json_test_support.hpp"

#include <baton/json.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <chrono>
#include <deque>
#include <list>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <variant>

namespace baton {
namespace shop {

enum class Color { Red, DarkGreen };
BOOST_DESCRIBE_ENUM(Color, Red, DarkGreen)

struct Card {
  std::string number;
  friend bool operator==(const Card&, const Card&) = default;
};
BOOST_DESCRIBE_STRUCT(Card, (), (number))
// Of itself.
struct Folder {
  std::vector<Folder> inside;
  friend bool operator==(const Folder&, const Folder&) = default;
};
BOOST_DESCRIBE_STRUCT(Folder, (), (inside))
struct Cash {
  friend bool operator==(const Cash&, const Cash&) = default;
};
BOOST_DESCRIBE_STRUCT(Cash, (), ())
using Payment = std::variant<std::monostate, Card, Cash, std::string, std::int64_t, bool, std::vector<int>>;

// A text type of a user's own.
class Sku {
 public:
  Sku() = default;
  explicit Sku(std::string_view text) : text_(text) {}
  Sku(const Sku& other) : text_(other.text_) {}
  Sku& operator=(const Sku&) = default;
  operator std::string_view() const { return text_; }
  friend bool operator==(const Sku&, const Sku&) = default;
  friend auto operator<=>(const Sku&, const Sku&) = default;

 private:
  std::string text_;
};

struct Node {
  int number = 0;
  std::vector<Node> children;
};
BOOST_DESCRIBE_STRUCT(Node, (), (number, children))

class Person {
 public:
  Person(std::string its_name, std::optional<int> its_age) : name(std::move(its_name)), age(its_age) {}
  std::string name;
  std::optional<int> age;
  friend bool operator==(const Person&, const Person&) = default;
};
BOOST_DESCRIBE_STRUCT(Person, (), (name, age))
struct Constants {
  const int first;
  const std::string second = "x";
};
BOOST_DESCRIBE_STRUCT(Constants, (), (first, second))
struct Family {
  Person first;
  std::vector<Person> others;
};
BOOST_DESCRIBE_STRUCT(Family, (), (first, others))

struct Defaults {
  int zero = 0;
  int five = 5;
  bool off = false;
  double half = 0.5;
  Color color = Color::Red;
  std::string unit = "pc";
  std::vector<int> numbers = {1};
  std::array<int, 2> pair = {0, 0};
  std::chrono::seconds timeout{0};
  std::optional<int> maybe;
  std::map<std::string, int> rates = {{"EUR", 1}};
};
BOOST_DESCRIBE_STRUCT(Defaults, (), (zero, five, off, half, color, unit, numbers, pair, timeout, maybe, rates))

struct NoDefaults {
  int number;
  bool flag;
  Color color;
  std::array<int, 2> pair;
  std::chrono::seconds timeout;
  std::string text;
  std::map<std::string, int> rates;
};
BOOST_DESCRIBE_STRUCT(NoDefaults, (), (number, flag, color, pair, timeout, text, rates))

class Constructed {
 public:
  Constructed() : number(0), text("x") {}
  int number;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Constructed, (), (number, text))

}  // namespace shop

namespace {

using namespace shop;

using testing::error_of;
using testing::json;

// Writes it as this, and reads it back.
template <class T>
void expect_json(const T& object, std::string_view text) {
  const Value value = to_value(object);
  EXPECT_EQ(to_json(value), text);
  const auto back = from_value<T>(value);
  ASSERT_TRUE(back) << back.error();
  EXPECT_EQ(to_json(to_value(*back)), text);
}

Folder folders(int levels) {
  Folder folder;
  for (int i = 1; i < levels; ++i) {
    Folder outer;
    outer.inside.push_back(std::move(folder));
    folder = std::move(outer);
  }
  return folder;
}

TEST(JsonTypes, BoundsHowDeepATypeContainsItself) {
  const Folder deepest = folders(kMaxJsonLevels / 2);
  const Value value = to_value(deepest);
  EXPECT_TRUE(from_value<Folder>(value) == deepest);
  EXPECT_THROW(static_cast<void>(to_value(folders(kMaxJsonLevels / 2 + 1))), std::length_error);
  EXPECT_THROW(static_cast<void>(to_value(folders(20'000))), std::length_error);
  Value deep = value;
  for (int i = 0; i < 100'000; ++i) deep = Value::object({{"inside", Value::array({std::move(deep)})}});
  const auto read = from_value<Folder>(deep);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().find("it is nested deeper than 1000 levels"), std::string::npos);
}

TEST(JsonTypes, ReadsAnIntegerHoweverItIsWritten) {
  EXPECT_EQ(json("1e19").get<std::uint64_t>(), 10'000'000'000'000'000'000U);
  EXPECT_EQ(json("18446744073709551615.0").get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(json("184467440737095516150e-1").get<std::uint64_t>(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(json("-0.0").get<std::uint64_t>(), 0U);
  EXPECT_EQ(json("2.55e2").get<std::uint8_t>(), 255);
  EXPECT_EQ(json("-9.223372036854775808e18").get<std::int64_t>(), std::numeric_limits<std::int64_t>::min());
  for (const char* const text : {"18446744073709551616", "1.8446744073709551616e19", "-1", "-1e0", "0.5", "1e300"}) {
    EXPECT_FALSE(json(text).get<std::uint64_t>()) << text;
  }
  EXPECT_FALSE(json("9.223372036854775808e18").get<std::int64_t>());
  EXPECT_FALSE(json("2.56e2").get<std::uint8_t>());
}

TEST(JsonTypes, RefusesANumberThatIsTooLargeForAFloat) {
  EXPECT_EQ(error_of<float>("1e300"), "expected a number that fits into a float, got 1e300");
  EXPECT_FALSE(json("-3.5e38").get<float>());
  EXPECT_EQ(json("-3.4028234663852886e38").get<float>(), -std::numeric_limits<float>::max());
  EXPECT_EQ(to_value(std::numeric_limits<float>::infinity()).get<float>(), std::numeric_limits<float>::max());
  EXPECT_EQ(json("1e300").get<double>(), 1e300);
}

TEST(JsonTypes, LosesNoKeyOfAMapThatIsNotUtf8) {
  const std::map<std::string, int> one = {{"\xff", 1}};
  EXPECT_EQ(to_json(to_value(one)), "{\"\uFFFD\":1}");
  const std::map<std::string, int> two = {{"\xff", 1}, {"\xfe", 2}};
  EXPECT_THROW(static_cast<void>(to_value(two)), std::invalid_argument);
}

TEST(JsonTypes, LeavesTheDefaultOfAMissingMember) {
  const auto read = from_value<Defaults>(json("{}"));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(to_json(to_value(*read)), to_json(to_value(Defaults{})));
  EXPECT_EQ(error_of<Constructed>("{}"), "no error");
}

TEST(JsonTypes, RequiresEveryMemberThatHasNoDefault) {
  const Value whole =
      json(R"({"number":1,"flag":true,"color":"Red","pair":[1,2],"timeout":"PT1S","text":"","rates":{}})");
  EXPECT_TRUE(from_value<NoDefaults>(whole));
  for (const Member& left_out : whole.members()) {
    std::vector<Member> rest;
    for (const Member& member : whole.members()) {
      if (member.name() != left_out.name()) rest.push_back(member);
    }
    const auto read = from_value<NoDefaults>(Value::object(std::move(rest)));
    ASSERT_FALSE(read) << left_out.name();
    EXPECT_TRUE(read.error().starts_with("at /" + std::string(left_out.name()) + ": missing; expected "))
        << read.error();
  }
}

TEST(JsonTypes, MakesATypeWithoutADefaultConstructorFromItsMembers) {
  expect_json(Family{.first = Person("Ada", 36), .others = {Person("Bob", std::nullopt)}},
              R"({"first":{"name":"Ada","age":36},"others":[{"name":"Bob"}]})");
  expect_json(Constants{.first = 1, .second = "y"}, R"({"first":1,"second":"y"})");
  EXPECT_EQ(error_of<Family>(R"({"first":{"name":"Ada"},"others":[{"age":3}]})"),
            "at /others/0/name: missing; expected a string");
  EXPECT_EQ(error_of<Family>(R"({"others":[]})"), "at /first: missing; expected an object");
}

TEST(JsonTypes, WritesContainers) {
  expect_json(std::array<int, 2>{1, 2}, "[1,2]");
  expect_json(std::pair<std::string, int>{"a", 1}, R"(["a",1])");
  expect_json(std::tuple<int, bool, std::string>{1, true, "x"}, R"([1,true,"x"])");
  expect_json(std::tuple<int>{1}, "[1]");
  expect_json(std::tuple<>(), "[]");
  expect_json(std::set<int>{2, 1}, "[1,2]");
  expect_json(std::unordered_set<std::string>{"a"}, R"(["a"])");
  expect_json(std::deque<double>{0.5}, "[0.5]");
  expect_json(std::list<std::optional<int>>{1, std::nullopt}, "[1,null]");
  expect_json(std::vector<bool>{true, false}, "[true,false]");
  expect_json(std::map<Color, int>{{Color::DarkGreen, 1}}, R"({"DarkGreen":1})");
  expect_json(std::map<Sku, Sku>{{Sku("a"), Sku("b")}}, R"({"a":"b"})");
  expect_json(std::unordered_map<std::string, Node>{{"n", Node{.number = 1, .children = {Node{}}}}},
              R"({"n":{"number":1,"children":[{"number":0,"children":[]}]}})");
}

TEST(JsonTypes, RefusesWhatDoesNotFitAContainer) {
  EXPECT_EQ((error_of<std::array<int, 2>>("[1]")), "expected an array of 2 items, got 1");
  EXPECT_EQ((error_of<std::pair<int, bool>>("[1,2]")), "at /1: expected a boolean, got number");
  EXPECT_EQ(error_of<std::set<int>>("[1,1]"), "at /1: expected an array of distinct items, got a repeated one");
  EXPECT_EQ((error_of<std::map<Color, int>>(R"({"Blue":1})")), "at /Blue: expected one of Red, DarkGreen, got 'Blue'");
}

TEST(JsonTypes, WritesTimesAsIso8601) {
  using std::chrono::sys_time;
  expect_json(std::chrono::seconds{5'400}, R"("PT1H30M")");
  expect_json(std::chrono::milliseconds{-250}, R"("-PT0.25S")");
  expect_json(std::chrono::days{1}, R"("PT24H")");
  expect_json(std::chrono::sys_seconds{std::chrono::seconds{1}}, R"("1970-01-01T00:00:01Z")");
  expect_json(sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{1}}, R"("1970-01-01T00:00:00.001Z")");
  expect_json(std::chrono::system_clock::time_point{}, R"("1970-01-01T00:00:00.000000000Z")");
  EXPECT_EQ(error_of<std::chrono::seconds>(R"("PT0.5S")"),
            "expected a duration such as PT1H30M, in whole PT1S, got 'PT0.5S'");
  EXPECT_EQ(error_of<std::chrono::seconds>("5"), "expected a duration such as PT1H30M, in whole PT1S, got number");
  EXPECT_EQ(error_of<std::chrono::sys_seconds>(R"("yesterday")"),
            "expected an instant such as 2026-01-31T23:59:59Z, in whole PT1S, got 'yesterday'");
}

TEST(JsonTypes, WritesAStructOfAVariantUnderItsName) {
  expect_json(Payment(Card{"1"}), R"({"Card":{"number":"1"}})");
  expect_json(Payment(Cash{}), R"({"Cash":{}})");
  expect_json(Payment(std::string("x")), R"("x")");
  expect_json(Payment(std::int64_t{5}), "5");
  expect_json(Payment(true), "true");
  expect_json(Payment(std::vector<int>{1}), "[1]");
  expect_json(Payment(), "null");
  EXPECT_EQ(error_of<Payment>(R"({"Card":{}})"), "at /Card/number: missing; expected a string");
  EXPECT_EQ((error_of<std::variant<Card, Cash>>("1")),
            "expected an object with the one member 'Card' or an object with the one member 'Cash', got number");
}

TEST(JsonTypes, GetsAMemberOrSaysWhere) {
  const Value value = json(R"({"count":5,"lines":[{"number":"x"}]})");
  EXPECT_EQ(value.get<int>("count"), 5);
  EXPECT_EQ(value.get<std::optional<int>>("none").value(), std::nullopt);
  EXPECT_EQ(value.get<int>("none").error(), "at /none: missing; expected an integer from -2147483648 to 2147483647");
  EXPECT_EQ(value.get<std::vector<Node>>("lines").error(),
            "at /lines/0/number: expected an integer from -2147483648 to 2147483647, got string");
  EXPECT_EQ(value.get<bool>().error(), "expected a boolean, got object");
  EXPECT_EQ(Value(1).get<int>("count").error(), "expected an object, got number");
  EXPECT_EQ(Value(300).get<std::uint8_t>().error(), "expected an integer from 0 to 255, got 300");
}

TEST(JsonTypes, ConvertsProblems) {
  const Problem problem = make_problem(ProblemKind::Validation, "bad");
  EXPECT_EQ(from_value<Problem>(to_value(problem)), problem);
  EXPECT_FALSE(from_value<Problem>(json("{}")));
}

template <class T>
void reads_back(const T& object) {
  const Value value = to_value(object);
  const auto parsed = parse_json(to_json(value));
  RC_ASSERT(parsed.has_value());
  const auto back = from_value<T>(*parsed);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == object);
}

RC_GTEST_PROP(JsonRoundTrip, OfIntegers, (std::int64_t a, std::uint64_t b)) {
  reads_back(std::tuple(a, b, static_cast<std::int8_t>(a), static_cast<std::uint8_t>(a), static_cast<short>(a),
                        static_cast<std::int32_t>(a), static_cast<std::uint32_t>(b)));
}

RC_GTEST_PROP(JsonRoundTrip, OfFloatingPointNumbers, (double a, float b)) {
  reads_back(std::pair(a, b));
}

RC_GTEST_PROP(JsonRoundTrip, OfContainers, (std::vector<int> a, std::set<int> b, std::vector<std::vector<bool>> c)) {
  std::deque<std::optional<int>> optionals;
  for (const int number : a) optionals.push_back(number % 3 == 0 ? std::nullopt : std::optional(number));
  reads_back(std::tuple(optionals, b, c));
}

RC_GTEST_PROP(JsonRoundTrip, OfMaps, (std::vector<std::pair<std::int64_t, int>> pairs)) {
  std::map<std::string, int> ordered;
  std::unordered_map<std::string, int> unordered;
  for (const auto& [key, value] : pairs) {
    ordered[std::to_string(key) + "/~\"\\"] = value;
    unordered[std::to_string(key)] = value;
  }
  reads_back(ordered);
  reads_back(unordered);
}

RC_GTEST_PROP(JsonRoundTrip, OfTimes, (std::int64_t ticks)) {
  reads_back(std::chrono::nanoseconds(ticks));
  reads_back(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ticks)));
  reads_back(std::chrono::duration<std::int32_t, std::ratio<60>>(static_cast<std::int32_t>(ticks)));
}

RC_GTEST_PROP(JsonRoundTrip, OfVariants, (std::int64_t number, std::vector<int> list, bool flag)) {
  for (const Payment& payment : {Payment(number), Payment(list), Payment(flag), Payment(std::to_string(number)),
                                 Payment(), Payment(Card{std::to_string(number)}), Payment(Cash{})}) {
    reads_back(payment);
  }
}

RC_GTEST_PROP(JsonRoundTrip, OfTypesWithoutADefaultConstructor, (std::int64_t name, std::vector<int> age)) {
  reads_back(Person(std::to_string(name), age.empty() ? std::nullopt : std::optional(age.front())));
}

}  // namespace
}  // namespace baton
