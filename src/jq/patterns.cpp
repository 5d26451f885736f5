#include "jq/patterns.hpp"

namespace baton::jq {
namespace {

void collect_names(const Pattern& pattern, std::vector<std::string>& names) {
  if (!pattern.name.empty()) names.push_back(pattern.name);
  for (const Pattern& item : pattern.items) collect_names(item, names);
  for (const Pattern::Entry& entry : pattern.entries) {
    if (!entry.name.empty()) names.push_back(entry.name);
    for (const Pattern& value : entry.value) collect_names(value, names);
  }
}

Ast number_tree(std::size_t number, std::size_t offset) {
  Ast ast = make_tree(Syntax::Literal, offset);
  ast.constant = Value::number(static_cast<std::int64_t>(number));
  return ast;
}

// $whole[key]
Ast part_tree(const std::string& whole, Ast key, std::size_t offset) {
  Ast ast = make_tree(Syntax::Index, offset);
  ast.children.push_back(variable_tree(whole, offset));
  ast.children.push_back(std::move(key));
  return ast;
}

}  // namespace

Ast make_tree(Syntax syntax, std::size_t offset, std::string text) {
  Ast ast;
  ast.syntax = syntax;
  ast.offset = offset;
  ast.text = std::move(text);
  return ast;
}

Ast variable_tree(std::string name, std::size_t offset) {
  return make_tree(Syntax::Variable, offset, std::move(name));
}

Ast bind_tree(Ast source, std::string name, Ast body) {
  const std::size_t offset = source.offset;
  Ast ast = make_tree(Syntax::Bind, offset);
  ast.children.push_back(std::move(source));
  ast.children.push_back(std::move(body));
  ast.patterns.push_back({.offset = offset, .name = std::move(name), .items = {}, .entries = {}});
  return ast;
}

std::vector<std::string> bound_names(const std::vector<Pattern>& patterns) {
  std::vector<std::string> names;
  for (const Pattern& pattern : patterns) collect_names(pattern, names);
  return names;
}

// From the last part to the first, because each binding encloses those that follow it.
Ast FreshNames::take_apart(const Pattern& pattern, Ast source, Ast body) {
  if (pattern.shape == Pattern::Shape::Name) return bind_tree(std::move(source), pattern.name, std::move(body));
  const std::string whole = name();
  const std::size_t offset = pattern.offset;
  for (std::size_t at = pattern.items.size(); at-- > 0;) {
    body = take_apart(pattern.items[at], part_tree(whole, number_tree(at, offset), offset), std::move(body));
  }
  for (std::size_t at = pattern.entries.size(); at-- > 0;) {
    const Pattern::Entry& entry = pattern.entries[at];
    if (entry.name.empty()) {
      body = take_apart(entry.value.front(), part_tree(whole, entry.key, offset), std::move(body));
      continue;
    }
    if (!entry.value.empty()) {
      body = take_apart(entry.value.front(), variable_tree(entry.name, offset), std::move(body));
    }
    body = bind_tree(part_tree(whole, entry.key, offset), entry.name, std::move(body));
  }
  return bind_tree(std::move(source), whole, std::move(body));
}

}  // namespace baton::jq
