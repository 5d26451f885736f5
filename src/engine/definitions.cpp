#include "engine/definitions.hpp"

#include "engine/errors.hpp"

#include <utility>

namespace baton::engine {

std::expected<runtime::ProgramPtr, std::string> compile_stored(const runtime::DefinitionRow& row) {
  const auto document = parse_json(row.document);
  if (!document) return std::unexpected("its document cannot be read: " + describe(document.error()));
  if (const Value* machine = document->find("machine"); machine != nullptr && document->size() == 1) {
    auto stored = core::stored_machine(*document);
    if (!stored) return std::unexpected("it is a machine without a name, or with topics that are none");
    return std::make_shared<const core::Program>(*std::move(stored));
  }
  auto compiled = dsl::compile(*document);
  if (!compiled) return std::unexpected(compiled.error().empty() ? "" : compiled.error().front().message);
  if (compiled->program->digest != row.digest) return std::unexpected("its content does not match its digest");
  return std::move(compiled->program);
}

DefinitionSummary summary_of(const dsl::Compiled& compiled) {
  DefinitionSummary summary = summary_of(*compiled.program);
  for (const dsl::Diagnostic& note : compiled.notes) summary.notes.push_back(text_of(note));
  return summary;
}

DefinitionSummary summary_of(const core::Program& program) {
  return DefinitionSummary{
      .name = program.name, .digest = program.digest, .operator_calls = program.operator_calls, .notes = {}};
}

}  // namespace baton::engine
