// The only file that knows yaml-cpp. Its parser reads from a std::istream and throws; neither goes further than here.
#include "dsl/names.hpp"
#include "dsl/reader.hpp"
#include "dsl/yaml_scalar.hpp"
#include "value/utf8.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

constexpr std::string_view kPlainTag = "?";   // what yaml-cpp says of plain scalars and untagged collections
constexpr std::string_view kQuotedTag = "!";  // and of quoted and block scalars
constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";

// The position of a mark of yaml-cpp, which counts bytes. Marks come mostly in order, so a long line is read only once.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}

  [[nodiscard]] Position of(const YAML::Mark& mark) {
    const auto end = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size());
    const auto column = std::min(static_cast<std::size_t>(std::max(mark.column, 0)), end);
    if (end - column != line_start_ || end < end_) {
      line_start_ = end - column;
      end_ = line_start_;
      characters_ = 0;
    }
    characters_ += utf8::count(text_.substr(end_, end - end_));
    end_ = end;
    return {.line = static_cast<std::size_t>(std::max(mark.line, 0)) + 1, .column = characters_ + 1};
  }

 private:
  std::string_view text_;
  std::size_t line_start_ = 0;
  std::size_t end_ = 0;         // of what has been counted,
  std::size_t characters_ = 0;  // from the start of the line
};

// yaml-cpp lets a quoted scalar end with the text, and so takes all that follows a forgotten quote into it.
bool lacks_closing_quote(std::string_view text, const YAML::Mark& mark) {
  auto at = static_cast<std::size_t>(std::max(mark.pos, 0));
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {  // an anchor or a tag before the scalar
    at = std::min(text.find_first_of(" \t\r\n", at), text.size());
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return false;
  const char quote = text[at];
  while (++at < text.size()) {
    if (text[at] == '\\' && quote == '"') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return false;
      ++at;  // '' within single quotes is one of them
    }
  }
  return true;
}

// As YAML 1.2 says (7.4) and yaml-cpp counts: in bytes, on one line.
constexpr std::size_t kMaxKeyBytes = 1024;
constexpr std::string_view kKeyIsTooLong = "this key is longer than the 1,024 bytes that a key in YAML may have";

// Does a text that is too long to be a key begin in the line, from there on? yaml-cpp takes it for a value without a key.
bool begins_long_key(std::string_view text, const YAML::Mark& mark) {
  const auto at = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text.size());
  const std::string_view line = text.substr(at, text.find('\n', at) - at);
  const std::size_t colon = line.find(": ", std::min(kMaxKeyBytes, line.size()));
  return colon != std::string_view::npos && line.substr(0, colon).find_first_of(",{}[]", 1) == std::string_view::npos;
}

// Builds the tree out of yaml-cpp's events. After an error that leaves nothing to build on, it ignores what follows.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, const Limits& limits, Diagnostics& diagnostics)
      : text_(text), limits_(limits), diagnostics_(diagnostics), places_(text) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1)
      stop(places_.of(mark), "a second YAML document begins here; put each workflow into a file of its own");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (stopped_) return;
    if (at_key() && begins_long_key(text_, mark)) return stop(places_.of(mark), std::string(kKeyIsTooLong));
    if (at_key()) return stop(places_.of(mark), "a key must be text, not null");
    // A value that is left out has no place of its own; its key has.
    const bool in_object = !open_.empty() && open_.back().is_object;
    add(Value(), in_object ? open_.back().key_position : places_.of(mark), {}, anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (stopped_) return;
    const Position position = places_.of(mark);
    if (lacks_closing_quote(text_, mark))
      return stop(position, "the quoted text that begins here has no closing quote");
    if (at_key()) return begin_member(position, text, tag);
    add(scalar(position, tag, text), position, {}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (stopped_) return;
    const Position position = places_.of(mark);
    if (at_key()) return stop(position, "a key must be text, not an alias");
    const auto original = anchors_.find(anchor);
    if (original == anchors_.end()) return stop(position, "the alias is inside the value that it repeats");
    if (count(original->second->extent, position)) attach(copy(*original->second, position, open_.size() + 1));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    begin(places_.of(mark), tag, anchor, false);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    begin(places_.of(mark), tag, anchor, true);
  }

  void OnSequenceEnd() override {
    if (stopped_) return;
    Open closed = take_innermost();
    std::vector<Value> items;
    for (const Node* child : closed.children) items.push_back(child->value);
    add(Value::array(std::move(items)), closed.position, std::move(closed.children), closed.anchor);
  }

  void OnMapEnd() override {
    if (stopped_) return;
    Open closed = take_innermost();
    add(Value::object(std::move(closed.members)), closed.position, std::move(closed.children), closed.anchor);
  }

  void stop_at(const YAML::Mark& mark, std::string message) { stop(places_.of(mark), std::move(message)); }
  // Nothing can be built any more; the first reason counts.
  void stop(Position position, std::string message) {
    if (!stopped_) diagnostics_.error(position, std::move(message));
    stopped_ = true;
  }

  std::optional<Tree> take() && {
    if (stopped_ || diagnostics_.failed() || tree_.empty()) return std::nullopt;
    return std::move(tree_);
  }

 private:
  // A collection whose end has not come yet.
  struct Open {
    Position position;
    YAML::anchor_t anchor;
    bool is_object;
    std::vector<Node*> children = {};
    // Of an object:
    std::vector<Member> members = {};
    std::set<std::string> keys = {};
    std::optional<std::string> key = {};  // whose value comes next
    Position key_position = {};
  };

  [[nodiscard]] bool at_key() const { return !open_.empty() && open_.back().is_object && !open_.back().key; }

  void check_tag(Position position, const std::string& tag) {
    if (tag == kPlainTag || tag == kQuotedTag || tag == kStringTag || tag.empty()) return;
    diagnostics_.error(position, "the tag " + quoted(tag) + " is not supported; plain YAML needs no tags");
  }

  Value scalar(Position position, const std::string& tag, const std::string& text) {
    check_tag(position, tag);
    if (tag != kPlainTag) return Value::string(text);
    auto value = resolve_plain_scalar(text);
    if (value) return *std::move(value);
    diagnostics_.error(position, std::move(value).error());
    return Value();
  }

  void begin_member(Position position, const std::string& key, const std::string& tag) {
    check_tag(position, tag);
    Open& object = open_.back();
    if (key == "<<" && tag == kPlainTag) {
      diagnostics_.error(position,
                         "merge keys ('<<') are not supported; write the members out, or repeat a whole value "
                         "with an alias");
    } else if (!object.keys.insert(key).second) {
      diagnostics_.error(position, "the key " + quoted(key) + " is repeated in this object");
    }
    object.key = key;
    object.key_position = position;
  }

  void begin(Position position, const std::string& tag, YAML::anchor_t anchor, bool is_object) {
    if (stopped_) return;
    if (at_key()) return stop(position, "a key must be text, not a list or an object");
    if (open_.size() >= limits_.max_depth) return stop(position, too_deep(limits_));
    check_tag(position, tag);
    open_.push_back({.position = position, .anchor = anchor, .is_object = is_object});
  }

  Open take_innermost() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    return closed;
  }

  void add(Value value, Position position, std::vector<Node*> children, YAML::anchor_t anchor) {
    if (!count(own_extent(value), position)) return;
    Node& node = tree_.add(std::move(value), position, std::move(children));
    if (anchor != YAML::NullAnchor) anchors_[anchor] = &node;
    attach(node);
  }

  // Adds to what the document holds; false past a limit.
  bool count(const Extent& extent, Position position) {
    total_ += extent;
    if (total_.nodes > limits_.max_nodes) stop(position, too_many_nodes(limits_));
    if (total_.bytes > limits_.max_bytes) stop(position, too_many_bytes(limits_) + " after the expansion of aliases");
    return !stopped_;
  }

  // Makes the node part of the innermost open collection.
  void attach(Node& node) {
    if (open_.empty()) return;
    Open& parent = open_.back();
    parent.children.push_back(&node);
    if (!parent.is_object) return;
    node.key_position = parent.key_position;
    parent.members.emplace_back(*std::exchange(parent.key, std::nullopt), node.value);
  }

  // The position of an alias, and of everything in it, is the place where the alias is used.
  Node& copy(const Node& original, Position position, std::size_t depth) {
    if (depth > limits_.max_depth && is_collection(original.value)) stop(position, too_deep(limits_));
    std::vector<Node*> children;
    if (!stopped_) {
      for (const Node* child : original.children) children.push_back(&copy(*child, position, depth + 1));
    }
    return tree_.add(original.value, position, std::move(children));
  }

  std::string_view text_;
  const Limits& limits_;
  Diagnostics& diagnostics_;
  Places places_;
  Tree tree_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, const Node*> anchors_;
  Extent total_;
  std::size_t documents_ = 0;
  bool stopped_ = false;
};

// The parser looks ahead over all of a collection in brackets, and keeps what it saw. A text with this many marks of YAML
// cannot be within the limits, and would take much memory until that is found.
bool has_too_many_indicators(std::string_view text, const Limits& limits) {
  constexpr std::string_view kIndicators = "[]{},:?&*!\"'";
  const auto count = std::ranges::count_if(text, [&](char c) { return kIndicators.contains(c); });
  return static_cast<std::size_t>(count) > 5 * limits.max_nodes;
}

}  // namespace

std::optional<Tree> read_yaml(std::string_view text, const Limits& limits, Diagnostics& diagnostics) {
  if (has_too_many_indicators(text, limits)) {
    diagnostics.error(Position{}, too_many_nodes(limits));
    return std::nullopt;
  }
  TreeBuilder builder(text, limits, diagnostics);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) builder.stop({}, "the document is empty");
    parser.HandleNextDocument(builder);  // a second one stops the builder
  } catch (const YAML::Exception& error) {
    const bool is_long_key =
        error.msg == YAML::ErrorMsg::MAP_VALUE && error.mark.column > static_cast<int>(kMaxKeyBytes);
    builder.stop_at(error.mark, is_long_key ? std::string(kKeyIsTooLong) : "not YAML: " + error.msg);
  }
  return std::move(builder).take();
}

}  // namespace baton::dsl
