// A file of the corpus: one stored instance as text, with the definition that it runs. README.md.
#pragma once

#include "runtime/ports/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace baton::tests {

struct CorpusFile {
  std::string definition;  // a document as JSON, "machine ladder" or "machine doubter"
  runtime::StoredInstance instance;
  std::vector<runtime::PartRow> parts;  // with those that only history refers to
  std::vector<runtime::HistoryRow> history;
};

[[nodiscard]] std::string text_of(const CorpusFile& file);
[[nodiscard]] CorpusFile parse_corpus_file(const std::string& text);

}  // namespace baton::tests
