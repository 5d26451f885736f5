#include "cli/store.hpp"

#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/log.hpp"

#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

namespace baton::cli {
namespace {

// The file that the URL names, if it names one.
std::optional<std::filesystem::path> file_of(std::string_view url) {
  constexpr std::string_view sqlite = "sqlite:";
  if (!url.starts_with(sqlite) || url.size() == sqlite.size()) return std::nullopt;
  return url.substr(sqlite.size());
}

bool is_there(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::exists(file, error) || error;  // what cannot be looked at, the store itself reports
}

Error no_such_store(const std::filesystem::path& file) {
  return {.kind = Error::Kind::StoreFailed,
          .message = "no such store: " + file.string() +
                     "; create it with `baton deploy` or `baton run`, or name another with --store"};
}

}  // namespace

Result<Engine> open_engine(const StoreOptions& request) {
  EngineOptions options{.mode = request.use == StoreUse::Look ? EngineOptions::Mode::Read : EngineOptions::Mode::Write,
                        .outgoing = request.common.outgoing,
                        .lifecycle_events = request.common.lifecycle_events,
                        .public_url = request.public_url,
                        .continue_listeners = request.continue_listeners,
                        .logger = stderr_log(request.common.log)};
  if (!request.secrets.empty()) {
    auto secrets = read_secrets(request.secrets);
    if (!secrets) return std::unexpected(secrets.error());
    options.secrets = *std::move(secrets);
  }
  const auto file = file_of(request.common.store);
  const bool was_there = file && is_there(*file);
  // A mistyped name must not leave an empty store behind, nor pass for a store in which nothing has happened.
  if (file && !was_there && request.use != StoreUse::Create) return std::unexpected(no_such_store(*file));

  catch_interrupts();
  auto engine = Engine::open(request.common.store, std::move(options));
  // The URL is well-formed; what it names is not a store.
  if (!engine && was_there && engine.error().kind == Error::Kind::InvalidArgument) {
    return std::unexpected(Error{.kind = Error::Kind::StoreFailed, .message = engine.error().message});
  }
  return engine;
}

bool keeps(const std::string& store_url) {
  return !store_url.starts_with("memory:");
}

}  // namespace baton::cli
