#include "translation.hpp"

#include <gtest/gtest.h>

namespace checkout {
namespace {

const RawUser kRawUser = {{"id", "user1"},
                          {"tier", "premium"},
                          {"is_verified", "true"},
                          {"email", "ada@example.org"},
                          {"payment_method", "card123"}};

std::expected<Cart, Unreadable> translate_one(const std::string& price, const std::string& quantity) {
  return translate_cart({{.id = "item1", .name = "Test", .price = price, .quantity = quantity}});
}

TEST(Translation, ReadsAUser) {
  EXPECT_EQ(translate_user(kRawUser), (User{.id = {"user1"},
                                            .tier = UserTier::Premium,
                                            .is_verified = true,
                                            .email = {"ada@example.org"},
                                            .card = {"card123"}}));
}

TEST(Translation, ReportsMissingMembersOfAUser) {
  for (const auto& [name, value] : kRawUser) {
    RawUser raw = kRawUser;
    raw.erase(name);
    EXPECT_EQ(translate_user(raw), std::unexpected(Unreadable{.what = "user", .why = "no " + name}));
  }
}

TEST(Translation, GuessesNeitherTierNorVerification) {
  RawUser raw = kRawUser;
  raw["tier"] = "gold";
  EXPECT_EQ(translate_user(raw), std::unexpected(Unreadable{.what = "user", .why = "'gold' is not a known tier"}));
  raw = kRawUser;
  raw["is_verified"] = "yes";
  EXPECT_FALSE(translate_user(raw));
}

TEST(Translation, ReadsPricesToTheCent) {
  const auto price = [](const std::string& text) { return translate_one(text, "1")->front().price; };
  EXPECT_EQ(price("50.0"), Cents{50'00});
  EXPECT_EQ(price("50"), Cents{50'00});
  EXPECT_EQ(price("0.07"), Cents{7});
  EXPECT_EQ(price("-1.50"), Cents{-1'50});  // a price, if not one that the rules allow
  EXPECT_EQ(price("-0.50"), Cents{-50});
}

TEST(Translation, ReportsAnInvalidPrice) {
  for (const char* text :
       {"", "free", "1.005", "1.", ".5", "1,50", "1e2", "--1", "+1", "1.-5", " 1", "99999999999999999999"}) {
    EXPECT_EQ(translate_one(text, "1"),
              std::unexpected(
                  Unreadable{.what = "cart item 'item1'", .why = "'" + std::string(text) + "' is not a valid price"}));
  }
}

TEST(Translation, ReportsAnInvalidQuantity) {
  EXPECT_EQ(translate_one("1", "2")->front().quantity, 2);
  for (const char* text : {"", "two", "1.5", "2 ", "99999999999999999999"})
    EXPECT_FALSE(translate_one("1", text)) << text;
  EXPECT_FALSE(translate_cart({{.id = "", .name = "Test", .price = "1", .quantity = "1"}}));
}

}  // namespace
}  // namespace checkout
