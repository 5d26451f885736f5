// Webhooks: listed, shown, made, deleted, paused, resumed, tested; their dead letters listed, sent again and discarded.
#include "base/sha256.hpp"
#include "server/answers.hpp"
#include "server/body.hpp"
#include "server/call.hpp"
#include "server/limits.hpp"
#include "webhooks/requests.hpp"
#include "webhooks/secrets.hpp"

#include <expected>
#include <random>
#include <utility>

namespace baton::server {
namespace {

using webhooks::Webhook;
using Type = QueryParameter::Type;

std::optional<Response> refuse_without_webhooks(const Call& call) {
  if (call.service().has_webhooks) return std::nullopt;
  return problem(problems::kNotImplemented, "this server's program delivers to no webhooks (baton/webhooks.hpp)");
}

Async<std::expected<webhooks::On, Response>> named_webhook(std::shared_ptr<Call> call) {
  if (auto refused = refuse_without_webhooks(*call)) co_return std::unexpected(*std::move(refused));
  auto webhook = co_await webhooks::find(call->engine(), call->path("name"));
  if (!webhook) co_return std::unexpected(problem_of(webhook.error()));
  co_return *std::move(webhook);
}

Async<Response> list_webhooks(std::shared_ptr<Call> call) {
  if (auto refused = refuse_without_webhooks(*call)) co_return *std::move(refused);
  const auto all = co_await webhooks::list(call->engine());
  if (!all) co_return problem_of(all.error());
  std::vector<Value> shown;
  for (const webhooks::On& each : *all) shown.push_back(webhooks::json_of(each));
  co_return json_answer(Value::object({{"webhooks", Value::array(std::move(shown))}}));
}

Async<Response> shown_webhook(std::shared_ptr<Call> call, std::string name, int status) {
  const auto webhook = co_await webhooks::find(call->engine(), std::move(name));
  co_return webhook ? json_answer(webhooks::json_of(*webhook), status) : problem_of(webhook.error());
}

Async<Response> show_webhook(std::shared_ptr<Call> call) {
  const auto webhook = co_await named_webhook(call);
  co_return webhook ? json_answer(webhooks::json_of(*webhook)) : webhook.error();
}

std::expected<std::vector<std::string>, std::string> secret_names(const Value& given) {
  std::vector<std::string> names;
  if (given.is_null()) return names;
  auto read = from_value<std::vector<std::string>>(given);
  if (!read) return std::unexpected("the secrets are names of the server's secrets: an array of texts");
  return *std::move(read);
}

struct NewWebhook {
  webhooks::Setup setup;
  std::optional<std::int64_t> from;
};

std::expected<NewWebhook, std::string> webhook_in_body(const Value& object, const Call& call) {
  Body body(object);
  NewWebhook made{.setup = {.name = body.text("name"),
                            .url = body.text("url"),
                            .type = body.optional_text("type"),
                            .source = body.optional_text("source"),
                            .subject = body.optional_text("subject"),
                            .attempts = body.integer("attempts", webhooks::kUsualAttempts)},
                  .from = std::nullopt};
  const std::int64_t from = body.integer("from", 0);
  if (object.find("from") != nullptr) made.from = from;
  auto secrets = secret_names(body.any("secrets"));
  if (auto mistake = body.mistake()) return std::unexpected(*mistake);
  if (!secrets) return std::unexpected(secrets.error());
  made.setup.secrets = *std::move(secrets);
  if (made.from && *made.from < 1) return std::unexpected("from must be a position of the event log, 1 or more");
  if (auto mistake = webhooks::mistake_in(made.setup)) return std::unexpected(*mistake);
  for (const std::string& name : made.setup.secrets) {
    if (!webhooks::has_secret(call.service().engine, name))
      return std::unexpected("the server has no secret '" + name + "' (--secrets)");
  }
  return made;
}

Async<Response> create_webhook(std::shared_ptr<Call> call) {
  if (auto refused = refuse_without_webhooks(*call)) co_return *std::move(refused);
  const auto object = call->object();
  if (!object) co_return object.error();
  auto made = webhook_in_body(*object, *call);
  if (!made) co_return problem(problems::kInvalidRequest, made.error());
  std::string name = made->setup.name;
  const auto done = co_await webhooks::put(call->engine(), std::move(made->setup), made->from);
  if (!done) co_return problem_of(done.error());
  Response response = co_await shown_webhook(call, name, 201);
  response.set("location", "/v1/webhooks/" + escaped_segment(name));
  co_return response;
}

Async<Response> delete_webhook(std::shared_ptr<Call> call) {
  const auto webhook = co_await named_webhook(call);
  if (!webhook) co_return webhook.error();
  const auto done = co_await webhooks::remove(call->engine(), webhook->setup.name);
  co_return done ? no_content() : problem_of(done.error());
}

Async<Response> told_webhook(std::shared_ptr<Call> call, Webhook::Event event, int status) {
  const auto webhook = co_await named_webhook(call);
  if (!webhook) co_return webhook.error();
  const auto done = co_await webhooks::send(call->engine(), webhook->setup.name, std::move(event));
  if (!done) co_return problem_of(done.error());
  co_return co_await shown_webhook(call, webhook->setup.name, status);
}

Async<Response> pause_webhook(std::shared_ptr<Call> call) {
  return told_webhook(std::move(call), webhooks::Pause{}, 200);
}

Async<Response> resume_webhook(std::shared_ptr<Call> call) {
  return told_webhook(std::move(call), webhooks::Resume{}, 200);
}

Async<Response> test_webhook(std::shared_ptr<Call> call) {
  std::random_device random;
  constexpr std::size_t length = 16;
  std::string id = sha256_hex(std::to_string(random()) + "." + std::to_string(random())).substr(0, length);
  return told_webhook(std::move(call), webhooks::SendTest{.id = std::move(id)}, 202);
}

Async<Response> list_letters(std::shared_ptr<Call> call) {
  const auto webhook = co_await named_webhook(call);
  if (!webhook) co_return webhook.error();
  constexpr std::int64_t usual = 100;
  const auto page = co_await webhooks::letters_of(call->engine(), webhook->setup.name,
                                                  static_cast<std::size_t>(call->integer("limit", usual)),
                                                  call->text("cursor").value_or(""));
  if (!page) co_return problem_of(page.error());
  std::vector<Value> letters;
  for (const webhooks::LetterView& each : page->letters) letters.push_back(webhooks::json_of(each));
  co_return json_answer(Value::object({{"deadLetters", Value::array(std::move(letters))},
                                       {"cursor", page->cursor.empty() ? Value() : Value::string(page->cursor)}}));
}

// {letter} of the webhook {name}.
Async<std::expected<webhooks::LetterView, Response>> named_letter(std::shared_ptr<Call> call) {
  const auto webhook = co_await named_webhook(call);
  if (!webhook) co_return std::unexpected(webhook.error());
  InstanceId id{call->path("letter")};
  auto letter = co_await webhooks::find_letter(call->engine(), webhook->setup.name, std::move(id));
  if (!letter) co_return std::unexpected(problem_of(letter.error()));
  co_return *std::move(letter);
}

Async<Response> discard_letter(std::shared_ptr<Call> call) {
  const auto letter = co_await named_letter(call);
  if (!letter) co_return letter.error();
  webhooks::DeadLetter::Event discard = webhooks::Discard{};
  const auto done = co_await webhooks::send_letter(call->engine(), letter->id, std::move(discard));
  co_return done ? no_content() : problem_of(done.error());
}

Async<Response> redeliver_letter(std::shared_ptr<Call> call) {
  const auto letter = co_await named_letter(call);
  if (!letter) co_return letter.error();
  const auto webhook = co_await named_webhook(call);
  if (!webhook) co_return webhook.error();
  webhooks::DeadLetter::Event resend = webhooks::Resend{.setup = webhook->setup};
  const auto done = co_await webhooks::send_letter(call->engine(), letter->id, std::move(resend));
  co_return done ? json_answer({{"deadLetters", 1}}, 202) : problem_of(done.error());
}

Async<Response> redeliver_letters(std::shared_ptr<Call> call) {
  auto webhook = co_await named_webhook(call);
  if (!webhook) co_return webhook.error();
  const auto count = co_await webhooks::resend_all(call->engine(), *std::move(webhook));
  if (!count) co_return problem_of(count.error());
  co_return json_answer({{"deadLetters", static_cast<std::int64_t>(*count)}}, 202);
}

struct WebhookWords {
  Method method = Method::Post;
  std::string_view path;
  std::string_view name;
  std::string_view about;
  Role role = Role::Operator;
  std::vector<QueryParameter> query = {};
  BodyKind body = BodyKind::None;
  std::string_view schema = {};
  std::vector<AnswerText> answers;
  Handler handle;
};

// The log belongs to the whole store, so its webhooks do too.
Route webhook_route(WebhookWords words) {
  if (words.path.contains('{')) words.answers.push_back({404, "There is no such webhook, or dead letter", "Problem"});
  return {.method = words.method,
          .path = words.path,
          .name = words.name,
          .about = words.about,
          .role = words.role,
          .reach = Reach::Server,
          .query = std::move(words.query),
          .body = words.body,
          .body_schema = words.schema,
          .answers = std::move(words.answers),
          .handle = words.handle};
}

std::vector<WebhookWords> letter_words() {
  return {{.method = Method::Get,
           .path = "/v1/webhooks/{name}/dead-letters",
           .name = "listDeadLetters",
           .about = "Events that could not be delivered, newest first. A page may have fewer than `limit`, or none.",
           .role = Role::Reader,
           .query = {{.name = "limit",
                      .type = Type::Integer,
                      .about = "So many of all webhooks are looked at; 100 by default",
                      .least = 1,
                      .most = kMaxPage},
                     {.name = "cursor", .about = "Of the last page"}},
           .answers = {{200, "A page; the last one has no cursor", "DeadLetterList"}},
           .handle = &list_letters},
          {.path = "/v1/webhooks/{name}/dead-letters/{letter}/redeliver",
           .name = "redeliverDeadLetter",
           .about = "Sends a dead letter again, to where the webhook delivers now. It stays until it is taken.",
           .answers = {{202, "It is accepted, durably", "Redelivery"}},
           .handle = &redeliver_letter},
          {.path = "/v1/webhooks/{name}/redeliver",
           .name = "redeliverDeadLetters",
           .about = "Sends all dead letters of the webhook again.",
           .answers = {{202, "It is accepted, durably", "Redelivery"}},
           .handle = &redeliver_letters},
          {.method = Method::Delete,
           .path = "/v1/webhooks/{name}/dead-letters/{letter}",
           .name = "discardDeadLetter",
           .about = "Discards a dead letter.",
           .answers = {{204, "It is gone"}},
           .handle = &discard_letter}};
}

std::vector<WebhookWords> all_words() {
  const AnswerText changed{200, "The webhook after the change", "Webhook"};
  std::vector<WebhookWords> all = {
      {.method = Method::Get,
       .path = "/v1/webhooks",
       .name = "listWebhooks",
       .about = "The webhooks, by their names.",
       .role = Role::Reader,
       .answers = {{200, "All of them", "WebhookList"}},
       .handle = &list_webhooks},
      {.path = "/v1/webhooks",
       .name = "createWebhook",
       .about =
           "Delivers events of the log to an endpoint; a webhook of that name is changed, and continues where it is.",
       .role = Role::Deployer,
       .body = BodyKind::Json,
       .schema = "NewWebhook",
       .answers = {{201, "It is made", "Webhook"}},
       .handle = &create_webhook},
      {.method = Method::Get,
       .path = "/v1/webhooks/{name}",
       .name = "getWebhook",
       .about = "A webhook.",
       .role = Role::Reader,
       .answers = {{200, "The webhook", "Webhook"}},
       .handle = &show_webhook},
      {.method = Method::Delete,
       .path = "/v1/webhooks/{name}",
       .name = "deleteWebhook",
       .about = "Ends a webhook. Its dead letters stay, and are there again with a webhook of that name.",
       .role = Role::Deployer,
       .answers = {{204, "It delivers nothing any more"}},
       .handle = &delete_webhook},
      {.path = "/v1/webhooks/{name}/pause",
       .name = "pauseWebhook",
       .about = "It delivers nothing until it is resumed, but for what it is sending.",
       .answers = {changed},
       .handle = &pause_webhook},
      {.path = "/v1/webhooks/{name}/resume",
       .name = "resumeWebhook",
       .about = "It continues where it was, at once, also if it has stopped or waits for its next attempt.",
       .answers = {changed},
       .handle = &resume_webhook},
      {.path = "/v1/webhooks/{name}/test",
       .name = "testWebhook",
       .about = "Sends an event of the type `baton.webhook.test`, once. `lastTest` says what came of it.",
       .answers = {{202, "It is accepted, durably", "Webhook"}},
       .handle = &test_webhook}};
  for (WebhookWords& each : letter_words()) all.push_back(std::move(each));
  return all;
}

}  // namespace

std::vector<Route> webhook_routes() {
  std::vector<Route> routes;
  for (WebhookWords& each : all_words()) routes.push_back(webhook_route(std::move(each)));
  return routes;
}

}  // namespace baton::server
