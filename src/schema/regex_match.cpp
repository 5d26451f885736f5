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

struct Start {
  std::uint32_t place;  // in the code
  std::size_t from;     // in the text
};
enum class Begins : std::uint8_t { There, Anywhere };  // at the start, or there and at every place behind it
constexpr std::size_t kAnywhere = static_cast<std::size_t>(-1);
constexpr std::size_t kPlacesAStep = 4;

class Matcher {
 public:
  Matcher(const Regex& regex, std::string_view text, Meter& meter)
      : regex_(regex), text_(text), meter_(meter), current_(regex.code().size()), next_(regex.code().size()) {}

  // Does it match up to `end`? False, with the meter exhausted: not known.
  bool run(Start start, Begins begins, std::size_t end) {
    if (!meter_.charge(1 + regex_.code().size() / 64)) return false;
    for (std::size_t at = start.from;;) {
      if (at == start.from || begins == Begins::Anywhere) follow(current_, start.place, at);
      if (!meter_.charge(1 + current_.list().size() / kPlacesAStep)) return false;
      if (has_ended() && (end == kAnywhere || end == at)) return true;
      if (at >= std::min(end, text_.size()) || (current_.list().empty() && begins == Begins::There)) return false;
      const utf8::Decoded character = utf8::decode(text_.substr(at));
      at += character.length;
      take(character.code_point, at);
    }
  }

 private:
  void take(std::uint32_t character, std::size_t behind) {
    for (const std::uint32_t place : current_.list()) {
      const Instruction& instruction = regex_.code()[place];
      const bool takes =
          instruction.kind == Instruction::Kind::Character && regex_.sets()[instruction.operand].contains(character);
      if (takes) follow(next_, place + 1, behind);
    }
    std::swap(current_, next_);
    next_.clear();
  }

  [[nodiscard]] bool has_ended() const {
    return std::ranges::any_of(
        current_.list(), [&](std::uint32_t place) { return regex_.code()[place].kind == Instruction::Kind::End; });
  }

  // Adds the place and all that it leads to without a character.
  void follow(Places& places, std::uint32_t start, std::size_t at) {
    open_.push_back(start);
    while (!open_.empty()) {
      const std::uint32_t place = open_.back();
      open_.pop_back();
      if (!places.add(place)) continue;
      const Instruction& instruction = regex_.code()[place];
      switch (instruction.kind) {
        case Instruction::Kind::Character:
        case Instruction::Kind::End:
          break;
        case Instruction::Kind::Split:
          open_.push_back(instruction.operand);
          open_.push_back(place + 1);
          break;
        case Instruction::Kind::Jump:
          open_.push_back(instruction.operand);
          break;
        case Instruction::Kind::TextBegins:
        case Instruction::Kind::TextEnds:
        case Instruction::Kind::Boundary:
        case Instruction::Kind::NoBoundary:
          if (holds(instruction.kind, at)) open_.push_back(place + 1);
          break;
        case Instruction::Kind::LookAhead:
        case Instruction::Kind::NoLookAhead:
        case Instruction::Kind::LookBehind:
        case Instruction::Kind::NoLookBehind:
          if (looks(instruction.kind, place + 1, at)) open_.push_back(instruction.operand);
          break;
      }
    }
  }

  [[nodiscard]] bool holds(Instruction::Kind assertion, std::size_t at) const {
    if (assertion == Instruction::Kind::TextBegins) return at == 0;
    if (assertion == Instruction::Kind::TextEnds) return at == text_.size();
    const bool before = at > 0 && is_word(text_[at - 1]);
    const bool behind = at < text_.size() && is_word(text_[at]);
    return (before != behind) == (assertion == Instruction::Kind::Boundary);
  }

  [[nodiscard]] bool looks(Instruction::Kind look, std::uint32_t place, std::size_t at) {
    const bool is_ahead = look == Instruction::Kind::LookAhead || look == Instruction::Kind::NoLookAhead;
    const bool is_wanted = look == Instruction::Kind::LookAhead || look == Instruction::Kind::LookBehind;
    if (meter_.is_exhausted()) return false;  // before anything is allocated
    Matcher inner(regex_, text_, meter_);
    const bool matches = is_ahead ? inner.run({.place = place, .from = at}, Begins::There, kAnywhere)
                                  : inner.run({.place = place, .from = 0}, Begins::Anywhere, at);
    return matches == is_wanted;
  }

  const Regex& regex_;
  std::string_view text_;
  Meter& meter_;
  Places current_;
  Places next_;
  std::vector<std::uint32_t> open_;  // what `follow` has still to add
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
  const bool is_found = Matcher(*this, text, meter).run({.place = 0, .from = 0}, Begins::Anywhere, kAnywhere);
  return is_found && !meter.is_exhausted();
}

}  // namespace baton::schema
