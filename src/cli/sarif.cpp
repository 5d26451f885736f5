#include "cli/sarif.hpp"

#include "base/version.hpp"
#include "cli/console.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace baton::cli {
namespace {

// A path as a URI reference: what is not unreserved or a slash is escaped.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("/-._~").contains(c);
    if (is_plain) {
      uri += c;
    } else {
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

}  // namespace

Value sarif_text(std::string_view words) {
  return Value::object({{"text", Value::string(words)}});
}

Value sarif_physical_location(const SarifPlace& place) {
  const Value region = Value::object({{"startLine", Value::number(static_cast<std::int64_t>(place.line))},
                                      {"startColumn", Value::number(static_cast<std::int64_t>(place.column))}});
  const Value artifact = Value::object({{"uri", Value::string(uri_of(place.file))}});
  return Value::object({{"artifactLocation", artifact}, {"region", region}});
}

Value sarif_log(SarifRun run) {
  const Value driver = Value::object({{"name", Value::string(run.program)},
                                      {"version", Value::string(kVersion)},
                                      {"rules", Value::array(std::move(run.rules))}});
  const Value one_run = Value::object(
      {{"tool", Value::object({{"driver", driver}})},
       {"columnKind", Value::string("unicodeCodePoints")},
       {"invocations", Value::array({Value::object({{"executionSuccessful", Value::boolean(run.is_whole)}})})},
       {"results", Value::array(std::move(run.results))}});
  return Value::object({{"$schema", Value::string("https://json.schemastore.org/sarif-2.1.0.json")},
                        {"version", Value::string("2.1.0")},
                        {"runs", Value::array({one_run})}});
}

SarifFile::~SarifFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<void> SarifFile::open(const std::string& path) {
  path_ = path;
  if (path.empty() || path == "-") return {};
  descriptor_ = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ >= 0) return {};
  return std::unexpected(
      Error{.kind = Error::Kind::InvalidArgument, .message = "cannot write to " + path + ": " + std::strerror(errno)});
}

Result<void> SarifFile::write(const Value& log) const {
  if (descriptor_ < 0) return {};
  return write_all(descriptor_, to_pretty_json(log) + "\n", path_);
}

}  // namespace baton::cli
