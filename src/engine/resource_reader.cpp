#include "engine/resource_reader.hpp"

#include "core/expression.hpp"
#include "schema/uri.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace baton::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxResourceBytes = dsl::Limits{}.max_bytes;
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

std::expected<std::string, std::string> read_below(const std::string& path, const std::vector<std::string>& folders) {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error) return std::unexpected(path + ": " + error.message());
  bool is_allowed = false;
  for (const std::string& folder : folders) is_allowed |= is_below(file, folder);
  if (!is_allowed) {
    return std::unexpected(file.string() +
                           " is not below the document's folder; allow its folder (--allow, ResourceOptions::allowed)");
  }
  if (!fs::is_regular_file(file, error)) return std::unexpected(file.string() + " is no regular file");
  if (fs::file_size(file, error) > kMaxResourceBytes) {
    return std::unexpected(file.string() + " is larger than " + std::to_string(kMaxResourceBytes) + " bytes");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) return std::unexpected(file.string() + " cannot be read");
  return text;
}

dsl::Diagnostic at(const dsl::MissingResource& missing, std::string message) {
  return {.line = missing.line, .column = missing.column, .message = std::move(message)};
}

}  // namespace

std::expected<dsl::Compiled, std::vector<dsl::Diagnostic>> ResourceReader::compile(std::string_view text) const {
  if (reads_nothing()) return dsl::compile(text, {}, {.resources = {}, .missing = {}, .has_zone = has_zone_});
  const auto end = std::chrono::steady_clock::now() + kMaxTime;
  dsl::Sources sources{.resources = {}, .missing = dsl::Sources::Missing::Noted, .has_zone = has_zone_};
  for (int round = 0;; ++round) {
    auto compiled = dsl::compile(text, {}, sources);
    if (!compiled || compiled->missing.empty()) return compiled;
    std::vector<dsl::Diagnostic> errors;
    for (const dsl::MissingResource& missing : compiled->missing) {
      const bool is_late = round > kMaxRounds || std::chrono::steady_clock::now() > end;
      auto found =
          is_late ? Text(std::unexpected("the document's resources took too long, or name one another without end"))
                  : get(missing);
      if (found) {
        sources.resources.emplace(missing.uri, *std::move(found));
      } else {
        errors.push_back(at(missing, "the resource '" + missing.uri + "' cannot be fetched: " + found.error()));
      }
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
  }
}

bool ResourceReader::reads_nothing() const {
  return !options_.web && options_.folder.empty() && options_.allowed.empty() && options_.catalog.empty();
}

// The reason is that of the likeliest address.
ResourceReader::Text ResourceReader::get(const dsl::MissingResource& missing) const {
  const auto authentication = authentication_of(missing);
  if (!authentication) return std::unexpected(authentication.error());
  Text first = std::unexpected("it has no address");
  for (const std::string& address : missing.addresses) {
    Text text = get_at(address, *authentication);
    if (text) return text;
    if (&address == missing.addresses.data()) first = std::move(text);
  }
  return first;
}

ResourceReader::Text ResourceReader::get_at(const std::string& address, const Value& authentication) const {
  if (address.starts_with("http:") || address.starts_with("https:")) {
    if (!options_.web || !fetch_) return std::unexpected("nothing is fetched from the web here (ResourceOptions::web)");
    return fetch_({.uri = address, .authentication = authentication, .max_bytes = kMaxResourceBytes});
  }
  constexpr std::string_view kCatalog = "catalog:/";  // dsl::kDefaultCatalogScheme
  if (!address.starts_with(kCatalog)) return read_file_at(address);
  if (options_.catalog.empty()) {
    return std::unexpected("there is no default catalog; name its folder (--catalog DIR, ResourceOptions::catalog)");
  }
  return read_below((fs::path(options_.catalog) / address.substr(kCatalog.size())).string(), {options_.catalog});
}

ResourceReader::Text ResourceReader::read_file_at(const std::string& uri) const {
  const auto path = path_of(uri);
  if (!path) return std::unexpected(path.error());
  std::vector<std::string> folders = options_.allowed;
  if (!options_.folder.empty()) folders.push_back(options_.folder);
  return read_below((fs::path(options_.folder) / *path).string(), folders);
}

std::expected<Value, std::string> ResourceReader::authentication_of(const dsl::MissingResource& missing) const {
  if (!missing.authentication) return Value();
  if (secrets_.is_null() && missing.authentication->uses(core::Argument::Secrets)) {
    return std::unexpected("its authentication needs $secrets; give them (--secrets FILE, EngineOptions::secrets)");
  }
  auto value = core::evaluate(*missing.authentication, Value(), SecretsOnly(secrets_));
  if (!value) return std::unexpected("its authentication: " + value.error().detail);
  return *std::move(value);
}

}  // namespace baton::engine
