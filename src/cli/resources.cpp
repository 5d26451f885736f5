#include "cli/resources.hpp"

#include "cli/files.hpp"

#include "core/expression.hpp"
#include "engine/fetch.hpp"
#include "engine/zones.hpp"
#include "schema/uri.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

namespace baton::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxBytes = dsl::Limits{}.max_bytes;
// Resources that name further ones, one after the other.
constexpr int kMaxRounds = 20;
// For all resources of a document.
constexpr std::chrono::seconds kMaxTime{60};

class SecretsOnly final : public core::Bindings {
 public:
  explicit SecretsOnly(const Value& secrets) : secrets_(secrets) {}
  [[nodiscard]] Value argument(core::Argument argument) const override {
    return argument == core::Argument::Secrets ? secrets_ : Value();
  }
  [[nodiscard]] Value variable(std::string_view) const override { return {}; }
  [[nodiscard]] Timestamp now() const override { return {}; }
  [[nodiscard]] bool hold_secrets() const override { return true; }

 private:
  const Value& secrets_;
};

// A file's path out of a URI: "schemas/order%20form.json", "file:///srv/order.json".
std::expected<std::string, std::string> path_of(const std::string& uri) {
  const schema::UriParts parts = schema::split_uri(uri);
  if (parts.authority && !parts.authority->empty() && *parts.authority != "localhost") {
    return std::unexpected("a file on another machine cannot be read");
  }
  if (parts.query) return std::unexpected("a file has no query ('?…')");
  return schema::split_fragment("#" + std::string(parts.path)).fragment;  // decodes its escapes
}

bool is_below(const fs::path& file, const std::string& folder) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return false;
  const fs::path relative = file.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

std::string folder_of(const Document& document) {
  const fs::path parent = fs::path(document.file).parent_path();
  return parent.empty() ? "." : parent.string();
}

dsl::Diagnostic at(const dsl::MissingResource& missing, std::string message) {
  return {.line = missing.line, .column = missing.column, .message = std::move(message)};
}

}  // namespace

Result<ResourceReader> ResourceReader::open(const ResourceChoice& choice) {
  Value secrets;
  if (!choice.secrets.empty()) {
    auto read = read_secrets(choice.secrets);
    if (!read) return std::unexpected(read.error());
    secrets = *std::move(read);
  }
  return ResourceReader(choice, std::move(secrets));
}

std::expected<dsl::Compiled, std::vector<dsl::Diagnostic>> ResourceReader::compile(const Document& document) const {
  const auto end = std::chrono::steady_clock::now() + kMaxTime;
  dsl::Sources sources{.resources = {}, .missing = dsl::Sources::Missing::Noted, .has_zone = [](std::string_view name) {
                         return engine::find_zone(name).has_value();
                       }};
  for (int round = 0;; ++round) {
    auto compiled = dsl::compile(document.text, {}, sources);
    if (!compiled || compiled->missing.empty() || choice_.is_offline) return compiled;
    std::vector<dsl::Diagnostic> errors;
    for (const dsl::MissingResource& missing : compiled->missing) {
      const bool is_late = round > kMaxRounds || std::chrono::steady_clock::now() > end;
      auto text = is_late
                      ? Text(std::unexpected("the document's resources took too long, or name one another without end"))
                      : get(document, missing);
      if (text) {
        sources.resources.emplace(missing.uri, *std::move(text));
      } else {
        errors.push_back(at(missing, "the resource '" + missing.uri + "' cannot be fetched: " + text.error()));
      }
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
  }
}

// The reason is that of the likeliest address.
ResourceReader::Text ResourceReader::get(const Document& document, const dsl::MissingResource& missing) const {
  const auto authentication = authentication_of(missing);
  if (!authentication) return std::unexpected(authentication.error());
  Text first = std::unexpected("it has no address");
  for (const std::string& address : missing.addresses) {
    Text text = get_at(document, address, *authentication);
    if (text) return text;
    if (&address == missing.addresses.data()) first = std::move(text);
  }
  return first;
}

ResourceReader::Text ResourceReader::get_at(const Document& document, const std::string& address,
                                            const Value& authentication) const {
  if (address.starts_with("http:") || address.starts_with("https:")) {
    return engine::fetch({.uri = address, .authentication = authentication, .max_bytes = kMaxBytes});
  }
  constexpr std::string_view kCatalog = "catalog:/";  // dsl::kDefaultCatalogScheme
  if (address.starts_with(kCatalog)) {
    if (choice_.catalog.empty())
      return std::unexpected("there is no default catalog; name its folder with --catalog DIR");
    return read_below((fs::path(choice_.catalog) / address.substr(kCatalog.size())).string(), {choice_.catalog});
  }
  const auto path = path_of(address);
  if (!path) return std::unexpected(path.error());
  std::vector<std::string> folders = choice_.allowed;
  folders.push_back(folder_of(document));
  return read_below((fs::path(folder_of(document)) / *path).string(), folders);
}

ResourceReader::Text ResourceReader::read_below(const std::string& path,
                                                const std::vector<std::string>& folders) const {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error) return std::unexpected(path + ": " + error.message());
  bool is_allowed = false;
  for (const std::string& folder : folders) is_allowed |= is_below(file, folder);
  if (!is_allowed) {
    return std::unexpected(file.string() + " is not below the document's folder; allow its folder with --allow");
  }
  if (!fs::is_regular_file(file, error)) return std::unexpected(file.string() + " is no regular file");
  if (fs::file_size(file, error) > kMaxBytes) {
    return std::unexpected(file.string() + " is larger than " + std::to_string(kMaxBytes) + " bytes");
  }
  auto text = read_file(file.string());
  if (!text) return std::unexpected(text.error().message);
  return *std::move(text);
}

std::expected<Value, std::string> ResourceReader::authentication_of(const dsl::MissingResource& missing) const {
  if (!missing.authentication) return Value();
  if (secrets_.is_null() && missing.authentication->uses(core::Argument::Secrets)) {
    return std::unexpected("its authentication needs $secrets; give them with --secrets FILE");
  }
  auto value = core::evaluate(*missing.authentication, Value(), SecretsOnly(secrets_));
  if (!value) return std::unexpected("its authentication: " + value.error().detail);
  return *std::move(value);
}

}  // namespace baton::cli
