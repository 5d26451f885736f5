#include "cli/store.hpp"

#include "cli/files.hpp"
#include "cli/interrupt.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace baton::cli {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

// A mistyped name must not leave an empty store behind, nor pass for a store in which nothing has happened.
Result<void> refuse_missing_file(const std::string& url) {
  if (!url.starts_with(kSqlite)) return {};
  const std::string path = url.substr(kSqlite.size());
  std::error_code error;
  if (path.empty() || std::filesystem::exists(path, error) || error) return {};
  return std::unexpected(Error{
      .kind = Error::Kind::StoreFailed,
      .message =
          "no such store: " + path + "; create it with `baton deploy` or `baton run`, or name another with --store"});
}

}  // namespace

Result<Engine> open_engine(const StoreRequest& request) {
  EngineOptions options{.mode = request.use == StoreUse::Look ? EngineOptions::Mode::Read : EngineOptions::Mode::Write};
  if (!request.secrets.empty()) {
    auto secrets = read_secrets(request.secrets);
    if (!secrets) return std::unexpected(secrets.error());
    options.secrets = *std::move(secrets);
  }
  if (request.use != StoreUse::Create) {
    if (auto there = refuse_missing_file(request.url); !there) return std::unexpected(there.error());
  }
  catch_interrupts();
  return Engine::open(request.url, std::move(options));
}

Result<Engine> open_recovered_engine(const StoreRequest& request) {
  auto engine = open_engine(request);
  if (!engine) return engine;
  if (auto recovered = engine->recover(); !recovered) return std::unexpected(recovered.error());
  return engine;
}

bool keeps(const std::string& store_url) {
  return !store_url.starts_with("memory:");
}

}  // namespace baton::cli
