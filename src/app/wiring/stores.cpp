#include "app/wiring/stores.hpp"

#include "adapters/memory/memory_store.hpp"
#include "adapters/sqlite/sqlite_store.hpp"
#include "engine/errors.hpp"

#include <string>
#include <utility>

namespace baton::app {
namespace {

constexpr std::string_view kKnown = "this version has 'memory:' and 'sqlite:PATH'";

std::unexpected<Error> invalid(std::string message) {
  return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = std::move(message)});
}

}  // namespace

Result<std::unique_ptr<runtime::Store>> open_store(std::string_view url, EngineOptions::Mode mode) {
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos) {
    return invalid("'" + std::string(url) + "' is not a store URL; " + std::string(kKnown));
  }
  const std::string_view scheme = url.substr(0, colon);
  const std::string path(url.substr(colon + 1));
  if (scheme == "memory") {
    if (!path.empty()) return invalid("a store in memory has no path; write 'memory:'");
    return adapters::open_memory_store();
  }
  if (scheme == "sqlite") {
    if (path.empty()) return invalid("the path is missing; write 'sqlite:PATH'");
    if (path.starts_with(":memory:") || path.starts_with("file:")) {
      return invalid(
          "'" + path +
          "' is a special name of SQLite, not a path; write 'memory:' for a store in memory, or 'sqlite:PATH'");
    }
    const bool writes = mode == EngineOptions::Mode::Write;
    auto store = adapters::open_sqlite_store(path, writes ? adapters::OpenMode::Write : adapters::OpenMode::Read);
    if (!store) return std::unexpected(engine::error_of(std::move(store).error()));
    return *std::move(store);
  }
  if (scheme == "postgres" || scheme == "redis") {
    return invalid("'" + std::string(scheme) + "' stores are not supported by this version; " + std::string(kKnown));
  }
  return invalid("'" + std::string(scheme) + "' is not a kind of store; " + std::string(kKnown));
}

}  // namespace baton::app
