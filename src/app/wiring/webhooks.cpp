// Webhooks plugged into an engine, and into the clock and the caller for HTTP that it has.
#include <baton/webhooks.hpp>

#include "adapters/system/system.hpp"
#include "engine/implementation.hpp"
#include "webhooks/delivery.hpp"
#include "webhooks/letter.hpp"
#include "webhooks/requests.hpp"
#include "webhooks/secrets.hpp"
#include "webhooks/webhook.hpp"

#include <baton/awaitable.hpp>
#include <baton/engine.hpp>

#include <future>
#include <memory>
#include <optional>
#include <utility>

namespace baton {
namespace {

// On the engine's own thread: nothing that is resumed there waits.
void resume_at_once(std::move_only_function<void()> resume) {
  resume();
}

Result<void> waited_for(Async<Result<void>> asked) {
  std::promise<Result<void>> promise;
  auto answer = promise.get_future();
  std::move(asked).start([&promise](std::expected<Result<void>, std::exception_ptr> result) {
    if (result) {
      promise.set_value(*std::move(result));
    } else {
      promise.set_exception(result.error());
    }
  });
  return answer.get();
}

// Its caller for HTTP has the rules for outgoing calls, so they hold for webhooks too.
webhooks::Outside outside_of(Engine& engine) {
  auto& implementation = static_cast<Engine::Implementation&>(engine.machine_host());
  auto async = std::make_shared<AsyncEngine>(engine, &resume_at_once, Caller{"webhook"});
  const std::shared_ptr<engine::LogGrowth> growth = implementation.log_growth();
  return {.now = &adapters::process_now,
          .read =
              [async](EventQuery query, std::function<void(Result<EventPage>)> done) {
                async->events(std::move(query)).then([done = std::move(done)](Result<EventPage> page) {
                  done(std::move(page));
                });
              },
          .growth = [growth] { return growth->count(); },
          .wait = [growth](std::uint64_t since, std::function<void()> grown) { growth->wait(since, std::move(grown)); },
          .wake = [growth] { growth->ring(); },
          .http =
              [http = implementation.caller(core::CallKind::Http)](Value arguments, CallContext context,
                                                                   std::function<void(CallOutcome)> done) {
                http->call("http", std::move(arguments), std::move(context), std::move(done));
              },
          .find_secret = [secrets = implementation.secrets()](
                             const std::string& name) { return webhooks::secret_in(secrets, name); }};
}

}  // namespace

Result<void> add_webhooks(Engine& engine) {
  const auto deliveries = std::make_shared<webhooks::Deliveries>(outside_of(engine));
  if (auto added = engine.add_methods(deliveries->methods()); !added) return added;
  if (const auto letters = engine.add_machine<webhooks::DeadLetter>(webhooks::kLetterMachine); !letters) {
    return std::unexpected(letters.error());
  }
  const auto machines = engine.add_machine<webhooks::Webhook>(webhooks::kMachine);
  if (!machines) return std::unexpected(machines.error());
  return {};
}

Result<void> put_webhook(Engine& engine, const WebhookOptions& options, const Caller& caller) {
  webhooks::Setup setup{.name = options.name,
                        .url = options.url,
                        .secrets = options.secrets,
                        .type = options.filter.type,
                        .source = options.filter.source,
                        .subject = options.filter.subject,
                        .attempts = options.attempts};
  if (auto mistake = webhooks::mistake_in(setup)) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument, .message = *std::move(mistake)});
  }
  std::optional<std::int64_t> from;
  if (options.from) from = static_cast<std::int64_t>(*options.from);
  return waited_for(webhooks::put(AsyncEngine(engine, &resume_at_once, caller), std::move(setup), from));
}

Result<void> remove_webhook(Engine& engine, const std::string& name, const Caller& caller) {
  return waited_for(webhooks::remove(AsyncEngine(engine, &resume_at_once, caller), name));
}

}  // namespace baton
