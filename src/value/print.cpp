// JSON texts from values. The writer keeps its own stack, so that depth costs memory and not stack.
#include "value/print.hpp"

#include "value/node.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace baton {
namespace {

enum class Style { Compact, Pretty, Canonical };

bool needs_escape(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20) | (byte == '"') | (byte == '\\') | (byte == 0x7F);  // no branches: blocks become vectors
}

// Does no character of the text need an escape? It has at least Size characters; the last block overlaps the one before.
template <std::size_t Size>
bool is_plain(std::string_view text) noexcept {
  std::array<unsigned char, Size> escapes{};
  const auto look_at = [&](const char* block) {
    for (std::size_t i = 0; i < Size; ++i) escapes[i] |= static_cast<unsigned char>(needs_escape(block[i]));
  };
  for (std::size_t at = 0; text.size() - at >= Size; at += Size) look_at(text.data() + at);
  look_at(text.data() + text.size() - Size);
  std::uint64_t any = 0;
  for (const std::uint64_t word : std::bit_cast<std::array<std::uint64_t, Size / sizeof any>>(escapes)) any |= word;
  return any == 0;
}

// How many characters at the beginning of the text need no escape.
std::size_t plain_length(std::string_view text) noexcept {
  constexpr std::size_t kBlock = 16;
  constexpr std::size_t kSmallBlock = 8;
  constexpr std::size_t kAtOnce = 64;  // so that a long text with many escapes is not looked at again and again
  std::size_t at = 0;
  while (text.size() - at >= kBlock && is_plain<kBlock>(text.substr(at, kAtOnce))) {
    at += std::min(text.size() - at, kAtOnce);
  }
  if (text.size() - at >= kSmallBlock && is_plain<kSmallBlock>(text.substr(at, kBlock))) {
    at += std::min(text.size() - at, kBlock);
  }
  while (at < text.size() && !needs_escape(text[at])) ++at;
  return at;
}

void append_escaped(TextBuilder& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      return out.append("\\\"");
    case '\\':
      return out.append("\\\\");
    case '\b':
      return out.append("\\b");
    case '\f':
      return out.append("\\f");
    case '\n':
      return out.append("\\n");
    case '\r':
      return out.append("\\r");
    case '\t':
      return out.append("\\t");
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out.append("\\u00");
  out.append(kHex[byte >> 4U]);
  out.append(kHex[byte & 0xFU]);
}

void append_string(TextBuilder& out, std::string_view text) {
  out.append('"');
  while (true) {
    const std::size_t plain = plain_length(text);
    out.append(text.substr(0, plain));
    if (plain == text.size()) break;
    append_escaped(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out.append('"');
}

// Writes a scalar or an empty container; false for any other container.
bool append_leaf(TextBuilder& out, const Value& value) {
  switch (ValueAccess::tag(value)) {
    case Tag::Null:
      out.append("null");
      return true;
    case Tag::False:
      out.append("false");
      return true;
    case Tag::True:
      out.append("true");
      return true;
    case Tag::ShortNumber:
    case Tag::LongNumber:
      out.append(ValueAccess::text(value));
      return true;
    case Tag::ShortString:
    case Tag::LongString:
      append_string(out, ValueAccess::text(value));
      return true;
    case Tag::Array:
      if (ValueAccess::has_node(value)) return false;
      out.append("[]");
      return true;
    case Tag::Object:
      if (ValueAccess::has_node(value)) return false;
      out.append("{}");
      return true;
  }
  return true;
}

void append_name(TextBuilder& out, const Member& member) {
  append_string(out, ValueAccess::text(member.key));
}

// Compact. Writes a container that holds no others; false for any deeper one.
bool append_flat(TextBuilder& out, const Value& container) {
  if (measure(container).depth > 1) return false;
  if (ValueAccess::tag(container) == Tag::Array) {
    out.append('[');
    for (const Value& item : ValueAccess::node<ArrayNode>(container)->items) {
      append_leaf(out, item);
      out.append(',');
    }
    out.last() = ']';
  } else {
    out.append('{');
    for (const Member& member : ValueAccess::node<ObjectNode>(container)->members) {
      append_name(out, member);
      out.append(':');
      append_leaf(out, member.value);
      out.append(',');
    }
    out.last() = '}';
  }
  return true;
}

// A container in the middle of being written.
struct Frame {
  std::span<const Value> items;            // of an array
  std::span<const Member> members;         // of an object in its own order
  std::vector<const Member*> sorted = {};  // of an object in canonical order
  bool is_array = false;
  std::size_t next = 0;

  [[nodiscard]] std::size_t size() const { return is_array ? items.size() : members.size(); }
  [[nodiscard]] const Member& member(std::size_t at) const { return sorted.empty() ? members[at] : *sorted[at]; }
};

class Writer {
 public:
  Writer(TextBuilder& out, Style style) : out_(out), style_(style) {}

  void write(const Value& value) {
    begin(value);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next == frame.size()) {
        const bool is_array = frame.is_array;
        frames_.pop_back();
        new_line();
        out_.append(is_array ? ']' : '}');
        continue;
      }
      if (frame.next > 0) out_.append(',');
      new_line();
      begin(next_part(frame));
    }
  }

 private:
  const Value& next_part(Frame& frame) {
    if (frame.is_array) return frame.items[frame.next++];
    const Member& member = frame.member(frame.next++);
    append_name(out_, member);
    out_.append(style_ == Style::Pretty ? std::string_view(": ") : std::string_view(":"));
    return member.value;
  }

  // Writes a value whole, or the opening of a container that needs a frame.
  void begin(const Value& value) {
    if (append_leaf(out_, value)) return;
    if (style_ == Style::Compact && append_flat(out_, value)) return;
    if (ValueAccess::tag(value) == Tag::Array) {
      out_.append('[');
      frames_.push_back({.items = ValueAccess::node<ArrayNode>(value)->items, .members = {}, .is_array = true});
      return;
    }
    out_.append('{');
    frames_.push_back({.items = {}, .members = ValueAccess::node<ObjectNode>(value)->members});
    if (style_ == Style::Canonical) sort(frames_.back());
  }

  static void sort(Frame& frame) {
    for (const Member& member : frame.members) frame.sorted.push_back(&member);
    std::sort(frame.sorted.begin(), frame.sorted.end(),
              [](const Member* a, const Member* b) { return a->name() < b->name(); });
  }

  void new_line() {
    if (style_ != Style::Pretty) return;
    out_.append('\n');
    out_.append(2 * frames_.size(), ' ');
  }

  TextBuilder& out_;
  Style style_;
  std::vector<Frame> frames_;
};

// A text is about half as long as its value is in memory; but a value that holds the same part many times is not small.
std::size_t expected_length(const Value& value) {
  constexpr std::uint64_t kMost = 4096;
  return std::min(measure(value).bytes / 2, kMost);
}

std::string written(const Value& value, Style style) {
  TextBuilder out(expected_length(value));
  Writer(out, style).write(value);
  return std::move(out).finish();
}

}  // namespace

std::string to_json(const Value& value) {
  return written(value, Style::Compact);
}

void append_json_string(TextBuilder& out, std::string_view text) {
  append_string(out, text);
}

void append_json(TextBuilder& out, const Value& value) {
  if (append_leaf(out, value) || append_flat(out, value)) return;
  Writer(out, Style::Compact).write(value);
}

std::string to_pretty_json(const Value& value) {
  return written(value, Style::Pretty);
}

std::string to_canonical_json(const Value& value) {
  return written(value, Style::Canonical);
}

}  // namespace baton
