#include "cli/buses.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/interrupt.hpp"
#include "cli/serve_config.hpp"
#include "cli/store.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"

#include <baton/schedules.hpp>
#include <baton/server.hpp>
#include <baton/webhooks.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

namespace baton::cli {
namespace {

constexpr std::size_t kUsualDrainSeconds = 10;
constexpr std::chrono::milliseconds kBetweenLooks{50};

// Each connection takes a descriptor, and the usual limit is for programs that have few.
void take_all_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
}

ServerOptions options_of(const ServeArguments& arguments) {
  ServerOptions options{.allowed_hosts = arguments.allowed_hosts,
                        .keys = arguments.keys,
                        .admin_key = arguments.admin_key,
                        .tls_certificate = arguments.tls_certificate,
                        .tls_key = arguments.tls_key,
                        .insecure = arguments.insecure,
                        .logger = stderr_log(arguments.common.log)};
  if (arguments.listen) options.listen = *arguments.listen;
  if (arguments.max_connections) options.max_connections = *arguments.max_connections;
  if (arguments.max_requests) options.max_requests = *arguments.max_requests;
  return options;
}

void reload(Server& server) {
  const auto reloaded = server.reload();
  say(reloaded ? "keys and certificate were read again"
               : one_line("baton: keys and certificate stay as they were: " + reloaded.error().message));
}

// What is appended to it must make a URI.
Result<void> check_public_url(const std::string& url) {
  const bool has_scheme = url.starts_with("http://") || url.starts_with("https://");
  const bool is_plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7F'; }) &&
                        url.find_first_of("?#\"<>\\^`{|}") == std::string::npos;
  if (url.empty() || (has_scheme && is_plain && url.size() > url.find("//") + 2)) return {};
  return std::unexpected(bad_argument("the public URL '" + url +
                                      "' is not one: give it as in https://baton.example.com, without a query"));
}

}  // namespace

Result<ExitCode> perform(const ServeArguments& given) {
  const auto arguments = with_config(given);
  if (!arguments) return std::unexpected(arguments.error());
  if (auto usable = check_public_url(arguments->public_url); !usable) return std::unexpected(usable.error());
  take_all_descriptors();
  auto engine = open_engine({.common = arguments->common,
                             .use = StoreUse::Create,
                             .secrets = arguments->secrets,
                             .public_url = arguments->public_url});
  if (!engine) return std::unexpected(engine.error());
  if (auto added = add_schedules(*engine); !added) return std::unexpected(added.error());
  if (auto added = add_webhooks(*engine); !added) return std::unexpected(added.error());
  if (auto recovered = engine->recover(); !recovered) return std::unexpected(recovered.error());
  auto buses = open_buses(*engine, arguments->buses, arguments->common.log);
  if (!buses) return std::unexpected(buses.error());
  if (auto followed = follow_deployments(*engine); !followed) return std::unexpected(followed.error());
  auto server = Server::open(*engine, options_of(*arguments));
  if (!server) return std::unexpected(server.error());
  const std::string scheme = arguments->tls_certificate.empty() ? "http://" : "https://";
  say(one_line("listening on " + scheme + server->address()));

  catch_reloads();
  while (!interrupted()) {
    std::this_thread::sleep_for(kBetweenLooks);
    if (reload_wanted()) reload(*server);
  }
  say("ending: what was asked is still answered");
  const std::size_t left = server->stop(std::chrono::seconds{arguments->drain_seconds.value_or(kUsualDrainSeconds)});
  if (left > 0) say("baton: " + std::to_string(left) + " connections were cut; what was started continues");
  drain(*buses);
  return ExitCode::Success;
}

}  // namespace baton::cli
