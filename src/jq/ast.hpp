// The syntax tree of an expression, as written: names are not resolved yet.
#pragma once

#include <baton/value.hpp>

#include <memory>
#include <string>
#include <vector>

namespace baton::jq {

enum class Syntax {
  Identity,        // .
  RecurseDefault,  // ..
  Literal,         // constant
  Variable,        // $text
  Location,        // $__loc__
  Index,           // [0][1]
  Slice,           // [0][1:2], either bound may be a null literal
  Iterate,         // [0][]
  Try,             // try [0] catch [1]
  Comma,           // all children
  Pipe,            // [0] | [1]
  Array,           // [ [0]? ]
  Object,          // key, value, key, value, ...
  Format,          // @text alone
  String,          // @text (or "") around literal and expression parts in turn; the literals are Literal nodes
  Negate,          // -[0]
  Binary,          // [0] text [1], where text is an operator, also and, or, //
  Update,          // [0] text [1], where text is = |= += ...
  If,              // [0] then [1] else [2]
  Reduce,          // reduce [0] as patterns ([1]; [2])
  Foreach,         // foreach [0] as patterns ([1]; [2]; [3]?)
  Bind,            // [0] as patterns | [1]
  Label,           // label $text | [0]
  Break,           // break $text
  Define,          // def text(parameters): [0]; [1]
  Call,            // text(children)
};

struct Pattern;

struct Ast {
  Syntax syntax = Syntax::Identity;
  std::size_t offset = 0;
  std::size_t depth = 1;  // of the tree below, kept bounded by the parser
  bool optional = false;  // an access with a ? behind it
  bool enclosed = false;  // in parentheses
  std::string text;
  Value constant;
  std::vector<Ast> children;
  std::vector<Pattern> patterns;        // alternatives, tried in turn
  std::vector<std::string> parameters;  // a leading $ marks a value parameter
};

// What `as` takes apart. A name alone, an array of patterns, or an object of keys and patterns.
struct Pattern {
  enum class Shape { Name, Array, Object };
  struct Entry;

  Shape shape = Shape::Name;
  std::size_t offset = 0;
  std::string name;
  std::vector<Pattern> items;
  std::vector<Entry> entries;
};

struct Pattern::Entry {
  Ast key;
  std::string name;            // `$name` as a key binds that variable too; else empty
  std::vector<Pattern> value;  // none or one
};

}  // namespace baton::jq
