// Money: whole minor units (cents) of one currency. Never a floating-point number: 0.10 has no double.
#pragma once

#include <boost/describe.hpp>

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace payment {

enum class Currency : std::uint8_t { Eur, Usd };  // each has two digits after the point
BOOST_DESCRIBE_ENUM(Currency, Eur, Usd)

struct Money {
  std::int64_t minor = 0;
  Currency currency = Currency::Eur;

  friend bool operator==(const Money&, const Money&) = default;
};
BOOST_DESCRIBE_STRUCT(Money, (), (minor, currency))

// The ISO 4217 code: "EUR".
[[nodiscard]] std::string_view code_of(Currency currency);

struct NotMoney {
  std::string text;
  std::string reason;

  friend bool operator==(const NotMoney&, const NotMoney&) = default;
};
// "12500.00 EUR", also "12500 EUR"; nothing is rounded, so "0.005 EUR" is an error.
[[nodiscard]] std::expected<Money, NotMoney> read_money(std::string_view text);
// "12500.00 EUR".
[[nodiscard]] std::string to_text(const Money& money);

}  // namespace payment
