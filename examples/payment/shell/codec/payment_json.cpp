#include "payment_json.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace payment {
namespace {

template <class Alternative>
inline constexpr std::string_view kind;

template <>
inline constexpr std::string_view kind<state::Requested> = "requested";
template <>
inline constexpr std::string_view kind<state::AwaitingVerification> = "awaiting_verification";
template <>
inline constexpr std::string_view kind<state::Verified> = "verified";
template <>
inline constexpr std::string_view kind<state::Charging> = "charging";
template <>
inline constexpr std::string_view kind<state::Charged> = "charged";
template <>
inline constexpr std::string_view kind<state::Declined> = "declined";
template <>
inline constexpr std::string_view kind<state::Refunding> = "refunding";
template <>
inline constexpr std::string_view kind<state::Refunded> = "refunded";

template <>
inline constexpr std::string_view kind<event::Process> = "process";
template <>
inline constexpr std::string_view kind<event::Verify> = "verify";
template <>
inline constexpr std::string_view kind<event::Refund> = "refund";
template <>
inline constexpr std::string_view kind<event::ChargeSucceeded> = "charge_succeeded";
template <>
inline constexpr std::string_view kind<event::ChargeDeclined> = "charge_declined";
template <>
inline constexpr std::string_view kind<event::ChargeUnknown> = "charge_unknown";
template <>
inline constexpr std::string_view kind<event::RefundSucceeded> = "refund_succeeded";
template <>
inline constexpr std::string_view kind<event::RefundRefused> = "refund_refused";
template <>
inline constexpr std::string_view kind<event::RefundUnknown> = "refund_unknown";

template <>
inline constexpr std::string_view kind<intent::Charge> = "charge";
template <>
inline constexpr std::string_view kind<intent::Refund> = "refund";

// A variant of described structs: the members of the one that it holds, after its kind.
template <class Variant>
struct Tagged;

template <class... Alternatives>
struct Tagged<std::variant<Alternatives...>> {
  using Variant = std::variant<Alternatives...>;
  using Read = baton::JsonResult<Variant>;
  static_assert((... && !kind<Alternatives>.empty()), "every alternative has a kind");

  static std::string expected() {
    std::string kinds;
    ((kinds += (kinds.empty() ? "" : ", ") + std::string(kind<Alternatives>)), ...);
    return "an object whose kind is one of " + kinds;
  }

  static baton::Value to(const Variant& variant) {
    return std::visit(
        []<class Alternative>(const Alternative& alternative) {
          std::vector<baton::Member> members;
          members.emplace_back("kind", baton::to_value(kind<Alternative>));
          const baton::Value described = baton::to_value(alternative);
          for (const baton::Member& member : described.members()) members.push_back(member);
          return baton::Value::object(std::move(members));
        },
        variant);
  }

  static Read from(const baton::Value& value) {
    const baton::Value* named = value.find("kind");
    std::optional<Read> read;
    if (named != nullptr && named->is_string()) ((read = read ? read : read_as<Alternatives>(*named, value)), ...);
    if (read) return *std::move(read);
    return std::unexpected(baton::JsonMismatch{
        .path = {}, .message = "expected " + expected() + ", got " + std::string(baton::kind_name(value.kind()))});
  }

 private:
  template <class Alternative>
  static std::optional<Read> read_as(const baton::Value& named, const baton::Value& value) {
    if (named.as_string() != kind<Alternative>) return std::nullopt;
    auto read = baton::JsonConverter<Alternative>::from(value);
    if (!read) return std::unexpected(std::move(read).error());
    return Read(*std::move(read));
  }
};

using TaggedState = Tagged<Payment::State>;
using TaggedEvent = Tagged<Payment::Event>;
using TaggedIntent = Tagged<Payment::Intent>;

}  // namespace
}  // namespace payment

namespace baton {

using payment::Payment;

std::string JsonConverter<Payment::State>::expected() {
  return payment::TaggedState::expected();
}
Value JsonConverter<Payment::State>::to(const Payment::State& state) {
  return payment::TaggedState::to(state);
}
JsonResult<Payment::State> JsonConverter<Payment::State>::from(const Value& value) {
  return payment::TaggedState::from(value);
}

std::string JsonConverter<Payment::Event>::expected() {
  return payment::TaggedEvent::expected();
}
Value JsonConverter<Payment::Event>::to(const Payment::Event& event) {
  return payment::TaggedEvent::to(event);
}
JsonResult<Payment::Event> JsonConverter<Payment::Event>::from(const Value& value) {
  return payment::TaggedEvent::from(value);
}

std::string JsonConverter<Payment::Intent>::expected() {
  return payment::TaggedIntent::expected();
}
Value JsonConverter<Payment::Intent>::to(const Payment::Intent& intent) {
  return payment::TaggedIntent::to(intent);
}
JsonResult<Payment::Intent> JsonConverter<Payment::Intent>::from(const Value& value) {
  return payment::TaggedIntent::from(value);
}

}  // namespace baton
