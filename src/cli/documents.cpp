#include "cli/documents.hpp"

#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/resources.hpp"
#include "cli/text.hpp"

#include <utility>

namespace baton::cli {

Result<Document> read_document(const std::string& file) {
  auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  return Document{.file = file == "-" ? "<stdin>" : file, .text = *std::move(text)};
}

std::string located(const Document& document, const dsl::Diagnostic& diagnostic) {
  const bool is_error = diagnostic.severity == dsl::Diagnostic::Severity::Error;
  return one_line(document.file + ":" + std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) +
                  (is_error ? ": error: " : ": note: ") + diagnostic.message);
}

Error invalid(const Document& document, const std::vector<dsl::Diagnostic>& errors) {
  Error error{.kind = Error::Kind::InvalidDefinition, .message = document.file + " is not a valid workflow"};
  for (const dsl::Diagnostic& diagnostic : errors) error.details.push_back(located(document, diagnostic));
  return error;
}

Error not_supported(const Document& document, const std::vector<core::Obstacle>& obstacles) {
  Error error{.kind = Error::Kind::NotSupported,
              .message = document.file + " is valid, but this version of Baton cannot run all of its tasks"};
  for (const core::Obstacle& obstacle : obstacles) error.details.push_back(one_line(describe(obstacle)));
  return error;
}

std::string text_to_deploy(const Document& document, const core::Program& program) {
  return program.resources.is_null() ? document.text : to_json(core::stored_form(program));
}

Result<std::shared_ptr<const core::Program>> compile(const Document& document, const ResourceReader& resources) {
  auto compiled = resources.compile(document);
  if (!compiled) return std::unexpected(invalid(document, compiled.error()));
  for (const dsl::Diagnostic& note : compiled->notes) say(located(document, note));
  return std::move(compiled->program);
}

}  // namespace baton::cli
