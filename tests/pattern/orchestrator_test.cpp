#include <baton/pattern/orchestrator.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace baton::pattern {
namespace {

struct Amount {
  int cents = 0;
};
struct NotANumber {
  static constexpr bool is_failure = true;
  std::string text;
};
using Parsed = std::variant<Amount, NotANumber>;

Parsed parse(const std::string& raw) {
  if (raw.empty() || raw.find_first_not_of("0123456789") != std::string::npos) return NotANumber{raw};
  return Amount{std::stoi(raw)};
}

TEST(Untranslated, IsTranslatedIntoWhatWasMeantOrWhatIsWrong) {
  EXPECT_EQ(std::get<Amount>(Untranslated<std::string>("42").translate(parse)).cents, 42);
  EXPECT_EQ(std::get<NotANumber>(Untranslated<std::string>("x").translate(parse)).text, "x");
}

template <class T>
concept TranslatedAgain = requires(T kept) { std::forward<T>(kept).translate(parse); };

TEST(Untranslated, CanBeTranslatedOnceAndNotReadOtherwise) {
  static_assert(!std::is_convertible_v<Untranslated<std::string>, std::string>);
  static_assert(TranslatedAgain<Untranslated<std::string>&&>);
  static_assert(!TranslatedAgain<Untranslated<std::string>&>);
  static_assert(!std::is_convertible_v<std::string, Untranslated<std::string>>);
}

TEST(Untranslated, HandsOverWhatCannotBeCopied) {
  Untranslated raw(std::make_unique<int>(7));
  const Parsed parsed = std::move(raw).translate([](std::unique_ptr<int> cents) { return Parsed(Amount{*cents}); });
  EXPECT_EQ(std::get<Amount>(parsed).cents, 7);
}

struct Rates {
  using Part = GatewayPart;
  [[nodiscard]] Untranslated<std::string> ask() const { return Untranslated<std::string>(answer); }
  std::string answer;
};
struct Pricing {
  Dependency<const Rates> rates;
  Parsed run() const { return rates->ask().translate(parse); }
};
static_assert(is_orchestrator<Pricing>());

TEST(Orchestrator, IsAPlainStructOfItsDependencies) {
  const Rates rates{.answer = "250"};
  EXPECT_EQ(std::get<Amount>(Pricing{.rates = rates}.run()).cents, 250);
}

}  // namespace
}  // namespace baton::pattern
