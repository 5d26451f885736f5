#include <baton/error.hpp>
#include <baton/ids.hpp>

#include <gtest/gtest.h>

#include <concepts>

namespace baton {
namespace {

Error not_found() {
  return {.kind = Error::Kind::NotFound, .message = "there is no instance 'x'", .details = {"one", "two"}};
}
Result<InstanceId> id() {
  return InstanceId{"x"};
}
Result<InstanceId> no_id() {
  return std::unexpected(not_found());
}
Result<void> nothing() {
  return {};
}
Result<void> no_nothing() {
  return std::unexpected(not_found());
}
Result<std::vector<std::string>> texts() {
  return std::vector<std::string>{"a text that is long enough for the heap", "b"};
}

std::string thrown_by(auto function) {
  try {
    function();
  } catch (const std::bad_expected_access<Error>& exception) {
    EXPECT_EQ(exception.error(), not_found());
    return exception.what();
  }
  return "nothing";
}

TEST(Result, ThrowsItsMessageWhereItsValueIsMissing) {
  EXPECT_EQ(thrown_by([] { static_cast<void>(no_id().value()); }), "there is no instance 'x'\n  one\n  two");
  EXPECT_EQ(thrown_by([] { static_cast<void>(no_id().or_throw()); }), "there is no instance 'x'\n  one\n  two");
  EXPECT_EQ(thrown_by([] { no_nothing().or_throw(); }), "there is no instance 'x'\n  one\n  two");
  const Result<InstanceId> kept = no_id();
  EXPECT_EQ(thrown_by([&] { static_cast<void>(kept.value()); }), "there is no instance 'x'\n  one\n  two");
}

TEST(Result, GivesItsValue) {
  EXPECT_EQ(id().value(), InstanceId{"x"});
  EXPECT_EQ(id().or_throw(), InstanceId{"x"});
  EXPECT_EQ(id().or_exit(), InstanceId{"x"});
  EXPECT_EQ(id()->value, "x");
  nothing().or_throw();
  nothing().or_exit();
  EXPECT_EQ(no_id().error(), not_found());
}

TEST(ResultDeathTest, ExitsWithItsMessage) {
  EXPECT_EXIT(no_id().or_exit(), testing::ExitedWithCode(1), "error: there is no instance 'x'\n  one\n  two");
  EXPECT_EXIT(no_nothing().or_exit(), testing::ExitedWithCode(1), "error: there is no instance 'x'");
}

TEST(ResultDeathTest, PrintsNoControlCharacterOfAMessage) {
  const Result<int> hostile = std::unexpected(Error{.kind = Error::Kind::NotFound,
                                                    .message = "\033[31mred\007\xC2\x9B"
                                                               "2J\x7F\r b\xC3\xBC\nnext\tone"});
  const char* const printed =
      "\xEF\xBF\xBD\\[31mred\xEF\xBF\xBD\xEF\xBF\xBD"
      "2J\xEF\xBF\xBD\xEF\xBF\xBD b\xC3\xBC\nnext\tone";
  EXPECT_EXIT(static_cast<void>(hostile.or_exit()), testing::ExitedWithCode(1), printed);
  EXPECT_DEATH(static_cast<void>(*hostile), printed);
}

TEST(ResultDeathTest, StopsWhereItIsUsedWithoutACheck) {
  EXPECT_DEATH(static_cast<void>(*no_id()), "used without a check, and it is an error: there is no instance 'x'");
  EXPECT_DEATH(static_cast<void>(no_id()->value), "used without a check");
  EXPECT_DEATH(*no_nothing(), "used without a check");
  const Result<InstanceId> kept = no_id();
  EXPECT_DEATH(static_cast<void>(kept->value), "used without a check");
  EXPECT_DEATH(static_cast<void>(id().error()), "error\\(\\) of a Result that is a value");
}

// With a reference into the temporary, the loop would read freed memory: the address sanitizer sees it.
TEST(Result, OutlivesTheLoopThatReadsATemporary) {
  std::string all;
  for (const auto& text : *texts()) all += text.back();
  for (const auto& text : texts().value()) all += text.back();
  for (const auto& text : texts().or_throw()) all += text.back();
  for (const auto& text : texts().or_exit()) all += text.back();
  for (const auto& detail : no_id().error().details) all += detail.back();
  EXPECT_EQ(all, "pbpbpbpbeo");
  static_assert(std::same_as<decltype(*texts()), std::vector<std::string>>);
  static_assert(std::same_as<decltype(texts().value()), std::vector<std::string>>);
  static_assert(std::same_as<decltype(no_id().error()), Error>);
}

TEST(Result, ConvertsFromAndToExpected) {
  const std::expected<InstanceId, Error> expected = id();
  const Result<InstanceId> result = expected;
  EXPECT_EQ(result, id());
  EXPECT_EQ(result, expected);
  EXPECT_EQ(expected, result);
  Result<bool> flag = true;
  const Result<bool> copy(flag);
  flag = false;
  EXPECT_TRUE(*copy);
  EXPECT_FALSE(*flag);
  flag = std::unexpected(not_found());
  EXPECT_EQ(flag, std::unexpected(not_found()));
}

TEST(Result, EqualsAValueOrAnError) {
  EXPECT_EQ(id(), InstanceId{"x"});
  EXPECT_NE(id(), InstanceId{"y"});
  EXPECT_NE(no_id(), InstanceId{"x"});
  EXPECT_NE(id(), no_id());
  EXPECT_EQ(no_id(), std::unexpected(not_found()));
  EXPECT_EQ(nothing(), nothing());
  EXPECT_NE(nothing(), no_nothing());
}

TEST(Result, HasTheMonadicInterfaceOfExpected) {
  const auto length = [](const InstanceId& id) { return id.value.size(); };
  EXPECT_EQ(id().transform(length), std::size_t{1});
  EXPECT_EQ(no_id().transform(length).error(), not_found());
  EXPECT_EQ(id().and_then([](InstanceId) { return no_nothing(); }).error(), not_found());
  EXPECT_EQ(nothing().and_then([] { return id(); }), InstanceId{"x"});
  EXPECT_EQ(nothing().transform([] { return 5; }), 5);
  EXPECT_TRUE(id().transform([](const InstanceId&) {}));
  EXPECT_EQ(no_id().or_else([](const Error&) { return id(); }), InstanceId{"x"});
  EXPECT_EQ(id().or_else([](const Error&) { return no_id(); }), InstanceId{"x"});
  EXPECT_EQ(no_id().transform_error([](const Error& error) { return error.details.size(); }).error(), 2u);
  const Result<InstanceId> kept = id();
  EXPECT_EQ(kept.transform(length), std::size_t{1});
  EXPECT_EQ(kept, InstanceId{"x"});
}

}  // namespace
}  // namespace baton
