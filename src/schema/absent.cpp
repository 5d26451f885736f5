#include "schema/index.hpp"
#include "schema/schema.hpp"
#include "schema/uri.hpp"

#include <array>
#include <set>
#include <utility>

namespace baton::schema {
namespace {

constexpr std::array<std::string_view, 2> kReferences = {"$ref",
                                                         "$dynamicRef"};  // `$recursiveRef` stays in its document

}  // namespace

// What is found may bring in further schemas, with references of their own. An `$id` may be found after a reference to it, so
// what is absent is known only at the end.
std::vector<Absent> find_absent(const Value& document, const Options& options) {
  Index index(options);
  if (!index.add_main(document)) return {};
  std::vector<Absent> candidates;
  std::set<std::string, std::less<>> seen;
  for (std::size_t at = 0; at < index.locations().size(); ++at) {
    const auto id = static_cast<SchemaId>(at);
    const Location& location = index.locations()[at];
    for (const std::string_view keyword : kReferences) {
      const Value* reference = location.schema->find(keyword);
      if (reference == nullptr || !reference->is_string()) continue;
      const Resource& resource = index.resource_of(id);
      if (find_keyword(keyword, resource.dialect) == nullptr) continue;
      const std::string uri = resolve_uri(resource.base, reference->as_string());
      if (index.find(uri)) continue;
      std::string address = split_fragment(uri).address;
      if (!index.is_absent(address) || !seen.insert(address).second) continue;
      candidates.push_back({.address = std::move(address),
                            .url = index.documents()[location.document].url,
                            .place = index.place(id, "/" + std::string(keyword))});
    }
  }
  std::erase_if(candidates, [&](const Absent& each) { return !index.is_absent(each.address); });
  return candidates;
}

}  // namespace baton::schema
