#include "cli/resources.hpp"

#include "cli/files.hpp"

#include "engine/fetch.hpp"
#include "engine/zones.hpp"

#include <filesystem>
#include <utility>

namespace baton::cli {
namespace {

std::string folder_of(const Document& document) {
  const auto parent = std::filesystem::path(document.file).parent_path();
  return parent.empty() ? "." : parent.string();
}

}  // namespace

Result<ResourceReader> ResourceReader::open(const ResourceChoice& choice, const OutgoingOptions& outgoing) {
  Value secrets;
  if (!choice.secrets.empty()) {
    auto read = read_secrets(choice.secrets);
    if (!read) return std::unexpected(read.error());
    secrets = *std::move(read);
  }
  return ResourceReader(choice, outgoing, std::move(secrets));
}

std::expected<dsl::Compiled, std::vector<dsl::Diagnostic>> ResourceReader::compile(const Document& document) const {
  const auto has_zone = [](std::string_view name) { return engine::find_zone(name).has_value(); };
  if (choice_.is_offline) {
    return dsl::compile(document.text, {},
                        {.resources = {}, .missing = dsl::Sources::Missing::Noted, .has_zone = has_zone});
  }
  const engine::ResourceReader reader(
      {.web = true, .folder = folder_of(document), .allowed = choice_.allowed, .catalog = choice_.catalog}, secrets_,
      [this](const engine::FetchRequest& request) { return engine::fetch(request, outgoing_); }, has_zone);
  return reader.compile(document.text);
}

}  // namespace baton::cli
