// Chain: an immutable list, newest first, shared between the revisions of an instance. The store keeps each entry as a part of its
// own that names the next older one, so that a revision writes only what it adds.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

namespace baton::core {

template <class Entry>
class Chain {
 public:
  struct Node {
    Entry entry;
    std::shared_ptr<const Node> older;
  };

  Chain() = default;
  explicit Chain(std::shared_ptr<const Node> newest) : newest_(std::move(newest)) {}
  Chain(const Chain&) = default;
  Chain(Chain&&) = default;
  Chain& operator=(const Chain& other) {
    if (this != &other) {
      auto newest = other.newest_;
      release();
      newest_ = std::move(newest);
    }
    return *this;
  }
  Chain& operator=(Chain&& other) noexcept {
    if (this != &other) {
      release();
      newest_ = std::move(other.newest_);
    }
    return *this;
  }
  ~Chain() { release(); }

  [[nodiscard]] bool empty() const { return newest_ == nullptr; }
  [[nodiscard]] const std::shared_ptr<const Node>& newest() const { return newest_; }

  void push(Entry entry) { newest_ = std::make_shared<Node>(Node{.entry = std::move(entry), .older = newest_}); }

  // Removes the newest entry that `wanted` accepts and returns it. The nodes newer than that one are copied.
  std::optional<Entry> take_newest(const std::function<bool(const Entry&)>& wanted) {
    std::vector<Entry> passed;
    const Node* node = newest_.get();
    while (node != nullptr && !wanted(node->entry)) {
      passed.push_back(node->entry);
      node = node->older.get();
    }
    if (node == nullptr) return std::nullopt;
    Entry taken = node->entry;
    *this = Chain(std::shared_ptr<const Node>(node->older));
    for (Entry& entry : passed | std::views::reverse) push(std::move(entry));
    return taken;
  }

  // Removes every entry that `unwanted` accepts. The nodes newer than the oldest of these are copied.
  void remove_if(const std::function<bool(const Entry&)>& unwanted) {
    std::vector<const Node*> nodes;
    std::size_t end = 0;  // one past the oldest unwanted node
    for (const Node* node = newest_.get(); node != nullptr; node = node->older.get()) {
      nodes.push_back(node);
      if (unwanted(node->entry)) end = nodes.size();
    }
    if (end == 0) return;
    std::vector<Entry> kept;
    for (std::size_t i = 0; i < end; ++i) {
      if (!unwanted(nodes[i]->entry)) kept.push_back(nodes[i]->entry);
    }
    *this = Chain(std::shared_ptr<const Node>(nodes[end - 1]->older));
    for (Entry& entry : kept | std::views::reverse) push(std::move(entry));
  }

  friend bool operator==(const Chain& left, const Chain& right) {
    const Node* a = left.newest_.get();
    const Node* b = right.newest_.get();
    for (; a != b && a != nullptr && b != nullptr; a = a->older.get(), b = b->older.get()) {
      if (!(a->entry == b->entry)) return false;
    }
    return a == b;
  }

 private:
  // Node by node: a long list must not be freed by recursion.
  void release() noexcept {
    std::shared_ptr<const Node> node = std::move(newest_);
    newest_ = nullptr;
    while (node != nullptr && node.use_count() == 1) {
      auto older = std::move(const_cast<Node&>(*node).older);
      node = std::move(older);
    }
  }

  std::shared_ptr<const Node> newest_;
};

}  // namespace baton::core
