// Destructuring patterns, taken apart into bindings of single names while they are still syntax trees.
#pragma once

#include "jq/ast.hpp"

namespace baton::jq {

[[nodiscard]] Ast make_tree(Syntax syntax, std::size_t offset, std::string text = {});
[[nodiscard]] Ast variable_tree(std::string name, std::size_t offset);
// source as $name | body
[[nodiscard]] Ast bind_tree(Ast source, std::string name, Ast body);

// Every name that these patterns bind.
[[nodiscard]] std::vector<std::string> bound_names(const std::vector<Pattern>& patterns);

class FreshNames {
 public:
  // A name that no expression can write.
  [[nodiscard]] std::string name() { return "\x01" + std::to_string(++count_); }

  // `source as pattern | body` as a chain of bindings of single names.
  [[nodiscard]] Ast take_apart(const Pattern& pattern, Ast source, Ast body);

 private:
  std::size_t count_ = 0;
};

}  // namespace baton::jq
