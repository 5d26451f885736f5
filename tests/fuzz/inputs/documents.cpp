// A workflow document. Whatever it is, it compiles, or every error has a place and a message; and what compiles is stored as a document
// that compiles to the same program.
#include "input.hpp"

#include "dsl/dsl.hpp"

#include <algorithm>

namespace {

using namespace baton;

void check_errors(const std::vector<dsl::Diagnostic>& errors) {
  fuzz::require(!errors.empty(), "a refusal has an error");
  const auto place = [](const dsl::Diagnostic& error) { return std::pair(error.line, error.column); };
  fuzz::require(std::ranges::is_sorted(errors, {}, place), "errors come in the order of the document");
  for (const dsl::Diagnostic& error : errors) {
    fuzz::require(error.line >= 1 && error.column >= 1, "an error has a line and a column");
    fuzz::require(!error.message.empty(), "an error has a message");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto compiled = dsl::compile(fuzz::text_of(data, size));
  if (!compiled) {
    check_errors(compiled.error());
    return 0;
  }
  const auto again = dsl::compile(compiled->program->document);
  fuzz::require(again.has_value(), "a stored document compiles");
  fuzz::require(again->program->digest == compiled->program->digest, "a stored document has the digest of its text");
  fuzz::require(again->program->tasks.size() == compiled->program->tasks.size(),
                "a stored document has the same tasks");
  return 0;
}
