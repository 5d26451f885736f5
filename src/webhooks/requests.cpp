#include "webhooks/requests.hpp"

#include "base/iso8601.hpp"
#include "webhooks/registered.hpp"

#include <baton/async_machine.hpp>

#include <algorithm>
#include <utility>

namespace baton::webhooks {
namespace {

std::unexpected<Error> no_such_webhook(const std::string& name) {
  return std::unexpected(Error{.kind = Error::Kind::NotFound, .message = "there is no webhook '" + name + "'"});
}

Result<On> on_in(const Result<InstanceView>& view, const InstanceId& id) {
  auto state = Machines<Webhook>::state_in(view, id, kMachine);
  if (!state) return std::unexpected(std::move(state).error());
  return std::get<On>(*std::move(state));
}

Result<On> webhook_in(const Result<InstanceView>& view, const std::string& name) {
  if (!view && view.error().kind != Error::Kind::NotFound) return std::unexpected(view.error());
  if (!view || has_ended(view->summary.status)) return no_such_webhook(name);
  return on_in(view, webhook_id(name));
}

Value text_or_null(const std::string& text) {
  return text.empty() ? Value() : Value::string(text);
}
Value time_or_null(const std::optional<Timestamp>& time) {
  return time ? Value::string(to_iso8601(*time)) : Value();
}

Async<Result<void>> start(AsyncEngine engine, Setup setup, std::optional<std::int64_t> from) {
  Beginning beginning{.setup = std::move(setup)};
  if (from) {
    beginning.position = *from - 1;
  } else {
    const EventQuery end{.limit = 0};
    const auto log = co_await engine.events(end);
    if (!log) co_return std::unexpected(log.error());
    beginning.position = static_cast<std::int64_t>(log->last);
  }
  const AsyncMachines<Webhook> machines(engine, kMachine);
  Value input = to_value(beginning);
  std::string id = webhook_id(beginning.setup.name).value;
  const auto started = co_await machines.start(std::move(input), std::move(id));
  if (!started) co_return std::unexpected(started.error());
  co_return Result<void>();
}

Result<LetterView> letter_in(const Result<InstanceView>& view, const std::string& webhook, const InstanceId& id) {
  const auto none = [&] {
    return std::unexpected(Error{.kind = Error::Kind::NotFound,
                                 .message = "the webhook '" + webhook + "' has no dead letter '" + id.value + "'"});
  };
  if (!view && view.error().kind != Error::Kind::NotFound) return std::unexpected(view.error());
  if (!view || has_ended(view->summary.status)) return none();
  auto state = Machines<DeadLetter>::state_in(view, id, kLetterMachine);
  if (!state) return state.error().kind == Error::Kind::NotFound ? none() : std::unexpected(state.error());
  auto* kept = std::get_if<Kept>(&*state);
  if (kept == nullptr || kept->letter.webhook != webhook) return none();
  return LetterView{.id = id, .kept = std::move(*kept), .since = view->summary.started_at};
}

}  // namespace

Value json_of(const On& webhook) {
  const Setup& setup = webhook.setup;
  std::vector<Value> secrets;
  for (const std::string& name : setup.secrets) secrets.push_back(Value::string(name));
  return Value::object({{"name", Value::string(setup.name)},
                        {"url", Value::string(setup.url)},
                        {"secrets", Value::array(std::move(secrets))},
                        {"type", text_or_null(setup.type)},
                        {"source", text_or_null(setup.source)},
                        {"subject", text_or_null(setup.subject)},
                        {"attempts", Value::number(setup.attempts)},
                        {"paused", Value::boolean(webhook.paused)},
                        {"stopped", text_or_null(webhook.stopped)},
                        {"position", Value::number(webhook.position)},
                        {"delivered", Value::number(webhook.delivered)},
                        {"lastDelivered", time_or_null(webhook.last)},
                        {"failedAttempts", Value::number(webhook.attempts)},
                        {"nextAttempt", time_or_null(webhook.next)},
                        {"problem", text_or_null(webhook.problem)},
                        {"deadLetters", Value::number(webhook.letters)},
                        {"lost", Value::number(webhook.lost)},
                        {"lastTest", text_or_null(webhook.test)}});
}

Value json_of(const LetterView& letter) {
  return Value::object({{"id", Value::string(letter.id.value)},
                        {"position", Value::number(letter.kept.letter.position)},
                        {"since", Value::string(to_iso8601(letter.since))},
                        {"attempts", Value::number(letter.kept.letter.attempts)},
                        {"problem", Value::string(letter.kept.letter.why)},
                        {"sending", Value::boolean(letter.kept.sending)},
                        {"event", letter.kept.letter.event}});
}

bool are_in(const Engine& engine) {
  const auto registered = engine.registered_methods();
  return std::ranges::find(registered, kDeliver) != registered.end();
}

Async<Result<std::vector<On>>> list(AsyncEngine engine) {
  std::vector<On> all;
  InstanceFilter filter{.space = "machine", .name = kMachine, .limit = 1'000};
  do {
    auto page = co_await engine.list(filter);
    if (!page) co_return std::unexpected(page.error());
    for (const InstanceSummary& each : page->instances) {
      if (has_ended(each.status)) continue;
      const auto view = co_await engine.find(each.id);
      const Result<On> webhook = on_in(view, each.id);
      if (webhook) {
        all.push_back(*webhook);
      } else if (webhook.error().kind != Error::Kind::NotFound) {
        co_return std::unexpected(webhook.error());
      }
    }
    filter.cursor = std::move(page->cursor);
  } while (!filter.cursor.empty());
  std::ranges::sort(all, {}, [](const On& each) { return each.setup.name; });
  co_return all;
}

Async<Result<On>> find(AsyncEngine engine, std::string name) {
  InstanceId id = webhook_id(name);
  const auto view = co_await engine.find(std::move(id));
  co_return webhook_in(view, name);
}

Async<Result<void>> put(AsyncEngine engine, Setup setup, std::optional<std::int64_t> from) {
  InstanceId id = webhook_id(setup.name);
  const auto view = co_await engine.find(id);
  if (!view && view.error().kind != Error::Kind::NotFound) co_return std::unexpected(view.error());
  if (view && !has_ended(view->summary.status)) {
    std::string name = setup.name;
    Webhook::Event set = Set{.setup = std::move(setup)};
    co_return co_await send(engine, std::move(name), std::move(set));
  }
  if (view) {
    const auto removed = co_await engine.remove(id);
    if (!removed) co_return removed;
  }
  co_return co_await start(engine, std::move(setup), from);
}

Async<Result<void>> remove(AsyncEngine engine, std::string name) {
  const auto webhook = co_await find(engine, name);
  if (!webhook) co_return std::unexpected(webhook.error());
  InstanceId id = webhook_id(name);
  co_return co_await engine.cancel(std::move(id));
}

Async<Result<void>> send(AsyncEngine engine, std::string name, Webhook::Event event) {
  const AsyncMachines<Webhook> machines(engine, kMachine);
  InstanceId id = webhook_id(name);
  const SendOptions options;
  co_return co_await machines.send(std::move(id), event, options);
}

Async<Result<LetterPage>> letters_of(AsyncEngine engine, std::string name, std::size_t limit, std::string cursor) {
  LetterPage letters;
  InstanceFilter filter{.space = "machine", .name = kLetterMachine, .limit = limit, .cursor = std::move(cursor)};
  auto page = co_await engine.list(std::move(filter));
  if (!page) co_return std::unexpected(page.error());
  for (const InstanceSummary& each : page->instances) {
    if (has_ended(each.status)) continue;
    auto letter = co_await find_letter(engine, name, each.id);
    if (letter) {
      letters.letters.push_back(*std::move(letter));
    } else if (letter.error().kind != Error::Kind::NotFound) {
      co_return std::unexpected(letter.error());
    }
  }
  letters.cursor = std::move(page->cursor);
  co_return letters;
}

Async<Result<LetterView>> find_letter(AsyncEngine engine, std::string name, InstanceId id) {
  const auto view = co_await engine.find(id);
  co_return letter_in(view, name, id);
}

Async<Result<void>> send_letter(AsyncEngine engine, InstanceId id, DeadLetter::Event event) {
  const AsyncMachines<DeadLetter> machines(engine, kLetterMachine);
  const SendOptions options;
  co_return co_await machines.send(std::move(id), event, options);
}

Async<Result<std::size_t>> resend_all(AsyncEngine engine, On webhook) {
  constexpr std::size_t page = 100;
  std::size_t count = 0;
  std::string cursor;
  do {
    auto letters = co_await letters_of(engine, webhook.setup.name, page, cursor);
    if (!letters) co_return std::unexpected(letters.error());
    for (const LetterView& each : letters->letters) {
      DeadLetter::Event resend = Resend{.setup = webhook.setup};
      const auto sent = co_await send_letter(engine, each.id, std::move(resend));
      if (sent) {
        ++count;
      } else if (sent.error().kind != Error::Kind::Conflict && sent.error().kind != Error::Kind::NotFound) {
        co_return std::unexpected(sent.error());
      }
    }
    cursor = std::move(letters->cursor);
  } while (!cursor.empty());
  co_return count;
}

}  // namespace baton::webhooks
