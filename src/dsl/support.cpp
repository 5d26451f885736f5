#include "dsl/support.hpp"

#include "dsl/fields.hpp"
#include "dsl/names.hpp"

#include <string>
#include <vector>

namespace baton::dsl {

void note_not_run(Compilation& compilation, const Node& node, const std::string& what) {
  if (compilation.only_examining) return;
  const std::string reason = what + " cannot be run by this version of Baton";
  compilation.diagnostics.note(node, reason + "; the workflow is valid, and is refused when it is started");
  compilation.obstacles.push_back({.reference = compilation.task, .reason = reason});
}

void note_beyond_schema(Diagnostics& diagnostics, const Node& node, std::string_view instead) {
  diagnostics.note(node, "is allowed here, but other programs may refuse it: the specification's JSON schema wants " +
                             std::string(instead));
}

void note_unread_metadata(Diagnostics& diagnostics, const Node& metadata, std::span<const std::string_view> read) {
  std::vector<std::string_view> known(kTaskMetadata.begin(), kTaskMetadata.end());
  known.insert(known.end(), kDocumentMetadata.begin(), kDocumentMetadata.end());
  for (const Node* member : metadata.children) {
    if (is_one_of(member->key(), read)) continue;
    const auto near = nearest(member->key(), known);
    if (!near) continue;
    std::string note = "has no effect";
    if (*near != member->key()) note += "; did you mean " + quoted(*near) + "?";
    if (!is_one_of(*near, read)) {
      note += is_one_of(*near, kTaskMetadata) ? " (it has an effect only in the metadata of a task)"
                                              : " (it has an effect only in document.metadata)";
    }
    diagnostics.note(*member, note);
  }
}

}  // namespace baton::dsl
