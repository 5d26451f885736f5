// Calls to services and processes that are checked and cannot run yet: what is valid, and the arguments with their defaults.
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace baton::dsl {
namespace {

using test::errors_of;
using test::kind_at;
using test::notes_of;
using test::one_task;
using test::program_of;
using test::shown;
using test::workflow;

std::string call(std::string_view name, std::string_view with) {
  return one_task("{call: " + std::string(name) + ", with: {" + std::string(with) + "}}");
}
std::string run(std::string_view process) {
  return one_task("{run: {" + std::string(process) + "}}");
}
std::string arguments(const std::string& text) {
  return shown(*kind_at<core::UnsupportedTask>(*program_of(text), "/do/0/it").arguments);
}
// Without their positions and the pointer of the task.
std::string errors(const std::string& text) {
  std::string list;
  const std::string all = errors_of(text);
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin);
    const std::string line = all.substr(begin, end - begin);
    const std::size_t pointer = line.find("/do/0/it");
    list += line.substr(pointer == std::string::npos ? 0 : pointer + 8) + "\n";
    begin = end + 1;
  }
  return list;
}

constexpr std::string_view kOpenApi = "document: {endpoint: 'https://e.org/api.json'}, operationId: find";
constexpr std::string_view kGrpc =
    "proto: {endpoint: 'file://app/greet.proto'}, service: {name: Greeter, host: localhost}, method: SayHello";
constexpr std::string_view kAsync = "document: {endpoint: 'https://e.org/a.json'}, operation: greet";

TEST(OpenApiCall, FillsItsDefaultsIn) {
  EXPECT_EQ(arguments(call("openapi", kOpenApi)),
            R"(literal({"document":{"endpoint":{"uri":"https://e.org/api.json"}},"operationId":"find",)"
            R"("output":"content","redirect":false}))");
  EXPECT_EQ(arguments(call("openapi", std::string(kOpenApi) +
                                          ", parameters: {status: '${ .s }'}, output: raw, redirect: true, "
                                          "authentication: {basic: {username: u, password: p}}")),
            R"({document: literal({"endpoint":{"uri":"https://e.org/api.json"}}), operationId: literal("find"), )"
            R"(parameters: {status: jq(.s)}, authentication: )"
            R"(literal({"basic":{"username":"u","password":"p"}}), output: literal("raw"), redirect: literal(true)})");
}

TEST(OpenApiCall, IsChecked) {
  EXPECT_EQ(errors(call("openapi", "document: {}, parameters: [], output: all, path: x")),
            "/with: the property 'operationId' is missing\n"
            "/with/document: the property 'endpoint' is missing\n"
            "/with/parameters: must be an object, not a list\n"
            "/with/output: must be one of raw, content, response, not 'all'\n"
            "/with/path: unknown property (known here: document, operationId, parameters, authentication, output, "
            "redirect)\n");
}

TEST(GrpcCall, HasAServiceAndAMethod) {
  EXPECT_EQ(arguments(call("grpc", std::string(kGrpc) + ", arguments: {name: '${ .n }'}")),
            R"({proto: literal({"endpoint":{"uri":"file://app/greet.proto"}}), )"
            R"(service: literal({"name":"Greeter","host":"localhost"}), method: literal("SayHello"), )"
            R"(arguments: {name: jq(.n)}})");
}

TEST(GrpcCall, IsChecked) {
  EXPECT_EQ(errors(call("grpc", "proto: x, service: {host: 'a b', port: 70000}, method: 5")),
            "/with/proto: must be an object, not a string\n"
            "/with/service: the property 'name' is missing\n"
            "/with/service/host: 'a b' is not the name of a host: it must be 1 to 63 letters, digits, hyphens and "
            "dots, and neither begin nor end with one of the latter; the port has a property of its own\n"
            "/with/service/port: must be an integer from 0 to 65535, not 70000\n"
            "/with/method: must be a string, not a number\n");
}

TEST(AsyncApiCall, PublishesOrSubscribes) {
  EXPECT_EQ(arguments(call("asyncapi", std::string(kAsync) + ", message: {payload: {a: '${ .a }'}}, protocol: nats")),
            R"({document: literal({"endpoint":{"uri":"https://e.org/a.json"}}), operation: literal("greet"), )"
            R"(protocol: literal("nats"), message: {payload: {a: jq(.a)}}})");
  EXPECT_EQ(errors(call("asyncapi", std::string(kAsync) +
                                        ", subscription: {filter: '${ .a }', consume: {amount: 5, for: PT1M}, "
                                        "foreach: {item: m, do: [{a: {set: {m: '${ $m }'}}}]}}")),
            "");
  EXPECT_EQ(errors(call("asyncapi", std::string(kAsync))), "/with: must have exactly one of message, subscription\n");
  EXPECT_EQ(errors(call("asyncapi", std::string(kAsync) + ", channel: c, message: {}")),
            "/with: must have exactly one of operation, channel\n");
}

TEST(AsyncApiCall, IsChecked) {
  EXPECT_EQ(errors(call("asyncapi", std::string(kAsync) +
                                        ", server: {}, protocol: smoke, subscription: {filter: .a, consume: {for: "
                                        "PT1M, while: .b, until: '${ .c }', amount: 0}}")),
            "/with/server: the property 'name' is missing\n"
            "/with/protocol: must be one of amqp, amqp1, anypointmq, googlepubsub, http, ibmmq, jms, kafka, mercure, "
            "mqtt, mqtt5, nats, and 7 more, not 'smoke'\n"
            "/with/subscription/filter: must be an expression '${ … }'\n"
            "/with/subscription/consume: must have exactly one of amount, while, until\n"
            "/with/subscription/consume/while: must be an expression '${ … }'\n"
            "/with/subscription/consume/amount: must be an integer from 1 to 2147483647, not 0\n");
}

TEST(AsyncApiCall, NamesTheProtocolsThatNothingCarries) {
  const std::string with = std::string(kAsync) + ", message: {}, protocol: ";
  EXPECT_NE(notes_of(call("asyncapi", with + "solace")).find("Baton has no client for 'solace'"), std::string::npos);
  EXPECT_EQ(notes_of(call("asyncapi", with + "http")).find("Baton has no client"), std::string::npos);
}

TEST(A2aCall, HasACardOrAServer) {
  EXPECT_EQ(arguments(call("a2a", "method: message/send, server: 'https://e.org', parameters: '${ .p }'")),
            R"({method: literal("message/send"), server: literal({"uri":"https://e.org"}), parameters: jq(.p)})");
  EXPECT_EQ(errors(call("a2a", "method: tasks/list")), "/with: must have an 'agentCard' or a 'server'\n");
  EXPECT_EQ(errors(call("a2a", "method: tasks/lst, agentCard: {endpoint: x}, parameters: {}")),
            "/with/method: must be one of message/send, message/stream, tasks/get, tasks/list, tasks/cancel, "
            "tasks/resubscribe, tasks/pushNotificationConfig/set, tasks/pushNotificationConfig/get, "
            "tasks/pushNotificationConfig/list, tasks/pushNotificationConfig/delete, "
            "agent/getAuthenticatedExtendedCard, not 'tasks/lst'; did you mean 'tasks/list'?\n"
            "/with/parameters: must have at least one member; a method without parameters has no 'parameters'\n");
}

TEST(McpCall, FillsItsDefaultsIn) {
  EXPECT_EQ(arguments(call("mcp", "method: tools/list, transport: {stdio: {command: npx, arguments: [a]}}")),
            R"(literal({"protocolVersion":"2025-06-18","method":"tools/list",)"
            R"("transport":{"stdio":{"command":"npx","arguments":["a"]}}}))");
  EXPECT_EQ(errors(call("mcp",
                        "method: tools/call, timeout: PT5S, client: {name: a, version: b}, parameters: {a: 1}, "
                        "transport: {http: {endpoint: '${ .e }', headers: {a: b}}, options: {c: d}}")),
            "");
}

TEST(McpCall, IsChecked) {
  EXPECT_EQ(errors(call("mcp",
                        "method: tools, transport: {http: {}, stdio: {environment: {a: 1}}}, client: {name: x}, "
                        "timeout: soon")),
            "/with/method: must be one of tools/list, tools/call, prompts/list, prompts/get, resources/list, "
            "resources/read, resources/templates/list, not 'tools'\n"
            "/with/transport: must have exactly one of http, stdio\n"
            "/with/transport/http: the property 'endpoint' is missing\n"
            "/with/transport/stdio: the property 'command' is missing\n"
            "/with/transport/stdio/environment/a: must be a string, not a number\n"
            "/with/client: the property 'version' is missing\n"
            "/with/timeout: 'soon' is not an ISO 8601 duration such as PT1H30M: it must begin with P and name at least "
            "one unit\n");
}

TEST(Run, StartsAContainer) {
  EXPECT_EQ(arguments(run("container: {image: alpine, stdin: '${ . }', arguments: [a]}, return: all")),
            R"({container: {image: literal("alpine"), stdin: jq(.), arguments: literal(["a"]), )"
            R"(pullPolicy: literal("ifNotPresent")}, await: literal(true), return: literal("all")})");
  EXPECT_EQ(errors(run("container: {image: a, lifetime: {cleanup: eventually}, pullPolicy: often, ports: [80]}")),
            "/run/container/lifetime: the property 'after' is missing\n"
            "/run/container/pullPolicy: must be one of ifNotPresent, always, never, not 'often'\n"
            "/run/container/ports: must be an object, not a list\n");
  EXPECT_NE(notes_of(run("container: {image: a, lifetime: {cleanup: always, after: PT1M}}"))
                .find("lifetime/after: has no effect: only 'cleanup: eventually' has a time"),
            std::string::npos);
}

TEST(Run, StartsAScript) {
  EXPECT_EQ(arguments(run("script: {language: js, code: run}, await: false")),
            R"(literal({"script":{"language":"js","code":"run"},"await":false,"return":"stdout"}))");
  EXPECT_EQ(errors(run("script: {language: python, source: {endpoint: 'file://a.py'}}")), "");
  EXPECT_EQ(errors(run("script: {language: lua}")),
            "/run/script: must have exactly one of code, source\n"
            "/run/script/language: must be one of js, python, not 'lua'; another language can be run in a container\n");
  EXPECT_NE(notes_of(run("script: {language: js, code: x, arguments: {a: 1}}"))
                .find("arguments: is allowed here, but other programs may refuse it"),
            std::string::npos);
}

TEST(Run, StartsAShellCommand) {
  EXPECT_EQ(arguments(run("shell: {command: 'echo ${ .a }', environment: {A: '${ .b }'}}")),
            R"({shell: {command: text('echo 'jq(.a)), environment: {A: jq(.b)}}, await: literal(true), )"
            R"(return: literal("stdout")})");
  EXPECT_EQ(errors(run("shell: {stdin: 5}")),
            "/run/shell: the property 'command' is missing\n/run/shell/stdin: must be a string, not a number\n");
}

TEST(Run, StartsExactlyOneProcess) {
  EXPECT_EQ(errors(run("shell: {command: x}, script: {language: js, code: x}")),
            "/run: must have exactly one of container, script, shell, workflow\n");
  EXPECT_EQ(errors(run("await: true")), "/run: must have exactly one of container, script, shell, workflow\n");
  EXPECT_EQ(errors(run("shell: {command: x}, return: some, wait: true")),
            "/run/return: must be one of stdout, stderr, code, all, none, not 'some'\n"
            "/run/wait: unknown property; did you mean 'await'?\n");
}

std::string with_policy(std::string_view policy) {
  return workflow(
      "use: {secrets: [vault]}\ndo:\n- it: {call: http, with: {method: get, endpoint: {uri: "
      "'https://e.org', authentication: " +
      std::string(policy) + "}}}\n");
}
std::string policy(std::string_view text) {
  const auto program = program_of(with_policy(text));
  const auto& call = kind_at<core::CallTask>(*program, "/do/0/it");
  const auto* value = std::get_if<Value>(&call.arguments->node);
  if (value != nullptr) return to_json(*value->find("authentication"));
  const auto& members = std::get<core::Template::Object>(call.arguments->node);
  return shown(std::ranges::find(members, "authentication", &core::Template::Field::name)->value);
}

TEST(Authentication, MayBeADigest) {
  EXPECT_EQ(policy("{digest: {username: u, password: p}}"), R"({"digest":{"username":"u","password":"p"}})");
  EXPECT_EQ(errors(with_policy("{digest: {username: u}}")),
            "/with/endpoint/authentication/digest: the property 'password' is missing\n");
}

TEST(Authentication, MayBeOAuth2) {
  EXPECT_EQ(policy("{oauth2: {authority: 'https://a.org', grant: client_credentials, client: {id: i, secret: s}, "
                   "endpoints: {token: /t}}}"),
            R"({"oauth2":{"authority":"https://a.org","grant":"client_credentials","client":{"id":"i","secret":"s",)"
            R"("authentication":"client_secret_post"},"endpoints":{"token":"/t","revocation":"/oauth2/revoke",)"
            R"("introspection":"/oauth2/introspect"}}})");
  EXPECT_EQ(policy("{oauth2: {use: vault}}"), R"({oauth2: jq($secrets["vault"])})");
  EXPECT_EQ(errors(with_policy("{oauth2: {authority: 'https://a.org', grant: password, username: u, password: p, "
                               "client: {id: i}, scopes: [a], audiences: [b], issuers: [c], request: {encoding: "
                               "application/json}, subject: {token: t, type: y}, actor: {token: t, type: y}}}")),
            "");
}

TEST(Authentication, ByOAuth2IsChecked) {
  EXPECT_EQ(errors(with_policy("{oauth2: {grant: authorization_code, client: {authentication: private_key_jwt}, "
                               "scopes: a, subject: {token: t}, request: {encoding: xml}}}")),
            "/with/endpoint/authentication/oauth2: the property 'authority' is missing\n"
            "/with/endpoint/authentication/oauth2/grant: the grant 'authorization_code' needs a person at a browser, "
            "so a workflow cannot use it\n"
            "/with/endpoint/authentication/oauth2/client: the property 'assertion' is missing\n"
            "/with/endpoint/authentication/oauth2/client: the property 'id' is missing\n"
            "/with/endpoint/authentication/oauth2/scopes: must be a list, not a string\n"
            "/with/endpoint/authentication/oauth2/subject: the property 'type' is missing\n"
            "/with/endpoint/authentication/oauth2/request/encoding: must be one of application/x-www-form-urlencoded, "
            "application/json, not 'xml'\n");
}

TEST(Authentication, MayBeOpenIdConnectWithoutEndpoints) {
  EXPECT_EQ(errors(with_policy("{oidc: {authority: 'https://a.org', grant: client_credentials, client: {id: i}}}")),
            "");
  EXPECT_NE(errors(with_policy("{oidc: {authority: 'https://a.org', grant: password, endpoints: {}}}"))
                .find("oidc/endpoints: unknown property"),
            std::string::npos);
}

TEST(Authentication, MayBeNamedWithoutUse) {
  const std::string text = workflow(
      "use: {authentications: {shop: {basic: {username: u, password: p}}}}\ndo:\n- it: {call: http, with: {method: "
      "get, endpoint: {uri: 'https://e.org', authentication: shop}}}\n- me: {call: http, with: {method: get, "
      "endpoint: {uri: 'https://e.org', authentication: {bearer: '${ .t }'}}}}\n");
  EXPECT_EQ(errors_of(text), "");
  EXPECT_NE(notes_of(text).find("/do/0/it/with/endpoint/authentication: is allowed here, but other programs"),
            std::string::npos);
  EXPECT_NE(notes_of(text).find("/do/1/me/with/endpoint/authentication/bearer: is allowed here, but other programs"),
            std::string::npos);
}

TEST(NotRun, NamesTheCallTheProcessAndTheAuthentication) {
  const auto program =
      program_of(workflow("use: {authentications: {shop: {digest: {username: u, password: p}}}}\ndo:\n"
                          "- a: {call: grpc, with: {" +
                          std::string(kGrpc) +
                          "}}\n- b: {run: {shell: {command: x}}}\n- c: {call: http, with: {method: "
                          "get, endpoint: {uri: 'https://e.org', authentication: {use: shop}}}}\n"));
  std::string all;
  for (const core::Obstacle& obstacle : program->obstacles) all += describe(obstacle) + "\n";
  EXPECT_EQ(all,
            "/do/0/a: gRPC calls cannot be run by this version of Baton\n"
            "/do/1/b: shell commands cannot be run by this version of Baton\n"
            "/do/2/c: calls with digest authentication cannot be run by this version of Baton\n");
}

TEST(NotRun, AllowsSecretsWhereTheyWillBeNeeded) {
  const auto uses = [](std::string_view task) {
    return workflow("use: {secrets: [s]}\ndo:\n- it: " + std::string(task) + "\n");
  };
  EXPECT_EQ(errors(uses("{run: {shell: {command: x, environment: {A: '${ $secrets.s }'}}}, input: {from: '${ "
                        "$secrets.s }'}}")),
            "");
  EXPECT_EQ(errors(uses("{call: mcp, with: {method: tools/list, transport: {http: {endpoint: 'https://e.org', headers: "
                        "{a: '${ $secrets.s }'}}}}}")),
            "");
}

}  // namespace
}  // namespace baton::dsl
