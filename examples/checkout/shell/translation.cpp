#include "translation.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace checkout {
namespace {

std::optional<std::int64_t> read_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "-12.5" are -1250 cents: the point is moved by two digits, so that nothing passes through a floating-point number.
std::optional<Cents> read_cents(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string fraction(point == std::string_view::npos ? "00" : text.substr(point + 1));
  if (fraction.size() == 1) fraction += '0';
  if (!is_digits(whole) || !is_digits(fraction) || fraction.size() != 2) return std::nullopt;
  const auto number = read_integer((is_negative ? "-" : "") + std::string(whole) + fraction);
  if (!number) return std::nullopt;
  return Cents{*number};
}

std::expected<std::string, Unreadable> field(const RawUser& raw, const std::string& name) {
  const auto found = raw.find(name);
  if (found == raw.end() || found->second.empty()) {
    return std::unexpected(Unreadable{.what = "user", .why = "no " + name});
  }
  return found->second;
}

std::optional<UserTier> read_tier(std::string_view text) {
  if (text == "standard") return UserTier::Standard;
  if (text == "premium") return UserTier::Premium;
  return std::nullopt;
}

std::optional<bool> read_flag(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::expected<CartItem, Unreadable> translate_item(const RawCartItem& raw) {
  const auto wrong = [&](const std::string& why) {
    return std::unexpected(Unreadable{.what = "cart item '" + raw.id + "'", .why = why});
  };
  if (raw.id.empty()) return wrong("no id");
  const auto price = read_cents(raw.price);
  if (!price) return wrong("'" + raw.price + "' is not a valid price");
  const auto quantity = read_integer(raw.quantity);
  if (!quantity) return wrong("'" + raw.quantity + "' is not a valid quantity");
  return CartItem{.id = {raw.id}, .name = raw.name, .price = *price, .quantity = *quantity};
}

}  // namespace

std::expected<User, Unreadable> translate_user(const RawUser& raw) {
  std::map<std::string, std::string> fields;
  for (const std::string name : {"id", "tier", "is_verified", "email", "payment_method"}) {
    auto value = field(raw, name);
    if (!value) return std::unexpected(std::move(value).error());
    fields[name] = *std::move(value);
  }
  const auto tier = read_tier(fields["tier"]);
  if (!tier) return std::unexpected(Unreadable{.what = "user", .why = "'" + fields["tier"] + "' is not a known tier"});
  const auto is_verified = read_flag(fields["is_verified"]);
  if (!is_verified) return std::unexpected(Unreadable{.what = "user", .why = "is_verified must be true or false"});
  return User{.id = {fields["id"]},
              .tier = *tier,
              .is_verified = *is_verified,
              .email = {fields["email"]},
              .card = {fields["payment_method"]}};
}

std::expected<Cart, Unreadable> translate_cart(const RawCart& raw) {
  Cart cart;
  for (const RawCartItem& raw_item : raw) {
    auto item = translate_item(raw_item);
    if (!item) return std::unexpected(std::move(item).error());
    cart.push_back(*std::move(item));
  }
  return cart;
}

}  // namespace checkout
