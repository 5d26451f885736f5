// What a verb works on: an engine of this process on a store, or a running server. Both have the same methods, so that a verb is written once.
#pragma once

#include "cli/store.hpp"
#include "client/client.hpp"

#include <string>
#include <utility>

namespace baton::cli {

[[nodiscard]] inline bool is_remote(const Common& common) {
  return !common.server.empty();
}

// The key is that of the environment, BATON_KEY.
[[nodiscard]] client::Client open_client(const Common& common);

// Of what has none, so that a request that makes it can be repeated while the server is away.
[[nodiscard]] std::string random_id();

// `work` takes an Engine& or a client::Client&.
template <class Work>
[[nodiscard]] Result<ExitCode> with_target(const StoreOptions& request, Work work) {
  if (is_remote(request.common)) {
    client::Client server = open_client(request.common);
    return work(server);
  }
  auto engine = open_engine(request);
  if (!engine) return std::unexpected(engine.error());
  return work(*engine);
}

}  // namespace baton::cli
