#include "money.hpp"

#include <charconv>
#include <system_error>

namespace payment {
namespace {

constexpr std::int64_t kMinorPerMajor = 100;
// More digits than these before the point might not fit once they are counted in minor units.
constexpr std::size_t kMaxMajorDigits = 16;

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::int64_t number_from(std::string_view digits) {
  std::int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::expected<std::int64_t, std::string_view> read_minor(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view major = text.substr(0, point);
  const std::string_view minor = point == std::string_view::npos ? "00" : text.substr(point + 1);
  if (!is_digits(major) || !is_digits(minor)) return std::unexpected("expected digits, as in 12500.00");
  if (minor.size() != 2) return std::unexpected("expected two digits after the point");
  if (major.size() > kMaxMajorDigits) return std::unexpected("the amount is too large");
  return number_from(major) * kMinorPerMajor + number_from(minor);
}

std::expected<Currency, std::string_view> read_currency(std::string_view code) {
  for (const Currency currency : {Currency::Eur, Currency::Usd}) {
    if (code == code_of(currency)) return currency;
  }
  return std::unexpected("expected the currency EUR or USD");
}

}  // namespace

std::string_view code_of(Currency currency) {
  switch (currency) {
    case Currency::Eur:
      return "EUR";
    case Currency::Usd:
      return "USD";
  }
  return {};
}

std::expected<Money, NotMoney> read_money(std::string_view text) {
  const auto wrong = [&](std::string_view reason) {
    return std::unexpected(NotMoney{std::string(text), std::string(reason)});
  };
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return wrong("expected an amount and a currency, as in 12500.00 EUR");
  const auto minor = read_minor(text.substr(0, space));
  if (!minor) return wrong(minor.error());
  const auto currency = read_currency(text.substr(space + 1));
  if (!currency) return wrong(currency.error());
  return Money{.minor = *minor, .currency = *currency};
}

std::string to_text(const Money& money) {
  const std::string sign = money.minor < 0 ? "-" : "";
  const std::int64_t major = money.minor / kMinorPerMajor;
  const std::int64_t rest = money.minor % kMinorPerMajor;
  const std::string digits = std::to_string(kMinorPerMajor + (rest < 0 ? -rest : rest)).substr(1);
  return sign + std::to_string(major < 0 ? -major : major) + '.' + digits + ' ' + std::string(code_of(money.currency));
}

}  // namespace payment
