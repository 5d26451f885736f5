#include "dsl/iterator.hpp"

#include "dsl/fields.hpp"
#include "dsl/schemas.hpp"

#include <array>
#include <string>

namespace baton::dsl {

std::optional<core::EventIterator> compile_iterator(Compilation& compilation, const Node& node, const TaskSite& site,
                                                    std::string_view path) {
  constexpr std::array<std::string_view, 5> kProperties = {"item", "at", "do", "output", "export"};
  Diagnostics& diagnostics = compilation.diagnostics;
  if (!expect_members(diagnostics, node, kProperties)) return std::nullopt;
  core::EventIterator iterator;
  iterator.item = read_variable_name(diagnostics, node.find("item"), "item");
  iterator.at = read_variable_name(diagnostics, node.find("at"), "index");
  if (iterator.item == iterator.at) diagnostics.error(node, "'item' and 'at' must be two different names");
  const Scope scope = site.visible.scope.with({iterator.item, iterator.at});
  if (const Node* body = node.find("do")) {
    iterator.body = compile_implicit_do(compilation, *body, site.inside(std::string(path) + "/do", scope));
  }
  const Visible visible = {.scope = scope, .input = site.visible.input};
  iterator.output_as = compile_data_flow(compilation, node, visible, {.owner = "output", .name = "as"});
  iterator.export_as = compile_data_flow(compilation, node, visible, {.owner = "export", .name = "as"});
  iterator.output_schema = compile_schema(compilation, node, "output");
  iterator.export_schema = compile_schema(compilation, node, "export");
  return iterator;
}

}  // namespace baton::dsl
