#include "dsl/located.hpp"

#include "dsl/diagnostics.hpp"
#include "dsl/names.hpp"
#include "dsl/reader.hpp"

#include <optional>

namespace baton::dsl {
namespace {

void collect(const Node& node, const std::string& pointer, Located& located) {
  located.positions.emplace(pointer, node.key_position);
  for (const Node* child : node.children) {
    std::string inner = pointer + '/';
    inner += node.value.is_object() ? escape_pointer(child->key()) : std::to_string(child->index);
    collect(*child, inner, located);
  }
}

}  // namespace

Position Located::position_of(std::string_view pointer) const {
  if (pointer == "/") return position_of("");
  while (true) {
    if (const auto found = positions.find(pointer); found != positions.end()) return found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return {};
    pointer = pointer.substr(0, slash);
  }
}

std::expected<Located, std::vector<Diagnostic>> locate(std::string_view text, const Limits& limits) {
  Diagnostics diagnostics(limits.max_diagnostics);
  const std::optional<Tree> tree = read(text, limits, diagnostics);
  if (!tree || diagnostics.failed()) return std::unexpected(diagnostics.errors());
  Located located{.value = tree->root().value, .positions = {}};
  collect(tree->root(), "", located);
  return located;
}

}  // namespace baton::dsl
