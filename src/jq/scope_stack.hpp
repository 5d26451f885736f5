// The links in scope that a loop written as recursion needs: they outlive the turn that made them, and are given up together
// when the loop ends.
#pragma once

#include <baton/value.hpp>

#include <array>
#include <memory>
#include <vector>

namespace baton::jq {

struct Node;

// What is bound on the way to a node: a variable's value, or a call with the scope that its arguments are evaluated in.
struct Scope {
  const Scope* up = nullptr;
  Value value = {};
  const Node* call = nullptr;
  const Scope* caller = nullptr;
};

// Links stay where they are until they are popped. Each is pushed by a step of the evaluation, so the steps bound the memory.
class ScopeStack {
 public:
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const Scope* at(std::size_t position) const {
    return position < kFew ? &few_[position] : &(*blocks_[block_of(position)])[place_of(position)];
  }

  const Scope* push(Scope scope) {
    if (size_ >= kFew && block_of(size_) == blocks_.size()) blocks_.push_back(std::make_unique<Block>());
    Scope& slot = size_ < kFew ? few_[size_] : (*blocks_[block_of(size_)])[place_of(size_)];
    slot = std::move(scope);
    ++size_;
    return &slot;
  }

  void pop_to(std::size_t size) {
    while (size_ > size) const_cast<Scope*>(at(--size_))->value = Value();
  }

 private:
  static constexpr std::size_t kFew = 4;  // most expressions need no more
  static constexpr std::size_t kBlock = 128;
  using Block = std::array<Scope, kBlock>;

  static std::size_t block_of(std::size_t position) { return (position - kFew) / kBlock; }
  static std::size_t place_of(std::size_t position) { return (position - kFew) % kBlock; }

  std::array<Scope, kFew> few_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::size_t size_ = 0;
};

}  // namespace baton::jq
