#include "engine/redaction.hpp"

#include "base/overloaded.hpp"
#include "core/admission.hpp"
#include "engine/limits.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::engine {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kRedacted = "[redacted]";  // as in adapters/http

// The types of the specification are the same whatever was called, and documents catch errors by them.
bool is_standard_type(std::string_view type) {
  using enum ProblemKind;
  constexpr std::array kinds = {Configuration, Validation, Expression,    Authentication,
                                Authorization, Timeout,    Communication, Runtime};
  return std::ranges::any_of(kinds, [&](ProblemKind kind) { return problem_type(kind) == type; });
}

// The bytes that a text is the base64 of, as a whole.
std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.empty()) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string bytes;
  std::uint32_t bits = 0;
  std::size_t digits = 0;
  for (const char digit : text.substr(0, text.size() - padding)) {
    const std::size_t value = kBase64.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (++digits % 4 == 0) {
      for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>(bits >> shift & 0xFFU);
    }
  }
  if (padding == 2) bytes += static_cast<char>(bits >> 4U & 0xFFU);
  if (padding == 1) {
    for (const unsigned shift : {10U, 2U}) bytes += static_cast<char>(bits >> shift & 0xFFU);
  }
  return bytes;
}

}  // namespace

// Keeps its own stack: the secrets may be nested as deep as a user likes.
Redaction::Redaction(const Value& secrets) {
  std::vector<Value> left = {secrets};
  while (!left.empty()) {
    const Value secret = std::move(left.back());
    left.pop_back();
    if (secret.is_string()) add(secret.as_string());
    if (secret.is_number() && secret.number_text().size() >= kMinSecret) add(secret.number_text());
    if (secret.is_array()) left.insert(left.end(), secret.items().begin(), secret.items().end());
    if (!secret.is_object()) continue;
    for (const Member& member : secret.members()) left.push_back(member.value);
  }
}

void Redaction::add(std::string_view text) {
  if (text.empty()) return;
  has_secrets_ = true;
  finder_.add(text);
  if (text.size() < kMinSecret) {
    short_.emplace_back(text);
  } else if (const auto number = Value::number_from_text(text)) {
    numbers_.push_back(*number);
  }
}

std::optional<std::string> Redaction::changed(std::string_view text) const {
  if (std::ranges::find(short_, text) != short_.end()) return std::string(kRedacted);
  const std::vector<TextRange> secrets = finder_.find(text);
  if (secrets.empty()) return hides_secret(text) ? std::optional(std::string(kRedacted)) : std::nullopt;
  std::string out;
  std::size_t at = 0;
  for (const TextRange& secret : secrets) {
    out += text.substr(at, secret.begin - at);
    out += kRedacted;
    at = secret.end;
  }
  out += text.substr(at);
  return out;
}

// What is no text becomes base64, also by our own doing; then the secret in it may be encoded or in upper case as well, or its
// characters may have two bytes each. Where it stands cannot be said, so all of it is hidden.
bool Redaction::hides_secret(std::string_view text) const {
  constexpr int kMostTimes = 2;
  std::optional<std::string> bytes = from_base64(text);
  for (int times = 0; bytes && times < kMostTimes; ++times) {
    if (!finder_.find(*bytes).empty()) return true;
    std::string narrow = *bytes;
    if (std::erase(narrow, '\0') > 0 && !finder_.find(narrow).empty()) return true;
    bytes = from_base64(*bytes);
  }
  return false;
}

// A few digits that a longer number happens to have are no secret.
bool Redaction::shows_secret(const Value& number) const {
  if (std::ranges::find(numbers_, number) != numbers_.end()) return true;
  if (number.number_text().size() < kSecretPart) return false;
  return std::ranges::any_of(finder_.find(number.number_text()),
                             [](const TextRange& range) { return range.end - range.begin >= kSecretPart; });
}

std::optional<Value> Redaction::changed(const Value& value) const {
  switch (value.kind()) {
    case Kind::Null:
    case Kind::Boolean:
      return std::nullopt;
    case Kind::Number:
      return shows_secret(value) ? std::optional(Value::string(kRedacted)) : std::nullopt;
    case Kind::String: {
      const std::optional<std::string> text = changed(value.as_string());
      return text ? std::optional(Value::string(*text)) : std::nullopt;
    }
    case Kind::Array:
      return changed_items(value);
    case Kind::Object:
      return changed_members(value);
  }
  std::unreachable();
}

std::optional<Value> Redaction::changed_items(const Value& array) const {
  std::vector<Value> items(array.items().begin(), array.items().end());
  bool any = false;
  for (Value& item : items) {
    std::optional<Value> other = changed(item);
    if (!other) continue;
    item = *std::move(other);
    any = true;
  }
  return any ? std::optional(Value::array(std::move(items))) : std::nullopt;
}

std::optional<Value> Redaction::changed_members(const Value& object) const {
  std::vector<Member> members(object.members().begin(), object.members().end());
  bool any = false;
  for (Member& member : members) {
    std::optional<Value> name = changed(member.key);
    std::optional<Value> value = changed(member.value);
    any = any || name || value;
    if (name) member.key = *std::move(name);
    if (value) member.value = *std::move(value);
  }
  return any ? std::optional(Value::object(std::move(members))) : std::nullopt;
}

std::string Redaction::redacted(std::string text) const {
  std::optional<std::string> other = changed(text);
  return other ? *std::move(other) : std::move(text);
}

Value Redaction::redacted(Value value) const {
  std::optional<Value> other = changed(value);
  return other ? *std::move(other) : std::move(value);
}

Problem Redaction::redacted(Problem problem) const {
  if (!is_standard_type(problem.type)) problem.type = redacted(std::move(problem.type));
  problem.title = redacted(std::move(problem.title));
  problem.detail = redacted(std::move(problem.detail));
  problem.instance = redacted(std::move(problem.instance));
  problem.extensions = redacted(std::move(problem.extensions));
  return problem;
}

core::Outcome Redaction::redacted(core::Outcome outcome) const {
  if (!has_secrets_) return outcome;
  core::admit(outcome);  // now, because what is nested too deep cannot be searched
  return std::visit(overloaded{[&](core::Succeeded& success) -> core::Outcome {
                                 return core::Succeeded{redacted(std::move(success.output))};
                               },
                               [&](core::Failed& failure) -> core::Outcome {
                                 return core::Failed{redacted(*std::move(failure.problem))};
                               },
                               [&](core::OutcomeUnknown& unknown) -> core::Outcome {
                                 return core::OutcomeUnknown{redacted(*std::move(unknown.problem))};
                               }},
                    outcome);
}

}  // namespace baton::engine
