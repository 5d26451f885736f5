#include "answers.hpp"

#include <baton/json.hpp>
#include <baton/overloaded.hpp>

#include <optional>
#include <string>

namespace payment {
namespace {

// The parts of an answer that anyone looks at. A member that is not there is empty.
struct ErrorBody {
  std::optional<std::string> type;
  std::optional<std::string> code;
  std::optional<std::string> decline_code;
  std::optional<std::string> message;
};
BOOST_DESCRIBE_STRUCT(ErrorBody, (), (type, code, decline_code, message))
struct Body {
  std::optional<std::string> id;
  std::optional<std::string> status;
  std::optional<ErrorBody> error;
};
BOOST_DESCRIBE_STRUCT(Body, (), (id, status, error))

Body read_body(const HttpAnswer& answer) {
  const auto json = baton::parse_json(answer.body);
  if (!json) return {};
  return baton::from_value<Body>(*json).value_or(Body{});
}

bool has_succeeded(const HttpAnswer& answer, const Body& body) {
  return (answer.status == 200 || answer.status == 201) && body.status == "succeeded" && body.id && !body.id->empty();
}

outcome::Unknown unknown(const HttpAnswer& answer, const Body& body) {
  std::string why = "the processor answered " + std::to_string(answer.status);
  if (body.error && body.error->message) why += ": " + *body.error->message;
  if (body.status) why += " with status " + *body.status;
  return {std::move(why)};
}

DeclineReason read_reason(const ErrorBody& error) {
  // The decline code is the issuer's reason, and often more telling than the code.
  const std::string reason = error.decline_code ? *error.decline_code : error.code.value_or("");
  if (reason == "insufficient_funds") return DeclineReason::InsufficientFunds;
  if (reason == "expired_card") return DeclineReason::ExpiredCard;
  if (reason == "fraudulent" || reason == "stolen_card" || reason == "lost_card") return DeclineReason::SuspectedFraud;
  return DeclineReason::Other;
}

ChargeOutcome charge_outcome(const HttpAnswer& answer) {
  const Body body = read_body(answer);
  if (has_succeeded(answer, body)) return outcome::Charged{{*body.id}};
  if (answer.status == 402 && body.error && body.error->type == "card_error") {
    return outcome::Declined{read_reason(*body.error)};
  }
  return unknown(answer, body);
}

RefundOutcome refund_outcome(const HttpAnswer& answer) {
  const Body body = read_body(answer);
  if (has_succeeded(answer, body)) return outcome::Refunded{{*body.id}};
  if (answer.status == 400 && body.error &&
      (body.error->code == "charge_already_refunded" || body.error->code == "charge_disputed")) {
    return outcome::RefundRefused{*body.error->code};
  }
  return unknown(answer, body);
}

}  // namespace

ChargeOutcome read_charge(const HttpResult& result) {
  return std::visit(baton::overloaded{[](const HttpAnswer& answer) { return charge_outcome(answer); },
                                      [](const NoAnswer& none) -> ChargeOutcome { return outcome::Unknown{none.why}; }},
                    result);
}

RefundOutcome read_refund(const HttpResult& result) {
  return std::visit(baton::overloaded{[](const HttpAnswer& answer) { return refund_outcome(answer); },
                                      [](const NoAnswer& none) -> RefundOutcome { return outcome::Unknown{none.why}; }},
                    result);
}

}  // namespace payment
