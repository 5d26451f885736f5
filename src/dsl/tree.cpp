#include "dsl/tree.hpp"

#include "dsl/names.hpp"

#include <utility>

namespace baton::dsl {
Extent own_extent(const Value& value) {
  switch (value.kind()) {
    case Kind::String:
      return {.nodes = 1, .bytes = value.as_string().size()};
    case Kind::Number:
      return {.nodes = 1, .bytes = value.number_text().size()};
    case Kind::Object: {
      Extent extent{.nodes = 1};
      for (const Member& member : value.members()) extent.bytes += member.name().size();
      return extent;
    }
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Array:
      return {.nodes = 1, .bytes = 1};
  }
  return {};
}

const Node* Node::find(std::string_view key) const {
  if (!value.is_object()) return nullptr;
  const auto members = value.members();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].name() == key) return children[i];
  }
  return nullptr;
}

std::string_view Node::key() const {
  if (parent == nullptr || !parent->value.is_object()) return {};
  return parent->value.members()[index].name();
}

std::string_view origin_of(const Node& node) {
  const Node* at = &node;
  while (at->parent != nullptr) at = at->parent;
  return at->origin == nullptr ? std::string_view() : *at->origin;
}

std::string pointer_to(const Node& node) {
  std::vector<std::string> steps;
  for (const Node* at = &node; at->parent != nullptr; at = at->parent) {
    steps.push_back(at->parent->value.is_object() ? escape_pointer(shortened(at->key())) : std::to_string(at->index));
  }
  std::string pointer(origin_of(node));
  if (!pointer.empty()) pointer += '#';
  if (steps.empty()) return pointer + '/';
  while (!steps.empty()) {
    pointer += '/' + steps.back();
    steps.pop_back();
  }
  return pointer;
}

Node& Tree::add(Value value, Position position, std::vector<Node*> children) {
  Node& node = nodes_.emplace_back();
  node.extent = own_extent(value);
  node.value = std::move(value);
  node.position = position;
  node.key_position = position;
  node.children.reserve(children.size());
  for (Node* child : children) {
    child->parent = &node;
    child->index = node.children.size();
    node.extent += child->extent;
    node.children.push_back(child);
  }
  return node;
}

void Tree::place_at(Position position, const std::string& origin) {
  for (Node& node : nodes_) {
    node.position = position;
    node.key_position = position;
  }
  nodes_.back().origin = &origin;
}

}  // namespace baton::dsl
