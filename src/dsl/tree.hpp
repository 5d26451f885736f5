// A document as it was read: its Value, and the position of every part of it in the text.
#pragma once

#include <baton/value.hpp>

#include <compare>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

struct Position {
  std::size_t line = 1;    // from 1
  std::size_t column = 1;  // characters from 1

  friend auto operator<=>(const Position&, const Position&) = default;
};

// How much a part of a document is: what limits on expansion count.
struct Extent {
  std::size_t nodes = 0;
  std::size_t bytes = 0;  // of keys and scalars

  Extent& operator+=(const Extent& other) {
    nodes += other.nodes;
    bytes += other.bytes;
    return *this;
  }
};

// Only these count as levels of nesting.
[[nodiscard]] inline bool is_collection(const Value& value) {
  return value.is_array() || value.is_object();
}

// Of the value without what it contains.
[[nodiscard]] Extent own_extent(const Value& value);

struct Node {
  Value value;
  Position position;      // where the value begins
  Position key_position;  // where the key of this member begins; for others, as `position`
  const Node* parent = nullptr;
  std::size_t index = 0;              // among the parent's children
  std::vector<const Node*> children;  // items of an array, values of an object's members
  Extent extent;
  const std::string* origin = nullptr;  // of the root of a resource: its URI

  // The member's value, or nullptr if there is none or this is not an object.
  [[nodiscard]] const Node* find(std::string_view key) const;
  // The key under which this node is; empty if its parent is not an object.
  [[nodiscard]] std::string_view key() const;
  // What this holds, if it is a string; otherwise empty.
  [[nodiscard]] std::string_view text() const { return value.is_string() ? value.as_string() : std::string_view(); }
};

// The URI of the resource that the node is in; empty: it is in the document itself.
[[nodiscard]] std::string_view origin_of(const Node& node);

// JSON Pointer of the node, as messages show it: "/" for the root, long names shortened; in a resource behind its URI and "#".
[[nodiscard]] std::string pointer_to(const Node& node);

// Owns the nodes. Their addresses stay the same for its life, also when it is moved.
class Tree {
 public:
  Tree() = default;
  Tree(Tree&&) = default;
  Tree& operator=(Tree&&) = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  // Nodes are added children first; the last one added is the root.
  Node& add(Value value, Position position, std::vector<Node*> children = {});
  [[nodiscard]] const Node& root() const { return nodes_.back(); }
  [[nodiscard]] bool empty() const { return nodes_.empty(); }
  // It is of a resource that is used at this place, where its errors are reported. The URI outlives the tree.
  void place_at(Position position, const std::string& origin);

 private:
  std::deque<Node> nodes_;
};

}  // namespace baton::dsl
