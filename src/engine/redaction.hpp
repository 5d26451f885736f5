// The gate for secrets: every answer to a call passes through it before the core sees it, so that no secret enters
// an instance, an event, the history or a message. Where a text, a member's name or a number shows a secret, or a part of
// one, it says "[redacted]" instead; names of members that are the same then are numbered, so that no value is lost. engine/secret_finder.hpp says what is found, docs/reference/secrets.md what is not.
//
// A value; used from any thread. PURE.
#pragma once

#include "core/intent.hpp"
#include "engine/secret_finder.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace baton::engine {

class Redaction {
 public:
  // Every text and number in there is secret; null and booleans are not, and nothing is where the secrets are null.
  explicit Redaction(const Value& secrets);

  [[nodiscard]] core::Outcome redacted(core::Outcome outcome) const;
  [[nodiscard]] Value redacted(Value value) const;

 private:
  void add(std::string_view secret);

  // Each is nullopt where there is nothing to hide, so that what is unchanged stays shared.
  [[nodiscard]] std::optional<std::string> changed(std::string_view text) const;
  [[nodiscard]] std::optional<Value> changed(const Value& value) const;
  [[nodiscard]] std::optional<Value> changed_items(const Value& array) const;
  [[nodiscard]] std::optional<Value> changed_members(const Value& object) const;
  [[nodiscard]] bool shows_secret(const Value& number) const;

  [[nodiscard]] std::string redacted(std::string text) const;
  [[nodiscard]] Problem redacted(Problem problem) const;

  bool has_secrets_ = false;
  SecretFinder finder_;
  std::set<std::string, std::less<>> short_;  // secrets that are hidden only where they are the whole of a text
  std::set<Value> numbers_;
};

}  // namespace baton::engine
