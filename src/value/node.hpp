// How a Value is stored; private to this folder.
//
// The sixteen bytes of a Value: byte 15 is the tag. Short texts use bytes 0 to 13 for the characters and byte 14 for
// the length; every other tag with a node holds a pointer in bytes 0 to 7. The null pointer is an empty array or object.
// A node counts the Values that point to it and is only changed while that count is one.
#pragma once

#include <baton/value.hpp>

#include "value/measure.hpp"

#include <atomic>
#include <cstring>
#include <memory>

namespace baton {

enum class Tag : std::uint8_t {
  Null,
  False,
  True,
  ShortNumber,
  ShortString,
  LongNumber,
  LongString,
  Array,
  Object,
};

constexpr bool is_long_text(Tag tag) noexcept {
  return tag == Tag::LongNumber || tag == Tag::LongString;
}

inline constexpr std::size_t kShortText = 14;

struct Node {
  std::atomic<std::uint32_t> references{1};
};

// The characters follow the struct.
struct TextNode : Node {
  explicit TextNode(std::size_t length) : size(length) {}
  std::size_t size;
  [[nodiscard]] const char* data() const { return reinterpret_cast<const char*>(this + 1); }
  [[nodiscard]] char* data() { return reinterpret_cast<char*>(this + 1); }
};

// What arrays and objects share. `next_dead` links nodes that wait for destruction, so that it needs no recursion.
struct ContainerNode : Node {
  Measure measure;
  ContainerNode* next_dead = nullptr;
  bool is_array = false;

  // Was the part that goes the deepest? Only some of the others are looked at: where all are alike, they tell.
  [[nodiscard]] bool loses_depth(const Value& gone, const Value& come, std::span<const Value* const> others) const;
};

struct ArrayNode : ContainerNode {
  explicit ArrayNode(std::vector<Value> values);
  std::vector<Value> items;

  // Whether the node must look at all its items when this one is put at this place.
  [[nodiscard]] bool is_measured_again(std::size_t position, const Value& item) const;
  void set(std::size_t position, Value item);
  void append(Value item);
  void measure_again();
};

// Positions of members in key order, for objects too big to scan. The newest positions are kept sorted among themselves
// behind `settled` and merged from time to time, so that adding members one by one stays cheap.
class MemberIndex {
 public:
  static constexpr std::size_t kScanned = 8;  // up to this many members a scan is faster

  void build(std::span<const Member> members);
  void add_last(std::span<const Member> members);
  [[nodiscard]] std::optional<std::size_t> find(std::span<const Member> members, std::string_view key) const;
  // A member whose key another member has too; right after build().
  [[nodiscard]] std::optional<std::size_t> find_repeated(std::span<const Member> members) const;

 private:
  std::vector<std::uint32_t> positions_;
  std::size_t settled_ = 0;
};

struct ObjectNode : ContainerNode {
  // The keys must be distinct.
  explicit ObjectNode(std::vector<Member> distinct);
  std::vector<Member> members;
  MemberIndex index;

  [[nodiscard]] std::optional<std::size_t> position(std::string_view key) const;
  [[nodiscard]] bool is_measured_again(std::size_t position, const Value& value) const;
  void set(std::string_view key, Value value);
  void measure_again();
};

// The one friend of Value: reads and writes its bytes.
class ValueAccess {
 public:
  static Tag tag(const Value& value) noexcept { return static_cast<Tag>(value.bytes_[15]); }
  static_assert(static_cast<unsigned char>(Tag::Null) == Value::kNull);
  static_assert(static_cast<unsigned char>(Tag::LongNumber) == Value::kFirstCounted);
  static bool has_node(const Value& value) noexcept {
    return tag(value) >= Tag::LongNumber && node<Node>(value) != nullptr;
  }

  template <class NodeType>
  static NodeType* node(const Value& value) noexcept {
    NodeType* pointer = nullptr;
    std::memcpy(&pointer, value.bytes_, sizeof pointer);
    return pointer;
  }

  static std::string_view text(const Value& value) noexcept {
    if (tag(value) <= Tag::ShortString) {
      return {reinterpret_cast<const char*>(value.bytes_), value.bytes_[14]};
    }
    const auto* text_node = node<TextNode>(value);
    return {text_node->data(), text_node->size};
  }

  static bool same_bytes(const Value& left, const Value& right) noexcept {
    return std::memcmp(left.bytes_, right.bytes_, sizeof left.bytes_) == 0;
  }
  static void clear(Value& value) noexcept { std::memset(value.bytes_, 0, sizeof value.bytes_); }

  static Value plain(Tag tag) noexcept;
  // Number or string by `short_tag`; the text must be right already.
  static Value text_value(Tag short_tag, std::string_view text);
  static Value from_node(Tag tag, Node* node) noexcept;
  static Value array(std::vector<Value> items);
  static Value distinct_object(std::vector<Member> members);
};

}  // namespace baton
