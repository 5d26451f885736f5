#include "dsl/reader.hpp"

#include "value/utf8.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
          .column = utf8::count(before.substr(line_start)) + 1};
}

// Builds the tree of a Value, children first; nullptr past a limit.
class ValueReader {
 public:
  ValueReader(const Limits& limits, Diagnostics& diagnostics) : limits_(limits), diagnostics_(diagnostics) {}

  std::optional<Tree> read(const Value& document) && {
    if (add(document, 1) == nullptr) return std::nullopt;
    return std::move(tree_);
  }

 private:
  Node* add(const Value& value, std::size_t depth) {
    if (depth > limits_.max_depth && is_collection(value)) return fail(too_deep(limits_));
    std::vector<Node*> children;
    for (const Value& item : value.is_array() ? value.items() : std::span<const Value>()) {
      children.push_back(add(item, depth + 1));
      if (children.back() == nullptr) return nullptr;
    }
    for (const Member& member : value.is_object() ? value.members() : std::span<const Member>()) {
      children.push_back(add(member.value, depth + 1));
      if (children.back() == nullptr) return nullptr;
    }
    if (++nodes_ > limits_.max_nodes) return fail(too_many_nodes(limits_));
    Node& node = tree_.add(value, {}, std::move(children));
    if (node.extent.bytes > limits_.max_bytes) return fail(too_many_bytes(limits_));
    return &node;
  }

  Node* fail(std::string message) {
    diagnostics_.error(Position{}, std::move(message));
    return nullptr;
  }

  const Limits& limits_;
  Diagnostics& diagnostics_;
  Tree tree_;
  std::size_t nodes_ = 0;
};

}  // namespace

std::string too_many_nodes(const Limits& limits) {
  return "the document has more than " + std::to_string(limits.max_nodes) +
         " values (max_nodes, counted after the expansion of aliases)";
}

std::string too_deep(const Limits& limits) {
  return "the document is nested more than " + std::to_string(limits.max_depth) + " levels deep (max_depth)";
}

std::string too_many_bytes(const Limits& limits) {
  return "the document is larger than " + std::to_string(limits.max_bytes) + " bytes (max_bytes)";
}

std::optional<Tree> read(std::string_view text, const Limits& limits, Diagnostics& diagnostics) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.size() > limits.max_bytes) {
    diagnostics.error(Position{}, too_many_bytes(limits));
    return std::nullopt;
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (const std::size_t invalid = utf8::find_invalid(text); invalid != text.size()) {
    diagnostics.error(position_of(text, invalid), "the text is not valid UTF-8");
    return std::nullopt;
  }
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  };
  if (const auto control = std::ranges::find_if(text, is_control); control != text.end()) {
    diagnostics.error(position_of(text, static_cast<std::size_t>(control - text.begin())),
                      "the text contains a control character; write it as an escape within a double-quoted string");
    return std::nullopt;
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    diagnostics.error(Position{}, "the document is empty");
    return std::nullopt;
  }
  return text[first] == '{' ? read_json(text, limits, diagnostics) : read_yaml(text, limits, diagnostics);
}

std::optional<Tree> read(const Value& document, const Limits& limits, Diagnostics& diagnostics) {
  return ValueReader(limits, diagnostics).read(document);
}

}  // namespace baton::dsl
