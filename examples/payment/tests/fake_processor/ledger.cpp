#include "ledger.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace payment::fake {
namespace {

std::string field(const Form& form, const std::string& name) {
  const auto found = form.find(name);
  return found == form.end() ? std::string() : found->second;
}

bool is_positive_integer(std::string_view text) {
  return !text.empty() && text.front() != '0' && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Answer succeeded(const std::string& id) {
  return {.status = 200, .body = R"({"id":")" + id + R"(","status":"succeeded"})"};
}

Answer declined(const std::string& code, const std::string& decline_code) {
  return {.status = 402,
          .body = R"({"error":{"type":"card_error","code":")" + code + R"(","decline_code":")" + decline_code +
                  R"(","message":"Your card was declined."}})"};
}

std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

}  // namespace

Answer error(int status, const std::string& type, const std::string& code, const std::string& message) {
  return {.status = status,
          .body = R"({"error":{"type":")" + type + R"(","code":")" + code + R"(","message":")" + message + R"("}})"};
}

Answer Ledger::handle(const Request& request) {
  if (request.key.empty()) return carry_out(request);
  const auto kept = kept_.find(request.key);
  if (kept == kept_.end()) {
    const Answer answer = carry_out(request);
    kept_.emplace(request.key, Kept{.request = request, .answer = answer});
    return answer;
  }
  if (kept->second.request == request) return kept->second.answer;
  return error(400, "idempotency_error", "idempotency_key_reused",
               "Keys for idempotent requests can only be used with the same parameters.");
}

Answer Ledger::carry_out(const Request& request) {
  if (request.path == "/v1/charges") return charge(request.form);
  if (request.path == "/v1/refunds") return refund(request.form);
  return error(404, "invalid_request_error", "resource_missing", "No such resource.");
}

Answer Ledger::charge(const Form& form) {
  const std::string amount = field(form, "amount");
  const std::string currency = field(form, "currency");
  const std::string source = field(form, "source");
  if (!is_positive_integer(amount) || (currency != "eur" && currency != "usd") || source.empty()) {
    return error(400, "invalid_request_error", "parameter_invalid", "A parameter is missing or invalid.");
  }
  if (source == "card_insufficient_funds") return declined("card_declined", "insufficient_funds");
  if (source == "card_stolen") return declined("card_declined", "stolen_card");
  if (source == "card_expired") return declined("expired_card", "expired_card");
  entries_.push_back({.charge = "ch_" + std::to_string(entries_.size() + 1),
                      .payment = field(form, "metadata[payment]"),
                      .amount = amount,
                      .currency = currency,
                      .refund = {}});
  return succeeded(entries_.back().charge);
}

Answer Ledger::refund(const Form& form) {
  const auto entry = std::ranges::find(entries_, field(form, "charge"), &Entry::charge);
  if (entry == entries_.end()) return error(404, "invalid_request_error", "resource_missing", "No such charge.");
  if (!entry->refund.empty()) {
    return error(400, "invalid_request_error", "charge_already_refunded", "The charge has already been refunded.");
  }
  entry->refund = "re_" + entry->charge.substr(3);
  return succeeded(entry->refund);
}

Form decode_form(const std::string& body) {
  Form form;
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(pair.size(), equals + 1));
    form.emplace(decode(pair.substr(0, equals)), decode(value));
  }
  return form;
}

}  // namespace payment::fake
