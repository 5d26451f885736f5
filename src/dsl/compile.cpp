#include "dsl/compilation.hpp"
#include "dsl/dsl.hpp"
#include "dsl/reader.hpp"
#include "dsl/workflow.hpp"

#include <utility>

namespace baton::dsl {
namespace {

// `source`: the text or the value.
template <class Source>
std::expected<Compiled, std::vector<Diagnostic>> compile_source(const Source& source, const Limits& limits) {
  Diagnostics diagnostics(limits.max_diagnostics);
  const std::optional<Tree> tree = read(source, limits, diagnostics);
  if (!tree) return std::unexpected(diagnostics.errors());
  Compilation compilation{.limits = limits, .diagnostics = diagnostics};
  core::Program program = compile_workflow(compilation, tree->root());
  if (diagnostics.failed()) return std::unexpected(diagnostics.errors());
  return Compiled{.program = std::make_shared<const core::Program>(std::move(program)), .notes = diagnostics.notes()};
}

}  // namespace

std::expected<Compiled, std::vector<Diagnostic>> compile(std::string_view text, const Limits& limits) {
  return compile_source(text, limits);
}

std::expected<Compiled, std::vector<Diagnostic>> compile_value(const Value& document, const Limits& limits) {
  return compile_source(document, limits);
}

}  // namespace baton::dsl
