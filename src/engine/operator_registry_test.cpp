#include "engine/operator_registry.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

using Methods = std::vector<std::pair<std::string, OperatorMethod>>;

OperatorMethod method() {
  return [](Value, CallContext, const std::function<void(CallOutcome)>& done) { done(CallSucceeded{}); };
}

TEST(OperatorRegistry, RefusesANameThatIsTaken) {
  OperatorRegistry registry;
  ASSERT_TRUE(registry.add({{"payment.charge", method()}}));
  const auto again = registry.add({{"payment.refund", method()}, {"payment.charge", method()}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, Error::Kind::Conflict);
  EXPECT_NE(again.error().message.find("'payment.charge' is registered already"), std::string::npos);
  EXPECT_EQ(registry.names(), std::vector<std::string>{"payment.charge"}) << "all or none";
}

TEST(OperatorRegistry, RefusesANameThatIsGivenTwice) {
  OperatorRegistry registry;
  const auto added = registry.add({{"a.b", method()}, {"a.b", method()}});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().kind, Error::Kind::Conflict);
  EXPECT_TRUE(registry.names().empty());
}

TEST(OperatorRegistry, RefusesEmptyNames) {
  for (const char* name : {"", ".", ".charge", "payment.", "payment..charge"}) {
    OperatorRegistry registry;
    const auto added = registry.add({{name, method()}});
    ASSERT_FALSE(added) << name;
    EXPECT_EQ(added.error().kind, Error::Kind::InvalidArgument) << name;
  }
}

TEST(OperatorRegistry, RefusesWhatCannotBeCalled) {
  OperatorRegistry registry;
  EXPECT_EQ(registry.add({{"a.b", nullptr}}).error().message, "the method 'a.b' is an empty function");
  EXPECT_EQ(registry.add(Methods()).error().kind, Error::Kind::InvalidArgument);
}

}  // namespace
}  // namespace baton::engine
