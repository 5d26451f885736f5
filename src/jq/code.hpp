// The compiled form of an expression: a tree in which every name is resolved.
//
// At run time the variables, function arguments and labels in scope form a chain of `Scope` links on the stack. A node
// refers to one of them by `hops`, its distance from the innermost link; how far that is, the compiler knows.
#pragma once

#include "jq/jq.hpp"

#include <baton/value.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace baton::jq {

enum class Op : std::uint8_t {
  Identity,
  Constant,
  Variable,    // hops
  Global,      // index: of the caller's variables
  Index,       // [0][1]
  Slice,       // [0][1:2]
  Iterate,     // [0][]
  Try,         // try [0] catch [1]?
  Comma,       // all children
  Pipe,        // [0] | [1]
  Array,       // [ [0]? ]
  Object,      // key, value, key, value, ...
  String,      // the parts; those that are not text go through the format `index`
  Negate,      // -[0]
  Arithmetic,  // [0] operator(index) [1]
  Compare,     // [0] comparison(index) [1]
  And,
  Or,
  Alternative,        // [0] // [1]
  Assign,             // [0] = [1]
  Modify,             // [0] |= [1]
  Update,             // [0] op= [1], arithmetic operator by index
  UpdateAlternative,  // [0] //= [1]
  If,                 // [0] then [1] else [2]
  Reduce,             // reduce [0] as its link ([1]; [2])
  Foreach,            // foreach [0] as its link ([1]; [2]; [3]?)
  Bind,               // [0] as its link | [1]
  Alternatives,       // the first child that raises no error
  Label,              // links; [0]
  Break,              // hops
  Call,               // a defined function; children are its arguments
  Parameter,          // hops, index: an argument of the function that this is in
  Native,             // a built-in with evaluated arguments; children are these
  // Built-in functions that take expressions, or that must loop without recursion.
  Empty,
  Select,   // select([0])
  Recurse,  // recurse([0])
  RecurseDefault,
  Until,    // until([0]; [1])
  Range,    // range([0]; [1]), of numbers
  RangeBy,  // range([0]; [1]; [2]), of anything that can be added and compared
  Repeat,   // repeat([0])
  Limit,    // limit([0]; [1])
  Skip,     // skip([0]; [1])
  First,    // first([0])
  Path,     // path([0])
  GetPath,  // getpath([0])
  Delete,   // del([0])
  Any,      // any([0]; [1])
  All,      // all([0]; [1])
};

enum class Operator : std::uint8_t { Add, Subtract, Multiply, Divide, Modulo };
enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };
enum class Format : std::uint8_t { Text, Json, Html, Uri, Urid, Csv, Tsv, Sh, Base64, Base64d, Base32, Base32d };

struct Native;
struct Function;

struct Node {
  Op op = Op::Identity;
  bool optional = false;     // an access whose own errors are forgiven
  bool single = false;       // yields exactly one result or fails, so it can be computed without a callback
  bool at_most_one = false;  // yields no result or one, and does nothing after it
  std::uint32_t offset = 0;  // characters, for messages
  std::uint32_t hops = 0;
  std::uint32_t index = 0;
  Value constant;
  std::vector<Node> children;
  const Native* native = nullptr;
  const Function* function = nullptr;
};

struct Function {
  Node body;
  bool outermost = false;  // sees no link but its own arguments'
};

struct Code {
  Node root;
  std::vector<std::unique_ptr<Function>> functions;
  std::vector<bool> used_variables;
  std::optional<PlainPath> plain_path;
  bool can_give_several = false;
};

}  // namespace baton::jq
