#include "engine/redaction.hpp"

#include "base/overloaded.hpp"
#include "core/admission.hpp"
#include "engine/limits.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace baton::engine {
namespace {

constexpr std::string_view kRedacted = "[redacted]";  // as in adapters/http

// The types of the specification contain no secrets, and documents catch errors by them.
bool is_standard_type(std::string_view type) {
  using enum ProblemKind;
  constexpr std::array kinds = {Configuration, Validation, Expression,    Authentication,
                                Authorization, Timeout,    Communication, Runtime};
  return std::ranges::any_of(kinds, [&](ProblemKind kind) { return problem_type(kind) == type; });
}

// Of members with one name an object keeps one: those that are renamed to a name that another has get a number behind it.
void number_names(std::vector<Member>& members, const std::vector<std::size_t>& renamed) {
  std::unordered_set<std::string> taken;
  auto next = renamed.begin();
  for (std::size_t at = 0; at < members.size(); ++at) {
    if (next != renamed.end() && *next == at) {
      ++next;
    } else {
      taken.emplace(members[at].name());
    }
  }
  std::unordered_map<std::string, std::size_t> numbers;  // the last for a name
  for (const std::size_t at : renamed) {
    const std::string name(members[at].name());
    std::string numbered = name;
    while (!taken.insert(numbered).second) {
      std::size_t& number = numbers.try_emplace(name, 1).first->second;
      numbered = name + ' ' + std::to_string(++number);
    }
    members[at].key = Value::string(numbered);
  }
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
    short_.emplace(text);
  } else if (const auto number = Value::number_from_text(text)) {
    numbers_.insert(*number);
  }
}

std::optional<std::string> Redaction::changed(std::string_view text) const {
  if (short_.contains(text)) return std::string(kRedacted);
  const std::vector<TextRange> secrets = finder_.find(text);
  if (secrets.empty()) return std::nullopt;
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

// A few digits within a longer number are not a secret.
bool Redaction::shows_secret(const Value& number) const {
  if (numbers_.contains(number)) return true;
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
  std::vector<Value> items;  // copied once there is something to hide
  for (std::size_t at = 0; at < array.size(); ++at) {
    std::optional<Value> other = changed(array.items()[at]);
    if (!other) continue;
    if (items.empty()) items.assign(array.items().begin(), array.items().end());
    items[at] = *std::move(other);
  }
  return items.empty() ? std::nullopt : std::optional(Value::array(std::move(items)));
}

std::optional<Value> Redaction::changed_members(const Value& object) const {
  std::vector<Member> members;  // copied once there is something to hide
  std::vector<std::size_t> renamed;
  for (std::size_t at = 0; at < object.size(); ++at) {
    const Member& member = object.members()[at];
    std::optional<Value> name = changed(member.key);
    std::optional<Value> value = changed(member.value);
    if (!name && !value) continue;
    if (members.empty()) members.assign(object.members().begin(), object.members().end());
    if (value) members[at].value = *std::move(value);
    if (!name) continue;
    members[at].key = *std::move(name);
    renamed.push_back(at);
  }
  if (!renamed.empty()) number_names(members, renamed);
  return members.empty() ? std::nullopt : std::optional(Value::object(std::move(members)));
}

std::string Redaction::redacted(std::string text) const {
  std::optional<std::string> other = changed(std::string_view(text));
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
