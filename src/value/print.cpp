// JSON texts from values. The writer keeps its own stack, so that depth costs memory and not stack.
#include "value/node.hpp"

#include <algorithm>
#include <array>

namespace baton {
namespace {

enum class Style { Compact, Pretty, Canonical };

constexpr std::array<bool, 256> kNeedsEscape = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = table['\\'] = table[0x7F] = true;
  return table;
}();

bool needs_escape(char c) noexcept {
  return kNeedsEscape[static_cast<unsigned char>(c)];
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += kHex[byte >> 4U];
  out += kHex[byte & 0xFU];
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!needs_escape(text[at])) continue;
    out.append(text.substr(plain, at - plain));
    append_escaped(out, text[at]);
    plain = at + 1;
  }
  out.append(text.substr(plain));
  out += '"';
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
  Writer(std::string& out, Style style) : out_(out), style_(style) {}

  void write(const Value& value) {
    begin(value);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      if (frame.next == frame.size()) {
        const bool is_array = frame.is_array;
        frames_.pop_back();
        new_line();
        out_ += is_array ? ']' : '}';
        continue;
      }
      if (frame.next > 0) out_ += ',';
      new_line();
      begin(next_part(frame));
    }
  }

 private:
  const Value& next_part(Frame& frame) {
    if (frame.is_array) return frame.items[frame.next++];
    const Member& member = frame.member(frame.next++);
    append_string(out_, member.name());
    out_ += style_ == Style::Pretty ? ": " : ":";
    return member.value;
  }

  // Writes a scalar or an empty container whole, and the opening of any other container.
  void begin(const Value& value) {
    switch (value.kind()) {
      case Kind::Null:
        out_ += "null";
        return;
      case Kind::Boolean:
        out_ += value.as_boolean() ? "true" : "false";
        return;
      case Kind::Number:
        out_ += value.number_text();
        return;
      case Kind::String:
        append_string(out_, value.as_string());
        return;
      case Kind::Array:
        if (value.size() == 0) {
          out_ += "[]";
          return;
        }
        out_ += '[';
        frames_.push_back({.items = value.items(), .members = {}, .is_array = true});
        return;
      case Kind::Object:
        if (value.size() == 0) {
          out_ += "{}";
          return;
        }
        out_ += '{';
        frames_.push_back({.items = {}, .members = value.members()});
        if (style_ == Style::Canonical) sort(frames_.back());
        return;
    }
  }

  static void sort(Frame& frame) {
    for (const Member& member : frame.members) frame.sorted.push_back(&member);
    std::sort(frame.sorted.begin(), frame.sorted.end(),
              [](const Member* a, const Member* b) { return a->name() < b->name(); });
  }

  void new_line() {
    if (style_ != Style::Pretty) return;
    out_ += '\n';
    out_.append(2 * frames_.size(), ' ');
  }

  std::string& out_;
  Style style_;
  std::vector<Frame> frames_;
};

std::string written(const Value& value, Style style) {
  std::string out;
  Writer(out, style).write(value);
  return out;
}

}  // namespace

std::string to_json(const Value& value) {
  return written(value, Style::Compact);
}

void append_json_string(std::string& out, std::string_view text) {
  append_string(out, text);
}

void append_json(std::string& out, const Value& value) {
  Writer(out, Style::Compact).write(value);
}

std::string to_pretty_json(const Value& value) {
  return written(value, Style::Pretty);
}

std::string to_canonical_json(const Value& value) {
  return written(value, Style::Canonical);
}

}  // namespace baton
