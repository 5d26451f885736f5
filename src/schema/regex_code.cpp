#include "schema/limits.hpp"
#include "schema/regex.hpp"
#include "schema/regex_tree.hpp"

#include <optional>
#include <utility>

namespace baton::schema {
namespace {

class Generator {
 public:
  explicit Generator(std::size_t max_code) : max_code_(max_code) {}

  std::optional<std::vector<Instruction>> generate(const Tree& tree) && {
    emit(tree);
    add({Instruction::Kind::End});
    if (is_full()) return std::nullopt;
    return std::move(code_);
  }

 private:
  // Empty parts count too: they may be repeated very often.
  [[nodiscard]] bool is_full() const { return code_.size() > max_code_ || emitted_ > 4 * max_code_; }
  [[nodiscard]] std::uint32_t here() const { return static_cast<std::uint32_t>(code_.size()); }
  std::uint32_t add(Instruction instruction) {
    code_.push_back(instruction);
    return here() - 1;
  }
  void leads_here(std::uint32_t instruction) { code_[instruction].operand = here(); }

  void emit(const Tree& tree) {
    ++emitted_;
    if (is_full()) return;
    switch (tree.kind) {
      case Tree::Kind::Sequence:
        for (const Tree& part : tree.parts) emit(part);
        return;
      case Tree::Kind::Alternatives:
        return emit_alternatives(tree);
      case Tree::Kind::Repetition:
        return emit_repetition(tree);
      case Tree::Kind::Look: {
        const std::uint32_t look = add(tree.instruction);
        emit(tree.parts[0]);
        add({Instruction::Kind::End});
        return leads_here(look);
      }
      case Tree::Kind::Leaf:
        add(tree.instruction);
        return;
    }
  }

  void emit_alternatives(const Tree& tree) {
    std::vector<std::uint32_t> ends;
    for (std::size_t at = 0; at + 1 < tree.parts.size(); ++at) {
      const std::uint32_t split = add({Instruction::Kind::Split});
      emit(tree.parts[at]);
      ends.push_back(add({Instruction::Kind::Jump}));
      leads_here(split);
    }
    emit(tree.parts.back());
    for (const std::uint32_t end : ends) leads_here(end);
  }

  void emit_repetition(const Tree& tree) {
    const Tree& part = tree.parts[0];
    for (std::uint32_t count = 0; count < tree.least && !is_full(); ++count) emit(part);
    if (tree.most == kUnbounded) {
      const std::uint32_t split = add({Instruction::Kind::Split});
      emit(part);
      add({Instruction::Kind::Jump, split});
      return leads_here(split);
    }
    std::vector<std::uint32_t> splits;
    for (std::uint32_t count = tree.least; count < tree.most && !is_full(); ++count) {
      splits.push_back(add({Instruction::Kind::Split}));
      emit(part);
    }
    for (const std::uint32_t split : splits) leads_here(split);
  }

  std::size_t max_code_;
  std::size_t emitted_ = 0;
  std::vector<Instruction> code_;
};

}  // namespace

std::expected<Regex, std::string> Regex::compile(std::string_view pattern, std::size_t max_code) {
  if (pattern.size() > kMaxPatternBytes) return std::unexpected("it is longer than 64 KiB");
  auto parsed = parse_pattern(pattern);
  if (!parsed) return std::unexpected(std::move(parsed).error());
  auto code = Generator(max_code).generate(parsed->tree);
  if (!code) return std::unexpected("it repeats too much: written out, the patterns of a schema may have 200000 parts");
  return Regex(std::move(*code), std::move(parsed->sets));
}

}  // namespace baton::schema
