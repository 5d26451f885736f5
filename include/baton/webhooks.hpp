// Webhooks: events of the event log are sent to HTTP endpoints. docs/reference/webhooks.md says how, and what a receiver gets.
//
//   baton::EngineOptions options{.secrets = {{"billing-hook", "whsec_…"}}};
//   auto engine = baton::Engine::open("sqlite:orders.db", options).or_exit();
//   baton::add_webhooks(engine).or_exit();
//   engine.recover().or_exit();                                             // those that are in the store continue
//   baton::put_webhook(engine, {.name = "billing", .url = "https://billing.example.com/events", .secrets = {"billing-hook"},
//                               .filter = {.type = "order.paid"}}).or_exit();
//
// Each event is delivered at least once, and the events of one webhook in the order of the log. A webhook is an instance of the machine "webhook", so it is in
// the store, and continues where it was in the next process that has called add_webhooks(). Secrets are not stored: it has their names in
// EngineOptions::secrets. A baton::Server on such an engine has the routes for webhooks; `baton serve` is such a program.
// Threading: from any thread but the engine's own and its callbacks.
#pragma once

#include <baton/caller.hpp>
#include <baton/detail/visibility.hpp>
#include <baton/error.hpp>
#include <baton/events.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baton BATON_PUBLIC {

class Engine;

struct WebhookOptions {
  std::string name;  // 1 to 63 letters, digits and hyphens
  std::string url;   // http or https, without user information
  // Names in the engine's secrets, at most 4; each makes a signature, so a receiver may move from one to the other. None: it is not signed.
  std::vector<std::string> secrets = {};
  EventFilter filter = {};
  std::int64_t attempts = 15;              // until an event becomes a dead letter; at most 100
  std::optional<std::uint64_t> from = {};  // of a new one: its first position in the log; none: what comes from now on
};

// Registers the machines "webhook" and "webhook-letter" and the operator "baton-webhooks". Call it before recover(). Conflict if one of the
// names is taken.
Result<void> add_webhooks(Engine& engine);

// Makes the webhook of that name, or tells it what it has to do from now on: then it continues where it is, and `from` means nothing.
// InvalidArgument says what is wrong. May be repeated.
Result<void> put_webhook(Engine& engine, const WebhookOptions& options, const Caller& caller = {});

// Ends it; its dead letters stay. NotFound if there is none.
Result<void> remove_webhook(Engine& engine, const std::string& name, const Caller& caller = {});

}  // namespace baton BATON_PUBLIC
