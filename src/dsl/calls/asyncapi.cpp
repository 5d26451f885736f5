// `call: asyncapi` (DSL: "AsyncAPI Call").
#include "dsl/authentication.hpp"
#include "dsl/calls/calls.hpp"
#include "dsl/endpoint.hpp"
#include "dsl/iterator.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/names.hpp"
#include "dsl/policies.hpp"
#include "dsl/properties.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

namespace baton::dsl {
namespace {

constexpr std::array<std::string_view, 19> kProtocols = {
    "amqp",  "amqp1", "anypointmq", "googlepubsub", "http", "ibmmq",  "jms", "kafka", "mercure", "mqtt",
    "mqtt5", "nats",  "pulsar",     "redis",        "sns",  "solace", "sqs", "stomp", "ws"};
// For the others there is no client that Baton could use.
constexpr std::array<std::string_view, 6> kCarried = {"http", "mqtt", "mqtt5", "nats", "redis", "ws"};

constexpr std::array<Property, 2> kServer = {
    {{.name = "name", .compile = as_text, .required = true}, {.name = "variables", .compile = as_object}}};
constexpr std::array<Property, 2> kMessage = {
    {{.name = "payload", .compile = as_object}, {.name = "headers", .compile = as_object}}};

core::Template as_protocol(Compilation& compilation, const Node& node, const Visible& /*visible*/) {
  const auto protocol = read_word(compilation.diagnostics, node, kProtocols);
  if (protocol && !is_one_of(*protocol, kCarried)) {
    compilation.diagnostics.note(node, "Baton has no client for " + quoted(*protocol) +
                                           ", and none is planned (planned: " + listed(kCarried) + ")");
  }
  return {node.value};
}

constexpr std::array<Property, 8> kAsyncApi = {{{.name = "document", .compile = as_resource, .required = true},
                                                {.name = "channel", .compile = as_text},
                                                {.name = "operation", .compile = as_text},
                                                {.name = "server", .compile = as_properties<kServer>},
                                                {.name = "protocol", .compile = as_protocol},
                                                {.name = "message", .compile = as_properties<kMessage>},
                                                {.name = "subscription"},
                                                {.name = "authentication", .compile = as_authentication}}};

// Exactly one of them. Reports it otherwise.
void expect_one(Diagnostics& diagnostics, const Node& node, std::span<const std::string_view> names) {
  std::size_t found = 0;
  for (const std::string_view name : names) found += node.find(name) != nullptr ? 1 : 0;
  if (found != 1) diagnostics.error(node, "must have exactly one of " + listed(names));
}

void check_expression(Compilation& compilation, const Node* node, const Visible& visible) {
  if (node == nullptr) return;
  if (whole_expression(node->text())) {
    static_cast<void>(compile_whole_expression(compilation, *node, visible));
  } else {
    compilation.diagnostics.error(*node, "must be an expression '${ … }'");
  }
}

void check_consumption(Compilation& compilation, const Node& node, const Visible& visible) {
  constexpr std::array<std::string_view, 4> kConsumption = {"for", "amount", "while", "until"};
  if (!expect_members(compilation.diagnostics, node, kConsumption)) return;
  expect_one(compilation.diagnostics, node, std::span(kConsumption).subspan(1));
  if (const Node* duration = node.find("for")) static_cast<void>(compile_duration(compilation, *duration, visible));
  if (const Node* amount = node.find("amount")) {
    constexpr Range kAmounts = {.least = 1, .most = std::numeric_limits<std::int32_t>::max()};
    static_cast<void>(read_integer(compilation.diagnostics, *amount, kAmounts));
  }
  check_expression(compilation, node.find("while"), visible);
  check_expression(compilation, node.find("until"), visible);
}

void check_subscription(Compilation& compilation, const Node& node, const CallSite& site) {
  constexpr std::array<std::string_view, 3> kSubscription = {"filter", "consume", "foreach"};
  if (!expect_members(compilation.diagnostics, node, kSubscription)) return;
  const Visible visible = {.scope = site.visible.scope, .input = site.visible.input};
  check_expression(compilation, node.find("filter"), visible);
  if (const Node* consume = required(compilation.diagnostics, node, "consume")) {
    check_consumption(compilation, *consume, visible);
  }
  if (const Node* foreach = node.find("foreach")) {
    static_cast<void>(compile_iterator(compilation, *foreach, site.task, "/with/subscription/foreach"));
  }
}

}  // namespace

Arguments compile_asyncapi_arguments(Compilation& compilation, const CallSite& site) {
  constexpr std::array<std::string_view, 2> kWhere = {"operation", "channel"};
  constexpr std::array<std::string_view, 2> kWhat = {"message", "subscription"};
  if (site.with.value.is_object()) {
    expect_one(compilation.diagnostics, site.with, kWhere);
    expect_one(compilation.diagnostics, site.with, kWhat);
  }
  if (const Node* subscription = site.with.find("subscription")) check_subscription(compilation, *subscription, site);
  return as_properties<kAsyncApi>(compilation, site.with, site.visible);
}

}  // namespace baton::dsl
