#include "dsl/fields.hpp"

#include "dsl/names.hpp"

namespace baton::dsl {
namespace {

std::string_view with_article(Kind kind) {
  switch (kind) {
    case Kind::Null:
      return "null";
    case Kind::Boolean:
      return "a boolean";
    case Kind::Number:
      return "a number";
    case Kind::String:
      return "a string";
    case Kind::Array:
      return "a list";
    case Kind::Object:
      return "an object";
  }
  return "";
}

}  // namespace

bool expect(Diagnostics& diagnostics, const Node& node, Kind kind) {
  if (node.value.kind() == kind) return true;
  diagnostics.error(
      node, "must be " + std::string(with_article(kind)) + ", not " + std::string(with_article(node.value.kind())));
  return false;
}

const Node* required(Diagnostics& diagnostics, const Node& object, std::string_view name) {
  const Node* member = object.find(name);
  if (member == nullptr) diagnostics.error(object, "the property " + quoted(name) + " is missing");
  return member;
}

std::optional<std::string_view> read_string(Diagnostics& diagnostics, const Node& node) {
  if (!expect(diagnostics, node, Kind::String)) return std::nullopt;
  return node.value.as_string();
}

std::optional<bool> read_boolean(Diagnostics& diagnostics, const Node& node) {
  if (!expect(diagnostics, node, Kind::Boolean)) return std::nullopt;
  return node.value.as_boolean();
}

std::optional<std::int64_t> read_integer(Diagnostics& diagnostics, const Node& node, Range range) {
  if (!expect(diagnostics, node, Kind::Number)) return std::nullopt;
  const std::optional<std::int64_t> integer = node.value.as_integer();
  if (integer && *integer >= range.least && *integer <= range.most) return integer;
  diagnostics.error(node, "must be an integer from " + std::to_string(range.least) + " to " +
                              std::to_string(range.most) + ", not " + shortened(node.value.number_text()));
  return std::nullopt;
}

std::optional<std::string_view> read_word(Diagnostics& diagnostics, const Node& node,
                                          std::span<const std::string_view> words) {
  const auto word = read_string(diagnostics, node);
  if (!word) return std::nullopt;
  if (is_one_of(*word, words)) return word;
  diagnostics.error(
      node, "must be one of " + listed(words) + ", not " + quoted(*word) + suggestion(diagnostics, *word, words));
  return std::nullopt;
}

std::string read_workflow_name(Diagnostics& diagnostics, const Node& object, std::string_view property) {
  const Node* node = required(diagnostics, object, property);
  const auto name = node == nullptr ? std::nullopt : read_string(diagnostics, *node);
  if (!name) return {};
  if (!is_workflow_name(*name)) {
    diagnostics.error(
        *node, quoted(*name) + " must be 1 to 63 letters, digits and hyphens, and neither begin nor end with a hyphen");
  }
  return std::string(*name);
}

bool expect_members(Diagnostics& diagnostics, const Node& node, std::span<const std::string_view> known) {
  if (!expect(diagnostics, node, Kind::Object)) return false;
  refuse_unknown(diagnostics, node, known);
  return true;
}

void refuse_unknown(Diagnostics& diagnostics, const Node& object, std::span<const std::string_view> known) {
  for (const Node* member : object.children) {
    const std::string_view name = member->key();
    if (is_one_of(name, known)) continue;
    const std::string hint = suggestion(diagnostics, name, known);
    diagnostics.error_at_key(*member,
                             "unknown property" + (hint.empty() ? " (known here: " + listed(known) + ")" : hint));
  }
}

std::string suggestion(const Diagnostics& diagnostics, std::string_view name,
                       std::span<const std::string_view> candidates) {
  if (diagnostics.is_crowded()) return {};
  const auto near = nearest(name, candidates);
  return near ? "; did you mean " + quoted(*near) + "?" : std::string();
}

}  // namespace baton::dsl
