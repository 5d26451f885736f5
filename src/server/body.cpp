#include "server/body.hpp"

#include "server/limits.hpp"
#include "server/problem.hpp"

#include <algorithm>

namespace baton::server {

std::expected<Value, Response> parse_body(std::string_view body) {
  auto value = parse_json(body, {.max_bytes = kMaxBodyBytes, .max_depth = kMaxJsonDepth});
  if (value) return *std::move(value);
  const JsonError& error = value.error();
  return std::unexpected(problem(problems::kInvalidRequest, "the body, line " + std::to_string(error.line) +
                                                                ", column " + std::to_string(error.column) + ": " +
                                                                describe(error)));
}

const Value* Body::find(std::string_view name) {
  known_.emplace_back(name);
  const Value* const found = object_.find(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

void Body::wrong(std::string_view name, std::string_view expected) {
  if (mistake_) return;
  mistake_ = "the body, at " + place_ + "/" + std::string(name) + ": expected " + std::string(expected);
}

std::string Body::text(std::string_view name) {
  const Value* const found = find(name);
  if (found == nullptr || !found->is_string() || found->as_string().empty()) {
    wrong(name, "a string that is not empty");
    return {};
  }
  return std::string(found->as_string());
}

std::string Body::optional_text(std::string_view name) {
  const Value* const found = find(name);
  if (found == nullptr) return {};
  known_.pop_back();
  return text(name);
}

bool Body::flag(std::string_view name) {
  const Value* const found = find(name);
  if (found == nullptr) return false;
  if (!found->is_boolean()) wrong(name, "true or false");
  return found->is_boolean() && found->as_boolean();
}

std::int64_t Body::integer(std::string_view name, std::int64_t otherwise) {
  const Value* const found = find(name);
  if (found == nullptr) return otherwise;
  const auto number = found->as_integer();
  if (!number) wrong(name, "a whole number");
  return number.value_or(otherwise);
}

Value Body::any(std::string_view name) {
  const Value* const found = find(name);
  return found == nullptr ? Value() : *found;
}

std::optional<Body> Body::part(std::string_view name) {
  const Value* const found = find(name);
  if (found == nullptr) return std::nullopt;
  if (!found->is_object()) {
    wrong(name, "an object");
    return std::nullopt;
  }
  return Body(*found, place_ + "/" + std::string(name));
}

std::optional<std::string> Body::mistake() const {
  if (mistake_) return mistake_;
  for (const Member& member : object_.members()) {
    if (std::ranges::find(known_, member.name()) != known_.end()) continue;
    return "the body, at " + place_ + ": there is no member '" + std::string(member.name()) + "' here";
  }
  return std::nullopt;
}

void Body::add(const Body& part) {
  if (!mistake_) mistake_ = part.mistake();
}

}  // namespace baton::server
