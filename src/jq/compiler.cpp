// Resolves names, takes patterns apart into simple bindings, and turns well-known functions into nodes of their own.
#include "jq/compiler.hpp"

#include "jq/builtins.hpp"
#include "jq/formats.hpp"
#include "jq/own_frame.hpp"
#include "jq/parser.hpp"
#include "jq/patterns.hpp"
#include "value/utf8.hpp"

#include <algorithm>
#include <optional>

namespace baton::jq {
namespace {

// A name in scope. `level` counts the run-time links up to and including its own.
struct Name {
  enum class Kind { Variable, Label, Function, Parameter } kind;
  std::string text;  // functions and parameters: name/arity
  const Name* outer;
  std::uint32_t level;
  std::uint32_t index = 0;             // of a parameter
  const Function* function = nullptr;  // of a function, whose level is that of its definition
};

constexpr std::size_t kMaxNodes = 200'000;
constexpr std::size_t kMaxDepth = 3 * kMaxNesting;

std::string signature(std::string_view name, std::size_t arity) {
  return std::string(name) + "/" + std::to_string(arity);
}

struct NativeForm {
  std::string_view name;
  std::size_t arity;
  Op op;
};

// Called with their arguments as children.
constexpr NativeForm kForms[] = {
    {"empty", 0, Op::Empty},     {"select", 1, Op::Select},
    {"recurse", 1, Op::Recurse}, {"recurse", 0, Op::RecurseDefault},
    {"until", 2, Op::Until},     {"range", 3, Op::RangeBy},
    {"limit", 2, Op::Limit},     {"first", 1, Op::First},
    {"path", 1, Op::Path},       {"getpath", 1, Op::GetPath},
    {"del", 1, Op::Delete},      {"any", 2, Op::Any},
    {"all", 2, Op::All},         {"repeat", 1, Op::Repeat},
    {"skip", 2, Op::Skip},
};

constexpr std::pair<std::string_view, Operator> kArithmetic[] = {{"+", Operator::Add},
                                                                 {"-", Operator::Subtract},
                                                                 {"*", Operator::Multiply},
                                                                 {"/", Operator::Divide},
                                                                 {"%", Operator::Modulo}};

constexpr std::pair<std::string_view, Comparison> kComparisons[] = {
    {"==", Comparison::Equal},     {"!=", Comparison::NotEqual}, {"<", Comparison::Less},
    {"<=", Comparison::LessEqual}, {">", Comparison::Greater},   {">=", Comparison::GreaterEqual}};

template <class Table>
auto lookup(const Table& table, std::string_view key) {
  const auto* found = std::ranges::find(table, key, [](const auto& entry) { return entry.first; });
  return found == std::end(table) ? std::nullopt : std::optional(found->second);
}

// Each part gives at most one result and does nothing after it, so the whole does.
bool gives_at_most_one(const Node& node) {
  switch (node.op) {
    case Op::Empty:
    case Op::First:
      return true;
    case Op::Select:
      return node.children[0].single;
    case Op::Call:
      return node.function->body.at_most_one;
    case Op::Index:
    case Op::Slice:
    case Op::Pipe:
    case Op::Try:
    case Op::If:
    case Op::Bind:
    case Op::Label:
    case Op::Alternative:
    case Op::Negate:
    case Op::Arithmetic:
    case Op::Compare:
    case Op::And:
    case Op::Or:
    case Op::Object:
    case Op::String:
    case Op::Native:
      return std::ranges::all_of(node.children, &Node::at_most_one);
    default:
      return false;
  }
}

class Resolver {
 public:
  Resolver(std::string_view text, std::span<const std::string> variables) : text_(text), variables_(variables) {
    code_.used_variables.resize(variables.size());
    if (utf8::count(text) == text.size()) return;
    characters_.reserve(text.size() + 1);
    for (std::uint32_t characters = 0; const char byte : text) {
      characters_.push_back(characters);
      characters += utf8::begins_character(byte) ? 1 : 0;
    }
    characters_.push_back(static_cast<std::uint32_t>(utf8::count(text)));
  }

  std::expected<Code, CompileError> resolve(const Ast& ast) {
    code_.root = node(ast, nullptr);
    if (error_) return std::unexpected(*error_);
    return std::move(code_);
  }

 private:
  [[nodiscard]] static std::uint32_t level(const Name* scope) { return scope == nullptr ? 0 : scope->level; }
  static std::uint32_t hops(const Name* scope, const Name& target) { return level(scope) - target.level; }

  BATON_OWN_FRAME Node fail(std::string message, std::size_t offset) {
    if (!error_) error_ = CompileError{std::move(message), prelude_depth_ > 0 ? prelude_offset_ : offset};
    return {};
  }

  // As messages show it, in characters.
  [[nodiscard]] std::uint32_t position(std::size_t offset) const {
    const std::size_t byte = prelude_depth_ > 0 ? prelude_offset_ : offset;
    return characters_.empty() ? static_cast<std::uint32_t>(byte) : characters_[std::min(byte, characters_.size() - 1)];
  }

  BATON_OWN_FRAME Node make(Op op, const Ast& ast, bool single = false) {
    if (++nodes_ > kMaxNodes) return fail("the expression is too large", ast.offset);
    Node made;
    made.op = op;
    made.single = single;
    made.offset = position(ast.offset);
    return made;
  }

  // A node over all children of the tree; single if all of them are and `single` says that then the node is.
  BATON_OWN_FRAME Node over(Op op, const Ast& ast, const Name* scope, bool single) {
    Node made = make(op, ast);
    made.children.reserve(ast.children.size());
    for (const Ast& child : ast.children) made.children.push_back(node(child, scope));
    made.single = single && std::ranges::all_of(made.children, &Node::single);
    return made;
  }

  Node node(const Ast& ast, const Name* scope) {
    if (error_) return {};
    if (++depth_ > kMaxDepth) return fail("the expression is nested too deeply", ast.offset);
    Node made = dispatch(ast, scope);
    made.at_most_one = made.single || gives_at_most_one(made);
    --depth_;
    return made;
  }

  Node dispatch(const Ast& ast, const Name* scope) {
    switch (ast.syntax) {
      case Syntax::Identity:
        return make(Op::Identity, ast, true);
      case Syntax::RecurseDefault:
        return make(Op::RecurseDefault, ast);
      case Syntax::Literal:
        return constant(ast, ast.constant);
      case Syntax::Variable:
        return variable(ast, scope);
      case Syntax::Location:
        return location(ast);
      case Syntax::Index:
        return access(Op::Index, ast, scope);
      case Syntax::Slice:
        return access(Op::Slice, ast, scope);
      case Syntax::Iterate:
        return access(Op::Iterate, ast, scope);
      case Syntax::Try:
        return over(Op::Try, ast, scope, false);
      case Syntax::Comma:
        return over(Op::Comma, ast, scope, false);
      case Syntax::Pipe:
        return over(Op::Pipe, ast, scope, true);
      case Syntax::Array:
        return array(ast, scope);
      case Syntax::Object:
        return over(Op::Object, ast, scope, true);
      case Syntax::Format:
        return format_alone(ast);
      case Syntax::String:
        return string(ast, scope);
      case Syntax::Negate:
        return over(Op::Negate, ast, scope, true);
      case Syntax::Binary:
        return binary(ast, scope);
      case Syntax::Update:
        return update(ast, scope);
      case Syntax::If:
        return over(Op::If, ast, scope, true);
      case Syntax::Reduce:
      case Syntax::Foreach:
        return fold(ast, scope);
      case Syntax::Bind:
        return bind(ast, scope);
      case Syntax::Label:
        return label(ast, scope);
      case Syntax::Break:
        return break_out(ast, scope);
      case Syntax::Define:
        return define(ast, scope);
      case Syntax::Call:
        return call(ast, scope);
    }
    return {};
  }

  BATON_OWN_FRAME Node access(Op op, const Ast& ast, const Name* scope) {
    Node made = over(op, ast, scope, op != Op::Iterate && !ast.optional);
    made.optional = ast.optional;
    return made;
  }

  BATON_OWN_FRAME Node constant(const Ast& ast, Value value) {
    Node made = make(Op::Constant, ast, true);
    made.constant = std::move(value);
    return made;
  }

  BATON_OWN_FRAME Node variable(const Ast& ast, const Name* scope) {
    for (const Name* name = scope; name != nullptr; name = name->outer) {
      if (name->kind != Name::Kind::Variable || name->text != ast.text) continue;
      Node made = make(Op::Variable, ast, true);
      made.hops = hops(scope, *name);
      return made;
    }
    const auto given = std::ranges::find(variables_, ast.text);
    if (given == variables_.end() || prelude_depth_ > 0) return unknown_variable(ast);
    Node made = make(Op::Global, ast, true);
    made.index = static_cast<std::uint32_t>(given - variables_.begin());
    code_.used_variables[made.index] = true;
    return made;
  }

  Node unknown_variable(const Ast& ast) {
    if (ast.text == "ENV") return fail("$ENV is not available: an expression may not read the environment", ast.offset);
    if (ast.text == "__prog_args") return fail("$__prog_args is not available: there is no command line", ast.offset);
    return fail("the variable '$" + ast.text + "' is not defined here", ast.offset);
  }

  BATON_OWN_FRAME Node location(const Ast& ast) {
    // jq counts lines; an expression here is addressed by its bytes, but the shape is jq's.
    return constant(
        ast, Value::object({{"file", Value::string("<top-level>")}, {"line", Value::number(line_of(ast.offset))}}));
  }

  [[nodiscard]] std::int64_t line_of(std::size_t offset) const {
    const auto before = text_.substr(0, std::min(offset, text_.size()));
    return 1 + std::count(before.begin(), before.end(), '\n');
  }

  BATON_OWN_FRAME Node array(const Ast& ast, const Name* scope) {
    Node made = over(Op::Array, ast, scope, false);
    made.single = true;
    return made;
  }

  BATON_OWN_FRAME Node format_alone(const Ast& ast) {
    const auto format = format_named(ast.text);
    if (!format) return fail("'" + ast.text + "' is not a format", ast.offset);
    Node made = make(Op::String, ast, true);
    made.index = static_cast<std::uint32_t>(*format);
    made.children.push_back(make(Op::Identity, ast, true));
    return made;
  }

  // Texts written in the expression become constants; the parts in between go through the format.
  BATON_OWN_FRAME Node string(const Ast& ast, const Name* scope) {
    const auto format = ast.text.empty() ? std::optional(Format::Text) : format_named(ast.text);
    if (!format) return fail("'" + ast.text + "' is not a format", ast.offset);
    Node made = over(Op::String, ast, scope, true);
    made.index = static_cast<std::uint32_t>(*format);
    return made;
  }

  BATON_OWN_FRAME Node binary(const Ast& ast, const Name* scope) {
    if (const auto arithmetic = lookup(kArithmetic, ast.text)) {
      Node made = over(Op::Arithmetic, ast, scope, true);
      made.index = static_cast<std::uint32_t>(*arithmetic);
      return made;
    }
    if (const auto comparison = lookup(kComparisons, ast.text)) {
      Node made = over(Op::Compare, ast, scope, true);
      made.index = static_cast<std::uint32_t>(*comparison);
      return made;
    }
    if (ast.text == "and") return over(Op::And, ast, scope, true);
    if (ast.text == "or") return over(Op::Or, ast, scope, true);
    return over(Op::Alternative, ast, scope, true);
  }

  // One result for each of the right side, exactly one for |=.
  BATON_OWN_FRAME Node update(const Ast& ast, const Name* scope) {
    const std::string_view sign = std::string_view(ast.text).substr(0, ast.text.size() - 1);
    const auto arithmetic = lookup(kArithmetic, sign);
    const Op plain = sign.empty() ? Op::Assign : sign == "|" ? Op::Modify : Op::UpdateAlternative;
    Node made = over(arithmetic ? Op::Update : plain, ast, scope, false);
    if (arithmetic) made.index = static_cast<std::uint32_t>(*arithmetic);
    made.single = plain == Op::Modify || (made.children.size() == 2 && made.children[1].single);
    return made;
  }

  // What runs once `holder` has a value: the patterns matched against it, then the body. With several patterns, each
  // alternative starts with the names of all patterns being null.
  BATON_OWN_FRAME Node matched(const std::vector<Pattern>& patterns, const std::string& holder, const Ast& body,
                               const Name* scope) {
    if (patterns.size() == 1) {
      return node(fresh_.take_apart(patterns.front(), variable_tree(holder, body.offset), body), scope);
    }
    const std::vector<std::string> names = bound_names(patterns);
    Node alternatives = make(Op::Alternatives, body);
    for (const Pattern& pattern : patterns) {
      if (error_) return {};
      Ast alternative = fresh_.take_apart(pattern, variable_tree(holder, body.offset), body);
      for (const std::string& name : names) {
        alternative = bind_tree(make_tree(Syntax::Literal, body.offset), name, std::move(alternative));
      }
      alternatives.children.push_back(node(alternative, scope));
    }
    return alternatives;
  }

  // The body of a binding, in the scope of the link that holds the bound value.
  BATON_OWN_FRAME Node bound_body(const std::vector<Pattern>& patterns, const Ast& body, const Name* scope) {
    const bool plain = patterns.size() == 1 && patterns.front().shape == Pattern::Shape::Name;
    const Name link{Name::Kind::Variable, plain ? patterns.front().name : fresh_.name(), scope, level(scope) + 1};
    return plain ? node(body, &link) : matched(patterns, link.text, body, &link);
  }

  BATON_OWN_FRAME Node bind(const Ast& ast, const Name* scope) {
    Node made = make(Op::Bind, ast);
    made.children.push_back(node(ast.children[0], scope));
    made.children.push_back(bound_body(ast.patterns, ast.children[1], scope));
    made.single = made.children[0].single && made.children[1].single;
    return made;
  }

  BATON_OWN_FRAME Node fold(const Ast& ast, const Name* scope) {
    const bool is_reduce = ast.syntax == Syntax::Reduce;
    Node made = make(is_reduce ? Op::Reduce : Op::Foreach, ast);
    made.children.push_back(node(ast.children[0], scope));
    made.children.push_back(node(ast.children[1], scope));
    for (std::size_t at = 2; at < ast.children.size(); ++at) {
      made.children.push_back(bound_body(ast.patterns, ast.children[at], scope));
    }
    made.single = is_reduce && made.children[1].single;
    return made;
  }

  BATON_OWN_FRAME Node label(const Ast& ast, const Name* scope) {
    const Name link{Name::Kind::Label, ast.text, scope, level(scope) + 1};
    Node made = make(Op::Label, ast);
    made.children.push_back(node(ast.children[0], &link));
    return made;
  }

  BATON_OWN_FRAME Node break_out(const Ast& ast, const Name* scope) {
    for (const Name* name = scope; name != nullptr; name = name->outer) {
      if (name->kind != Name::Kind::Label || name->text != ast.text) continue;
      Node made = make(Op::Break, ast);
      made.hops = hops(scope, *name);
      return made;
    }
    return fail("the label '$" + ast.text + "' is not defined here", ast.offset);
  }

  Function* new_function(std::uint32_t definition_level) {
    code_.functions.push_back(std::make_unique<Function>());
    code_.functions.back()->outermost = definition_level == 0;
    return code_.functions.back().get();
  }

  // The name of a function being defined; its body is resolved with the name in scope, for recursion.
  BATON_OWN_FRAME Name defined(const Ast& ast, const Name* scope) {
    Function* function = new_function(level(scope));
    Name name{Name::Kind::Function, signature(ast.text, ast.parameters.size()), scope, level(scope)};
    name.function = function;
    function->body = function_body(ast, &name);
    return name;
  }

  BATON_OWN_FRAME Node function_body(const Ast& ast, const Name* self) {
    std::vector<Name> names;
    names.reserve(ast.parameters.size());
    const Name* inner = self;
    for (const std::string& parameter : ast.parameters) {
      const std::string text = parameter.starts_with('$') ? parameter.substr(1) : parameter;
      names.push_back({Name::Kind::Parameter, signature(text, 0), inner, self->level + 1,
                       static_cast<std::uint32_t>(names.size())});
      inner = &names.back();
    }
    // Even without parameters a call has a link of its own.
    const Name call_link{Name::Kind::Variable, fresh_.name(), inner, self->level + 1};
    Ast wrapped;
    const Ast* body = &ast.children[0];
    for (std::size_t at = ast.parameters.size(); at-- > 0;) {
      if (!ast.parameters[at].starts_with('$')) continue;
      std::string name = ast.parameters[at].substr(1);
      Ast source = make_tree(Syntax::Call, ast.offset, name);
      wrapped = bind_tree(std::move(source), std::move(name), body == &wrapped ? std::move(wrapped) : *body);
      body = &wrapped;
    }
    return node(*body, &call_link);
  }

  BATON_OWN_FRAME Node define(const Ast& ast, const Name* scope) {
    const Name name = defined(ast, scope);
    return node(ast.children[1], &name);
  }

  BATON_OWN_FRAME Node call(const Ast& ast, const Name* scope) {
    const std::string wanted = signature(ast.text, ast.children.size());
    for (const Name* name = scope; name != nullptr; name = name->outer) {
      if (name->text != wanted) continue;
      if (name->kind == Name::Kind::Function) return call_function(ast, *name->function, hops(scope, *name), scope);
      if (name->kind == Name::Kind::Parameter) {
        Node made = make(Op::Parameter, ast);
        made.hops = hops(scope, *name);
        made.index = name->index;
        return made;
      }
    }
    return call_builtin(ast, wanted, scope);
  }

  BATON_OWN_FRAME Node call_function(const Ast& ast, const Function& function, std::uint32_t hops, const Name* scope) {
    Node made = over(Op::Call, ast, scope, false);
    made.function = &function;
    made.hops = hops;
    made.single = function.body.single;  // not yet known, hence false, within its own body
    return made;
  }

  BATON_OWN_FRAME Node call_builtin(const Ast& ast, const std::string& wanted, const Name* scope) {
    const std::size_t arity = ast.children.size();
    if (wanted == "null/0") return constant(ast, Value());
    if (wanted == "true/0") return constant(ast, Value::boolean(true));
    if (wanted == "false/0") return constant(ast, Value::boolean(false));
    if (wanted == "map/1") return map(ast, scope);
    if (wanted == "range/1" || wanted == "range/2") return range(ast, scope);
    for (const NativeForm& form : kForms) {
      if (form.name == ast.text && form.arity == arity) return form_node(form.op, ast, scope);
    }
    if (const Native* native = find_native(ast.text, arity)) {
      Node made = over(Op::Native, ast, scope, true);
      made.native = native;
      return made;
    }
    if (const std::string_view definition = find_prelude(ast.text, arity); !definition.empty()) {
      return call_function(ast, prelude_function(wanted, definition, ast.offset), 0, scope);
    }
    if (const std::string_view reason = refusal(ast.text); !reason.empty()) {
      return fail("'" + ast.text + "' is not available: " + std::string(reason), ast.offset);
    }
    return fail("the function '" + wanted + "' is not defined", ast.offset);
  }

  BATON_OWN_FRAME Node form_node(Op op, const Ast& ast, const Name* scope) {
    Node made = over(op, ast, scope, op == Op::GetPath);
    if (op == Op::Delete) made.single = true;
    return made;
  }

  // [.[] | f]
  BATON_OWN_FRAME Node map(const Ast& ast, const Name* scope) {
    Node iterate = make(Op::Iterate, ast);
    iterate.children.push_back(make(Op::Identity, ast, true));
    Node pipe = make(Op::Pipe, ast);
    pipe.children.push_back(std::move(iterate));
    pipe.children.push_back(node(ast.children[0], scope));
    Node array = make(Op::Array, ast, true);
    array.children.push_back(std::move(pipe));
    return array;
  }

  // range(n) as range(0; n)
  BATON_OWN_FRAME Node range(const Ast& ast, const Name* scope) {
    Node made = over(Op::Range, ast, scope, false);
    if (error_) return {};
    if (made.children.size() == 1) {
      made.children.insert(made.children.begin(), constant(ast, Value::number(std::int64_t{0})));
    }
    return made;
  }

  // Resolved once, and only if it is called. Errors inside, which would be ours, are reported at the call.
  BATON_OWN_FRAME const Function& prelude_function(const std::string& wanted, std::string_view definition,
                                                   std::size_t offset) {
    const auto known = std::ranges::find(prelude_, wanted, [](const auto& entry) { return entry.first; });
    if (known != prelude_.end()) return *known->second;
    auto ast = parse_definition(definition);
    if (!ast) {
      fail("the built-in " + wanted + " does not parse: " + ast.error().message, offset);
      return *new_function(0);
    }
    if (prelude_depth_++ == 0) prelude_offset_ = offset;
    const Name name = defined(*ast, nullptr);
    --prelude_depth_;
    prelude_.emplace_back(wanted, name.function);
    return *name.function;
  }

  std::string_view text_;
  std::vector<std::uint32_t> characters_;  // before each byte; empty where each character is one byte
  std::span<const std::string> variables_;
  Code code_;
  std::optional<CompileError> error_;
  std::vector<std::pair<std::string, const Function*>> prelude_;
  std::size_t nodes_ = 0;
  std::size_t depth_ = 0;
  FreshNames fresh_;
  std::size_t prelude_depth_ = 0;
  std::size_t prelude_offset_ = 0;
};

}  // namespace

std::expected<Code, CompileError> resolve(const Ast& ast, std::string_view text,
                                          std::span<const std::string> variables) {
  return Resolver(text, variables).resolve(ast);
}

}  // namespace baton::jq
