#include "dsl/reader.hpp"

#include "value/utf8.hpp"

#include <span>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

// Walks a text that is known to be the JSON of a value, and finds where each part of the value begins.
class JsonLocator {
 public:
  explicit JsonLocator(std::string_view text) : text_(text) {}

  // The next value in the text is `value`.
  Node* locate(const Value& value) {
    skip_space();
    const Position position = here();
    std::vector<Node*> children;
    switch (value.kind()) {
      case Kind::Array:
        advance();  // [
        for (const Value& item : value.items()) {
          children.push_back(locate(item));
          skip_past_separator();
        }
        if (value.size() == 0) skip_past_separator();
        break;
      case Kind::Object:
        advance();  // {
        for (const Member& member : value.members()) {
          skip_space();
          const Position key_position = here();
          skip_string();
          skip_past_separator();  // :
          children.push_back(locate(member.value));
          children.back()->key_position = key_position;
          skip_past_separator();
        }
        if (value.size() == 0) skip_past_separator();
        break;
      case Kind::String:
        skip_string();
        break;
      case Kind::Null:
      case Kind::Boolean:
      case Kind::Number:
        skip_word();
        break;
    }
    return &tree_.add(value, position, std::move(children));
  }

  Tree take() && { return std::move(tree_); }

 private:
  [[nodiscard]] Position here() const { return {.line = line_, .column = column_}; }

  void advance() {
    const char passed = text_[at_++];
    if (passed == '\n') {
      ++line_;
      column_ = 1;
    } else if (utf8::begins_character(passed)) {
      ++column_;
    }
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_])) advance();
  }

  // One of , : ] } with space around it.
  void skip_past_separator() {
    skip_space();
    advance();
  }

  void skip_string() {
    advance();
    while (text_[at_] != '"') {
      if (text_[at_] == '\\') advance();
      advance();
    }
    advance();
  }

  void skip_word() {
    while (at_ < text_.size() && !std::string_view(" \t\r\n,]}").contains(text_[at_])) advance();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t column_ = 1;
  Tree tree_;
};

// Counts values no further than one past the limit.
std::size_t count_nodes(const Value& value, std::size_t limit) {
  std::size_t count = 1;
  for (const Value& item : value.is_array() ? value.items() : std::span<const Value>()) {
    if (count > limit) break;
    count += count_nodes(item, limit - count);
  }
  for (const Member& member : value.is_object() ? value.members() : std::span<const Member>()) {
    if (count > limit) break;
    count += count_nodes(member.value, limit - count);
  }
  return count;
}

}  // namespace

std::optional<Tree> read_json(std::string_view text, const Limits& limits, Diagnostics& diagnostics) {
  const auto document = parse_json(text, {.max_bytes = limits.max_bytes, .max_depth = limits.max_depth});
  if (!document) {
    const JsonError& error = document.error();
    const bool is_json = error.kind != JsonError::Kind::Syntax;
    diagnostics.error(
        Position{.line = error.line, .column = error.column},
        is_json ? error.message : "not JSON (a document that begins with '{' is read as JSON): " + error.message);
    return std::nullopt;
  }
  if (count_nodes(*document, limits.max_nodes) > limits.max_nodes) {
    diagnostics.error(Position{}, too_many_nodes(limits));
    return std::nullopt;
  }
  JsonLocator locator(text);
  locator.locate(*document);
  return std::move(locator).take();
}

}  // namespace baton::dsl
