#include <baton/pattern/sum_type.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace baton::pattern {
namespace {

struct Charged {};
struct Declined {
  static constexpr bool is_failure = true;
};
struct Foreign {};
struct Praised {
  static constexpr bool is_failure = false;
};
enum class Reason { Late };
template <class T>
class Answer : public std::expected<T, Declined> {};

}  // namespace

template <>
inline constexpr bool is_failure<Foreign> = true;

namespace {

TEST(SumType, IsAVariantOrExpectedOfClassTypes) {
  static_assert(SumType<std::variant<Charged, Declined>>);
  static_assert(SumType<const std::variant<Charged>&>);
  static_assert(SumType<std::expected<Charged, Declined>>);
  static_assert(SumType<std::expected<Charged, Reason>>);
  static_assert(SumType<std::expected<std::variant<Charged, Praised>, std::variant<Declined>>>);
  static_assert(SumType<std::variant<Praised, std::variant<Charged, Declined>>>);
  static_assert(SumType<std::expected<std::string, Declined>>);
  static_assert(!SumType<std::variant<std::string, Declined>>);
  static_assert(!SumType<std::variant<Charged, Charged>>);
  static_assert(!SumType<std::variant<Charged, std::error_code>>);
  static_assert(!SumType<std::expected<Charged, std::error_code>>);
  static_assert(!SumType<Charged>);
  static_assert(!SumType<bool>);
  static_assert(!SumType<void>);
  static_assert(!SumType<std::expected<void, Declined>>);
}

TEST(SumType, IsAClassDerivedFromStdExpected) {
  static_assert(SumType<Answer<Charged>>);
  static_assert(FallibleSumType<Answer<Charged>>);
  static_assert(!SumType<Answer<std::shared_ptr<Charged>>>);
  static_assert(!SumType<Answer<std::optional<Charged>>>);
}

TEST(SumType, HoldsNothingThatMayBeNull) {
  static_assert(!SumType<std::optional<Charged>>);
  static_assert(!SumType<std::variant<Charged, std::optional<Declined>>>);
  static_assert(!SumType<std::variant<Charged*>>);
  static_assert(!SumType<std::variant<std::unique_ptr<Charged>, Declined>>);
  static_assert(!SumType<std::expected<std::shared_ptr<Charged>, Declined>>);
  static_assert(!SumType<std::variant<std::function<void()>>>);
  static_assert(!SumType<std::variant<Charged, std::variant<Charged*>>>);
}

TEST(SumType, HoldsNothingThatSaysNothing) {
  static_assert(!SumType<std::variant<std::monostate, Charged>>);
  static_assert(!SumType<std::variant<Charged, bool>>);
  static_assert(!SumType<std::variant<Charged, std::nullopt_t>>);
  static_assert(!SumType<std::variant<Charged, std::exception_ptr>>);
  static_assert(!SumType<std::expected<Charged, std::runtime_error>>);
}

TEST(SumType, CanFailIfAnAlternativeIsMarked) {
  static_assert(FallibleSumType<std::variant<Charged, Declined>>);
  static_assert(FallibleSumType<std::variant<Charged, Foreign>>);
  static_assert(FallibleSumType<std::expected<Charged, Praised>>);
  static_assert(FallibleSumType<std::variant<Charged, std::variant<Charged, Declined>>>);
  static_assert(!FallibleSumType<std::variant<Charged, Praised>>);
}

TEST(HasFailed, SaysWhetherTheAlternativeIsMarked) {
  using Result = std::variant<Charged, Declined, Foreign, Praised>;
  EXPECT_FALSE(has_failed(Result(Charged{})));
  EXPECT_TRUE(has_failed(Result(Declined{})));
  EXPECT_TRUE(has_failed(Result(Foreign{})));
  EXPECT_FALSE(has_failed(Result(Praised{})));
}

TEST(HasFailed, IsTrueOfAnError) {
  EXPECT_FALSE(has_failed(std::expected<Charged, Reason>(Charged{})));
  EXPECT_TRUE(has_failed(std::expected<Charged, Reason>(std::unexpected(Reason::Late))));
  EXPECT_TRUE(has_failed(std::expected<Charged, Praised>(std::unexpected(Praised{}))));
}

TEST(HasFailed, ChecksSumsWithinSums) {
  using Charge = std::variant<Charged, Declined>;
  EXPECT_TRUE(has_failed(std::expected<Charge, Reason>(Declined{})));
  EXPECT_FALSE(has_failed(std::expected<Charge, Reason>(Charged{})));
  EXPECT_TRUE(has_failed(std::variant<Praised, Charge>(Charge(Declined{}))));
  EXPECT_FALSE(has_failed(std::variant<Praised, Charge>(Charge(Charged{}))));
}

}  // namespace
}  // namespace baton::pattern
