// Webhooks of a program: an engine with its threads, and a receiver on the loopback interface.
#include "adapters/http/loopback_server.hpp"

#include <baton/engine.hpp>
#include <baton/json.hpp>
#include <baton/webhooks.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace baton {
namespace {

using http::LoopbackServer;
using http::ServedRequest;

http::Reply taken(const ServedRequest&) {
  return http::reply("204 No Content", "", "");
}

Engine opened() {
  auto engine = Engine::open("memory:", {.secrets = {{"hook", "a secret of this test"}}}).value();
  add_webhooks(engine).value();
  engine.recover().value();
  return engine;
}

TEST(WebhooksOfAProgram, DeliverItsEventsInTheirOrder) {
  LoopbackServer receiver(&taken);
  Engine engine = opened();
  const WebhookOptions options{.name = "hook", .url = receiver.url("/"), .secrets = {"hook"}, .filter = {.type = "a"}};
  put_webhook(engine, options).value();
  put_webhook(engine, options).value();
  constexpr int count = 150;
  for (int i = 0; i < count; ++i) {
    engine.publish({.id = std::to_string(i), .source = "/test", .type = "a"}).value();
    engine.publish({.id = std::to_string(count + i), .source = "/test", .type = "b"}).value();
  }
  receiver.await_requests(count);
  const std::vector<ServedRequest> requests = receiver.requests();
  ASSERT_EQ(requests.size(), static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    EXPECT_EQ(parse_json(requests[static_cast<std::size_t>(i)].body).value().get<std::string>("id"), std::to_string(i));
  }
}

TEST(WebhooksOfAProgram, BeginWhereTheyAreTold) {
  LoopbackServer receiver(&taken);
  Engine engine = opened();
  engine.publish({.id = "1", .source = "/test", .type = "a"}).value();
  engine.publish({.id = "2", .source = "/test", .type = "a"}).value();
  put_webhook(engine, {.name = "hook", .url = receiver.url("/"), .from = 2}).value();
  receiver.await_requests(1);
  EXPECT_EQ(parse_json(receiver.requests().front().body).value().get<std::string>("id"), "2");
}

TEST(WebhooksOfAProgram, EndWhenTheyAreRemoved) {
  LoopbackServer receiver(&taken);
  Engine engine = opened();
  put_webhook(engine, {.name = "hook", .url = receiver.url("/")}).value();
  remove_webhook(engine, "hook").value();
  EXPECT_EQ(remove_webhook(engine, "hook").error().kind, Error::Kind::NotFound);
  engine.publish({.id = "1", .source = "/test", .type = "a"}).value();
  put_webhook(engine, {.name = "hook", .url = receiver.url("/")}).value();
  engine.publish({.id = "2", .source = "/test", .type = "a"}).value();
  receiver.await_requests(1);
  EXPECT_EQ(parse_json(receiver.requests().front().body).value().get<std::string>("id"), "2");
}

TEST(WebhooksOfAProgram, AreRefusedWithOptionsThatAreNone) {
  Engine engine = opened();
  EXPECT_EQ(put_webhook(engine, {.name = "", .url = "http://127.0.0.1/"}).error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(put_webhook(engine, {.name = "hook", .url = "127.0.0.1"}).error().kind, Error::Kind::InvalidArgument);
  EXPECT_EQ(add_webhooks(engine).error().kind, Error::Kind::Conflict);
}

// The receiver does not answer, and another webhook waits for events: neither holds up the end of the engine.
TEST(WebhooksOfAProgram, EndWithTheirEngine) {
  LoopbackServer receiver(
      [](const ServedRequest&) { return http::Reply{.bytes = "", .then = http::Reply::Then::StaySilent}; });
  {
    Engine engine = opened();
    put_webhook(engine, {.name = "silent", .url = receiver.url("/"), .filter = {.type = "a"}}).value();
    put_webhook(engine, {.name = "idle", .url = receiver.url("/"), .filter = {.type = "b"}}).value();
    engine.publish({.id = "1", .source = "/test", .type = "a"}).value();
    receiver.await_requests(1);
  }
  EXPECT_EQ(receiver.requests().size(), 1u);
}

}  // namespace
}  // namespace baton
