// Workflow documents that the user names: read, compiled, and their problems reported by file, line and column.
#pragma once

#include "core/program.hpp"

#include "dsl/dsl.hpp"

#include <baton/error.hpp>

#include <memory>
#include <string>
#include <vector>

namespace baton::cli {

struct Document {
  std::string file;  // as messages name it
  std::string text;
};

[[nodiscard]] Result<Document> read_document(const std::string& file);

// "order.yaml:3:5: error: message"
[[nodiscard]] std::string located(const Document& document, const dsl::Diagnostic& diagnostic);

// The InvalidDefinition of a document with these errors.
[[nodiscard]] Error invalid(const Document& document, const std::vector<dsl::Diagnostic>& errors);

// The NotSupported of a document that this version cannot run.
[[nodiscard]] Error not_supported(const Document& document, const std::vector<core::Obstacle>& obstacles);

// The document with its resources as one text, for the engine.
[[nodiscard]] std::string text_to_deploy(const Document& document, const core::Program& program);

class ResourceReader;
// The compiler's notes go to stderr; its errors are the InvalidDefinition's details.
[[nodiscard]] Result<std::shared_ptr<const core::Program>> compile(const Document& document,
                                                                   const ResourceReader& resources);

}  // namespace baton::cli
