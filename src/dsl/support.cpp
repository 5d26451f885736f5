#include "dsl/support.hpp"

#include "dsl/fields.hpp"
#include "dsl/names.hpp"

#include <string>
#include <vector>

namespace baton::dsl {

void refuse_unsupported(Diagnostics& diagnostics, const Node& node, std::string_view name, const Feature& feature) {
  diagnostics.error_at_key(
      node, quoted(name) + " " + std::string(feature.plural) +
                " are not supported by this version of Baton (supported: " + listed(feature.supported) + ")");
}

bool expect_supported_members(Diagnostics& diagnostics, const Node& node, std::string_view owner,
                              std::span<const std::string_view> known) {
  if (!expect(diagnostics, node, Kind::Object)) return false;
  std::vector<std::string_view> all(known.begin(), known.end());
  for (const UnsupportedProperty& property : kUnsupportedProperties) {
    if (property.owner != owner) continue;
    all.push_back(property.name);
    if (const Node* member = node.find(property.name)) {
      diagnostics.error_at_key(*member, quoted(property.name) + " is not supported by this version of Baton");
    }
  }
  refuse_unknown(diagnostics, node, all);
  return true;
}

}  // namespace baton::dsl
