#include "jq/cardinality.hpp"

#include "jq/own_frame.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace baton::jq {
namespace {

// Built-in functions that make several results of one input, whatever their arguments are.
constexpr std::array<std::string_view, 17> kGenerators = {
    "combinations", "fromstream", "leaf_paths", "paths", "range",           "recurse", "recurse_down", "repeat", "scan",
    "skip",         "splits",     "tostream",   "while", "truncate_stream", "inputs",  "limit",        "JOIN"};
// And those that give at most one, whatever their arguments are: they collect, or take the first or the last.
constexpr std::array<std::string_view, 25> kCollectors = {
    "add", "all",   "any",     "del",        "delpaths",  "empty", "error",       "first",  "group_by",
    "IN",  "INDEX", "isempty", "isvalid",    "last",      "map",   "map_values",  "max_by", "min_by",
    "nth", "pick",  "sort_by", "to_entries", "unique_by", "until", "with_entries"};

constexpr bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// How many results: at most one, as many as an argument of the function around has, or several.
enum class Count : std::uint8_t { One, AsArguments, Several };

// What an expression has defined itself, innermost first.
struct Defined {
  const Defined* outer = nullptr;
  std::string_view name;
  std::size_t arity = 0;
  Count count = Count::One;  // a function that calls itself gives what its other parts give
};

const Defined* find(const Defined* defined, const Ast& call) {
  while (defined != nullptr && (defined->name != call.text || defined->arity != call.children.size())) {
    defined = defined->outer;
  }
  return defined;
}

Count count_of(const Ast& ast, const Defined* defined);

Count most(const std::vector<Ast>& parts, const Defined* defined) {
  Count count = Count::One;
  for (const Ast& part : parts) count = std::max(count, count_of(part, defined));
  return count;
}

// `match` and `capture` find one, unless their flags hold a g.
bool finds_all(const Ast& call) {
  if (call.children.size() == 1) return call.children[0].syntax == Syntax::Array;  // [expression, flags]
  const Ast& flags = call.children[1];
  const bool is_text = flags.syntax == Syntax::Literal && flags.constant.is_string();
  return !is_text || flags.constant.as_string().contains('g');
}

Count count_of_call(const Ast& call, const Defined* defined) {
  if (const Defined* own = find(defined, call)) {
    if (own->count != Count::AsArguments) return own->count;
    // Perhaps those of a function further out.
    return std::max(most(call.children, defined), own->outer == nullptr ? Count::One : Count::AsArguments);
  }
  if (call.text == "limit" && call.children.size() == 2) return count_of(call.children[1], defined);
  if (contains(kGenerators, call.text)) return Count::Several;
  if (contains(kCollectors, call.text)) return Count::One;
  const bool matches = (call.text == "match" || call.text == "capture") && !call.children.empty();
  return matches && finds_all(call) ? Count::Several : most(call.children, defined);
}

Count count_of_definition(const Ast& define, const Defined* outer) {
  Defined own{.outer = outer, .name = define.text, .arity = define.parameters.size()};
  std::vector<Defined> parameters;
  parameters.reserve(define.parameters.size());
  const Defined* inside = &own;
  for (const std::string& parameter : define.parameters) {
    const std::string_view name = std::string_view(parameter).substr(parameter.starts_with('$') ? 1 : 0);
    parameters.push_back({.outer = inside, .name = name, .count = Count::AsArguments});
    inside = &parameters.back();
  }
  own.count = count_of(define.children[0], inside);
  if (std::ranges::any_of(define.parameters, [](const auto& name) { return name.starts_with('$'); })) {
    own.count = std::max(own.count, Count::AsArguments);  // it is run once for each value
  }
  return count_of(define.children[1], &own);
}

BATON_OWN_FRAME Count count_of(const Ast& ast, const Defined* defined) {
  switch (ast.syntax) {
    case Syntax::RecurseDefault:
    case Syntax::Iterate:
    case Syntax::Comma:
    case Syntax::Foreach:
      return Count::Several;
    case Syntax::Identity:
    case Syntax::Literal:
    case Syntax::Variable:
    case Syntax::Location:
    case Syntax::Break:
    case Syntax::Format:
    case Syntax::Array:
      return Count::One;
    case Syntax::Reduce:
      return count_of(ast.children[1], defined);
    case Syntax::Update:
      return ast.text == "|=" ? Count::One : count_of(ast.children[1], defined);
    case Syntax::Define:
      return count_of_definition(ast, defined);
    case Syntax::Call:
      return count_of_call(ast, defined);
    case Syntax::Index:
    case Syntax::Slice:
    case Syntax::Try:
    case Syntax::Pipe:
    case Syntax::Object:
    case Syntax::String:
    case Syntax::Negate:
    case Syntax::Binary:
    case Syntax::If:
    case Syntax::Bind:
    case Syntax::Label:
      return most(ast.children, defined);
  }
  std::unreachable();
}

}  // namespace

bool can_give_several(const Ast& expression) {
  return count_of(expression, nullptr) == Count::Several;
}

}  // namespace baton::jq
