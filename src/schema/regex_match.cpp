// Matching: Thompson's simulation. All places in the code that the text so far leads to advance together, one character at a time.
#include "schema/regex.hpp"
#include "value/utf8.hpp"

#include <oniguruma.h>

#include <algorithm>
#include <utility>

namespace baton::schema {
namespace {

// Places in the code, in the order in which they were added, each once.
class Places {
 public:
  explicit Places(std::size_t code_size) : position_(code_size) {}
  bool add(std::uint32_t place) {
    const std::uint32_t at = position_[place];
    if (at < list_.size() && list_[at] == place) return false;
    position_[place] = static_cast<std::uint32_t>(list_.size());
    list_.push_back(place);
    return true;
  }
  void clear() { list_.clear(); }
  [[nodiscard]] const std::vector<std::uint32_t>& list() const { return list_; }

 private:
  std::vector<std::uint32_t> list_;
  std::vector<std::uint32_t> position_;
};

constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class Matcher {
 public:
  Matcher(const Regex& regex, std::string_view text, Meter& meter) : regex_(regex), text_(text), meter_(meter) {}

  // Somewhere in the text.
  bool search() { return run({.start = 0, .from = 0, .everywhere = true, .end = kAnywhere}); }

 private:
  static constexpr std::size_t kAnywhere = static_cast<std::size_t>(-1);

  struct Run {
    std::uint32_t start;  // in the code
    std::size_t from;
    bool everywhere;  // may begin at any place from `from` on
    std::size_t end;
  };

  bool run(const Run& run) {
    if (!meter_.charge(1 + regex_.code().size() / 64)) return false;
    Places current(regex_.code().size());
    Places next(regex_.code().size());
    for (std::size_t at = run.from;;) {
      if (at == run.from || run.everywhere) follow(current, run.start, at);
      if (!meter_.charge(1 + current.list().size() / 2)) return false;
      const bool ends = ends_in(current) && (run.end == kAnywhere || run.end == at);
      if (ends || meter_.is_exhausted()) return ends && !meter_.is_exhausted();
      if (at >= std::min(run.end, text_.size()) || (current.list().empty() && !run.everywhere)) return false;
      const utf8::Decoded character = utf8::decode(text_.substr(at));
      at += character.length;
      for (const std::uint32_t place : current.list()) {
        const Instruction& instruction = regex_.code()[place];
        if (instruction.kind == Instruction::Kind::Character &&
            regex_.sets()[instruction.operand].contains(character.code_point)) {
          follow(next, place + 1, at);
        }
      }
      std::swap(current, next);
      next.clear();
    }
  }

  [[nodiscard]] bool ends_in(const Places& places) const {
    return std::ranges::any_of(
        places.list(), [&](std::uint32_t place) { return regex_.code()[place].kind == Instruction::Kind::End; });
  }

  // Adds the place and all that it leads to without a character.
  void follow(Places& places, std::uint32_t start, std::size_t at) {
    std::vector<std::uint32_t> open = {start};
    while (!open.empty()) {
      const std::uint32_t place = open.back();
      open.pop_back();
      if (!places.add(place) || !meter_.charge(1)) continue;
      const Instruction& instruction = regex_.code()[place];
      switch (instruction.kind) {
        case Instruction::Kind::Character:
        case Instruction::Kind::End:
          break;
        case Instruction::Kind::Split:
          open.push_back(instruction.operand);
          open.push_back(place + 1);
          break;
        case Instruction::Kind::Jump:
          open.push_back(instruction.operand);
          break;
        case Instruction::Kind::TextBegins:
          if (at == 0) open.push_back(place + 1);
          break;
        case Instruction::Kind::TextEnds:
          if (at == text_.size()) open.push_back(place + 1);
          break;
        case Instruction::Kind::Boundary:
          if (is_boundary(at)) open.push_back(place + 1);
          break;
        case Instruction::Kind::NoBoundary:
          if (!is_boundary(at)) open.push_back(place + 1);
          break;
        case Instruction::Kind::LookAhead:
          if (looks_ahead(place, at)) open.push_back(instruction.operand);
          break;
        case Instruction::Kind::NoLookAhead:
          if (!looks_ahead(place, at)) open.push_back(instruction.operand);
          break;
        case Instruction::Kind::LookBehind:
          if (looks_behind(place, at)) open.push_back(instruction.operand);
          break;
        case Instruction::Kind::NoLookBehind:
          if (!looks_behind(place, at)) open.push_back(instruction.operand);
          break;
      }
    }
  }

  [[nodiscard]] bool is_boundary(std::size_t at) const {
    const bool before = at > 0 && is_word(text_[at - 1]);
    const bool behind = at < text_.size() && is_word(text_[at]);
    return before != behind;
  }
  bool looks_ahead(std::uint32_t place, std::size_t at) {
    return run({.start = place + 1, .from = at, .everywhere = false, .end = kAnywhere});
  }
  bool looks_behind(std::uint32_t place, std::size_t at) {
    return run({.start = place + 1, .from = 0, .everywhere = true, .end = at});
  }

  const Regex& regex_;
  std::string_view text_;
  Meter& meter_;
};

bool has(const CharacterProperty& property, std::uint32_t character) {
  return (ONIGENC_IS_CODE_CTYPE(ONIG_ENCODING_UTF8, character, property.type) != 0) != property.is_negated;
}

}  // namespace

CharacterSet::CharacterSet(std::vector<CharacterRange> ranges, std::vector<CharacterProperty> properties,
                           bool is_negated)
    : ranges_(std::move(ranges)), properties_(std::move(properties)), is_negated_(is_negated) {
  std::ranges::sort(ranges_, {}, &CharacterRange::first);
  std::vector<CharacterRange> merged;
  for (const CharacterRange& range : ranges_) {
    if (!merged.empty() && range.first <= merged.back().last) {
      merged.back().last = std::max(merged.back().last, range.last);
    } else {
      merged.push_back(range);
    }
  }
  ranges_ = std::move(merged);
  for (std::uint32_t character = 0; character < kAscii; ++character) ascii_[character] = search(character);
}

bool CharacterSet::search(std::uint32_t character) const {
  const auto behind = std::ranges::upper_bound(ranges_, character, {}, &CharacterRange::first);
  const bool is_in_range = behind != ranges_.begin() && character <= std::prev(behind)->last;
  const bool is_in =
      is_in_range || std::ranges::any_of(properties_, [&](const auto& property) { return has(property, character); });
  return is_in != is_negated_;
}

bool Regex::is_found_in(std::string_view text, Meter& meter) const {
  return Matcher(*this, text, meter).search();
}

}  // namespace baton::schema
