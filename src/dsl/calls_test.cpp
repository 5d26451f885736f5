// Calls: http, operators, functions; and where secrets may be used.
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

using test::errors_of;
using test::kind_at;
using test::one_task;
using test::program_of;
using test::shown;
using test::task_at;
using test::workflow;

std::string http(std::string_view with, std::string_view use = "{}") {
  return workflow("use: " + std::string(use) + "\ndo:\n- it: {call: http, with: {" + std::string(with) + "}}\n");
}

std::string http_arguments(std::string_view with, std::string_view use = "{}") {
  return shown(*kind_at<core::CallTask>(*program_of(http(with, use)), "/do/0/it").arguments);
}

TEST(HttpCall, FillsItsDefaultsIn) {
  EXPECT_EQ(http_arguments("method: get, endpoint: 'https://example.org/a'"),
            R"(literal({"method":"GET","uri":"https://example.org/a","output":"content","redirect":false}))");
}

TEST(HttpCall, EvaluatesWhatMayBeAnExpression) {
  EXPECT_EQ(http_arguments("method: post, endpoint: 'https://example.org/{id}', headers: {X-A: '${ .a }'}, "
                           "query: {q: '${ .q }', n: 5}, body: {b: '${ .b }'}, output: response, redirect: true"),
            R"({method: literal("POST"), uri: uri(https://example.org/<id>), headers: {X-A: jq(.a)}, )"
            R"(query: {q: jq(.q), n: literal(5)}, body: {b: jq(.b)}, output: literal("response"), )"
            R"(redirect: literal(true)})");
  EXPECT_EQ(
      http_arguments("method: get, endpoint: '${ .link }', headers: '${ .h }', query: '${ .q }'"),
      R"({method: literal("GET"), endpoint: jq(.link), headers: jq(.h), query: jq(.q), output: literal("content"), )"
      R"(redirect: literal(false)})");
  EXPECT_EQ(http_arguments("method: get, endpoint: {uri: '${ .link }'}"),
            R"({method: literal("GET"), uri: jq(.link), output: literal("content"), redirect: literal(false)})");
  EXPECT_EQ(http_arguments("method: get, endpoint: 'https://example.org/${ .a }'"),
            R"({method: literal("GET"), uri: text('https://example.org/'jq(.a)), output: literal("content"), )"
            R"(redirect: literal(false)})");
}

TEST(HttpCall, IsChecked) {
  EXPECT_FALSE(
      kind_at<core::CallTask>(*program_of(one_task("{call: http}")), "/do/0/it").arguments);  // the task's input
  EXPECT_EQ(errors_of(http("method: 'get it', uri: x, headers: {a b: 1, c: \"x\\ny\"}, query: {q: { }}, output: all, "
                           "redirect: 'yes'")),
            "4:26: /do/0/it/with: the property 'endpoint' is missing\n"
            "4:35: /do/0/it/with/method: must be an HTTP method such as get or post, not 'get it'\n"
            "4:45: /do/0/it/with/uri: unknown property (known here: method, endpoint, headers, query, body, output, "
            "redirect)\n"
            "4:63: /do/0/it/with/headers/a b: is not the name of an HTTP header\n"
            "4:68: /do/0/it/with/headers/a b: a header's value must be a string; put quotes around it\n"
            "4:74: /do/0/it/with/headers/c: a header's value must be one line\n"
            "4:94: /do/0/it/with/query/q: a query parameter must be a string, a number, a boolean or a list of these\n"
            "4:108: /do/0/it/with/output: must be one of raw, content, response, not 'all'\n"
            "4:123: /do/0/it/with/redirect: must be a boolean, not a string\n");
  EXPECT_EQ(errors_of(http("method: get, endpoint: 5, headers: .h")),
            "4:50: /do/0/it/with/endpoint: must be a URI or an object {uri, authentication}\n"
            "4:62: /do/0/it/with/headers: must be an object or an expression '${ … }'\n");
}

TEST(HttpCall, KnowsSimpleUriTemplatesOnly) {
  const auto error_for = [](std::string_view uri) {
    const std::string errors = errors_of(http("method: get, endpoint: '" + std::string(uri) + "'"));
    return errors.substr(std::min(errors.find("endpoint: ") + 10, errors.size()));
  };
  EXPECT_EQ(error_for("https://e.org/{a}/{b.c}?q={d}"), "");
  EXPECT_EQ(error_for("https://e.org/{a"), "'https://e.org/{a' is not a URI template: its braces do not match\n");
  EXPECT_EQ(error_for("https://e.org/a}"), "'https://e.org/a}' is not a URI template: its braces do not match\n");
  EXPECT_EQ(error_for("https://e.org/{}"), "'https://e.org/{}' is not a URI template: '{}' does not name a variable\n");
  EXPECT_EQ(error_for("https://e.org{?a,b}"),
            "'https://e.org{?a,b}' is not a URI template: only simple expansion, such as '{id}', is supported, not "
            "'{?a,b}'\n");
  EXPECT_EQ(error_for("https://e.org/${ .a }/{b}"), "a URI can contain '${ … }' or '{name}', but not both\n");
  EXPECT_EQ(error_for(""), "'' is not a URI: it must not be empty or contain spaces\n");
}

TEST(Authentication, IsWrittenOutNamedOrASecret) {
  const auto authentication = [](std::string_view policy, std::string_view use = "{}") {
    const auto program = program_of(
        http("method: get, endpoint: {uri: 'https://e.org', authentication: " + std::string(policy) + "}", use));
    const auto& arguments = *kind_at<core::CallTask>(*program, "/do/0/it").arguments;
    if (const auto* value = std::get_if<Value>(&arguments.node)) return to_json(*value->find("authentication"));
    return shown(std::get<core::Template::Object>(arguments.node).at(2).value);
  };
  EXPECT_EQ(authentication("{basic: {username: u, password: p}}"), R"({"basic":{"username":"u","password":"p"}})");
  EXPECT_EQ(authentication("{bearer: {token: '${ .token }'}}"), "{bearer: {token: jq(.token)}}");
  EXPECT_EQ(authentication("{use: shop}", "{authentications: {shop: {bearer: {token: t}}}}"),
            R"({"bearer":{"token":"t"}})");
  EXPECT_EQ(authentication("shop", "{authentications: {shop: {bearer: {token: t}}}}"), R"({"bearer":{"token":"t"}})");
  EXPECT_EQ(authentication("{basic: {use: vault}}", "{secrets: [vault]}"), R"({basic: jq($secrets["vault"])})");
  EXPECT_EQ(authentication("{bearer: {token: '${ $secrets.vault.token }'}}", "{secrets: [vault]}"),
            "{bearer: {token: jq($secrets.vault.token)}}");
}

TEST(Authentication, IsChecked) {
  const auto errors = [](std::string_view policy) {
    return errors_of(
        http("method: get, endpoint: {uri: 'https://e.org', authentication: " + std::string(policy) + "}"));
  };
  EXPECT_EQ(errors("{use: nobody}"),
            "4:95: /do/0/it/with/endpoint/authentication/use: there is no authentication policy 'nobody' in "
            "use.authentications "
            "(it defines none)\n");
  EXPECT_EQ(
      errors("{bearer: {use: vault}}"),
      "4:104: /do/0/it/with/endpoint/authentication/bearer/use: the secret 'vault' is not listed in use.secrets\n");
  EXPECT_EQ(
      errors("{basic: {user: u, password: 5}}"),
      "4:97: /do/0/it/with/endpoint/authentication/basic: the property 'username' is missing\n"
      "4:98: /do/0/it/with/endpoint/authentication/basic/user: unknown property (known here: username, password)\n"
      "4:117: /do/0/it/with/endpoint/authentication/basic/password: must be a string, not a number\n");
  EXPECT_EQ(errors("{}"),
            "4:89: /do/0/it/with/endpoint/authentication: must have exactly one of basic, bearer, digest, oauth2, "
            "oidc\n");
}

TEST(OperatorCall, IsNotedOncePerMethod) {
  const auto compiled =
      compile(workflow("do:\n- a: {call: pay.charge, with: {x: 1}}\n- b: {call: pay.charge}\n"
                       "- c: {call: mail.send-now}\n"));
  ASSERT_TRUE(compiled) << shown(compiled.error());
  EXPECT_EQ(test::shown(compiled->notes),
            "3:13: /do/0/a/call: calls operator method 'pay.charge', which must be registered when the workflow runs\n"
            "5:13: /do/2/c/call: calls operator method 'mail.send-now', which must be registered when the workflow "
            "runs\n");
  EXPECT_EQ(compiled->notes[0].severity, Diagnostic::Severity::Note);
  EXPECT_EQ(compiled->program->operator_calls, (std::vector<std::string>{"mail.send-now", "pay.charge"}));
  const auto& a = kind_at<core::CallTask>(*compiled->program, "/do/0/a");
  EXPECT_EQ(a.function, "pay.charge");
  EXPECT_EQ(shown(*a.arguments), R"(literal({"x":1}))");
  EXPECT_FALSE(kind_at<core::CallTask>(*compiled->program, "/do/1/b").arguments);
}

TEST(OperatorCall, TakesAnObjectOfArguments) {
  EXPECT_EQ(errors_of(one_task("{call: a.b, with: '${ . }'}")),
            "3:25: /do/0/it/with: must be an object; to pass the task's input, leave 'with' out\n");
}

TEST(Call, OfSomethingUnknownIsRefused) {
  EXPECT_EQ(
      errors_of(workflow("use: {functions: {charge: {wait: PT1S}}}\n"
                         "do:\n- a: {call: chrge}\n- b: {call: ftp, with: {}}\n- c: {call: 'log:1.0@global'}\n"
                         "- e: {call: 5}\n")),
      "4:13: /do/0/a/call: there is no function 'chrge' in use.functions; did you mean 'charge'? (defined: charge); a "
      "method of an operator is called as 'operator.method'\n"
      "5:13: /do/1/b/call: there is no function 'ftp' in use.functions (defined: charge); a method of an operator is "
      "called as 'operator.method'\n"
      "6:13: /do/2/c/call: '1.0' is not a semantic version such as '1.0.0'\n"
      "7:13: /do/3/e/call: must be a string, not a number\n");
}

TEST(FunctionCall, IsTheFunctionsTaskInItsPlace) {
  const auto program = program_of(
      workflow("use: {functions: {steps: {if: .go, do: [{one: {set: {x: '${ .a }'}}}]}}}\n"
               "do:\n- first: {call: steps, with: {a: '${ .b }'}, if: .on, then: end}\n- second: {call: steps}\n"));
  const core::Task& first = program->tasks[1];
  EXPECT_EQ(first.reference, "/do/0/first");
  EXPECT_EQ(first.if_->text, ".on");
  EXPECT_EQ(first.then.kind, core::Directive::Kind::End);
  const auto& call = std::get<core::FunctionTask>(first.kind);
  EXPECT_EQ(shown(*call.arguments), "{a: jq(.b)}");

  const core::Task& body = program->task(call.body);
  EXPECT_EQ(body.name, "first");
  EXPECT_EQ(body.reference, "/do/0/first");
  EXPECT_EQ(program->task(*body.parent).definition, first.definition);
  EXPECT_EQ(body.if_->text, ".go");
  EXPECT_EQ(to_json(body.definition), R"({"if":".go","do":[{"one":{"set":{"x":"${ .a }"}}}]})");
  EXPECT_EQ(program->task(std::get<core::DoTask>(body.kind).tasks[0]).reference, "/do/0/first/do/0/one");
  EXPECT_EQ(program->tasks.size(), 7u);  // compiled afresh for the second call
}

TEST(FunctionCall, ComesBeforeAnOperatorOfTheSameName) {
  const auto program =
      program_of(workflow("use: {functions: {pay.charge: {wait: PT1S}}}\ndo:\n- a: {call: pay.charge}\n"));
  EXPECT_TRUE(std::holds_alternative<core::FunctionTask>(program->tasks[1].kind));
  EXPECT_TRUE(program->operator_calls.empty());
}

TEST(FunctionCall, SeesNoneOfTheCallersVariables) {
  const std::string errors =
      errors_of(workflow("use: {functions: {f: {set: '${ $item }'}}}\n"
                         "do:\n- a: {for: {in: .x}, do: [{b: {call: f}}, {c: {call: f}}]}\n"));
  EXPECT_TRUE(errors.starts_with("2:28: /use/functions/f/set: the expression '$item' does not compile: ")) << errors;
  EXPECT_EQ(std::ranges::count(errors, '\n'), 1);  // said once, though it is called twice
}

TEST(FunctionCall, CannotBeRecursive) {
  EXPECT_EQ(errors_of(workflow("use:\n  functions:\n    f: {do: [{x: {call: g}}]}\n    g: {call: f}\n"
                               "do:\n- a: {call: f}\n")),
            "5:15: /use/functions/g/call: the function 'f' would call itself: functions cannot be recursive\n");
}

TEST(Secrets, MakeACallOneThatTheGatewayEvaluates) {
  const auto program =
      program_of(workflow("use: {secrets: [vault]}\ndo:\n"
                          "- a: {call: a.b, with: {key: '${ $secrets.vault }'}}\n"
                          "- b: {call: a.b, input: {from: {k: '${ $secrets.vault }'}}}\n"
                          "- c: {call: a.b, with: {key: 1}}\n"));
  EXPECT_TRUE(kind_at<core::CallTask>(*program, "/do/0/a").secret);
  EXPECT_TRUE(kind_at<core::CallTask>(*program, "/do/1/b").secret);
  EXPECT_FALSE(kind_at<core::CallTask>(*program, "/do/2/c").secret);
  EXPECT_EQ(program->secrets, std::vector<std::string>{"vault"});
}

TEST(Secrets, AreForCallsOnly) {
  const std::string rule =
      "$secrets may be used only in the 'with', the 'input.from' and the authentication of a call to an operator or a "
      "service, and in 'run' with a container, a script or a shell command\n";
  EXPECT_EQ(errors_of(workflow("use: {secrets: [s], functions: {f: {wait: PT1S}}}\n"
                               "input: {from: $secrets.s}\n"
                               "do:\n"
                               "- a: {set: {x: '${ $secrets.s }'}}\n"
                               "- b: {call: a.b, if: $secrets.s}\n"
                               "- c: {call: a.b, output: {as: $secrets.s}}\n"
                               "- d: {call: f, with: {x: '${ $secrets.s }'}}\n"
                               "- e: {wait: PT1S, input: {from: $secrets.s}}\n")),
            "3:15: /input/from: " + rule +            //
                "5:16: /do/0/a/set/x: " + rule +      //
                "6:22: /do/1/b/if: " + rule +         //
                "7:31: /do/2/c/output/as: " + rule +  //
                "8:26: /do/3/d/with/x: " + rule +     //
                "9:33: /do/4/e/input/from: " + rule);
}

TEST(Secrets, MustBeListed) {
  EXPECT_EQ(errors_of(one_task("{call: a.b, with: {x: '${ $secrets.vault.key + $secrets[\"v\"] }'}}")),
            "3:29: /do/0/it/with/x: the secret 'v' is not listed in use.secrets\n"
            "3:29: /do/0/it/with/x: the secret 'vault' is not listed in use.secrets\n");
}

TEST(Secrets, InTheInputCloseItToLaterExpressions) {
  EXPECT_EQ(errors_of(workflow("use: {secrets: [s]}\ndo:\n"
                               "- a:\n    call: a.b\n    input: {from: $secrets.s}\n    with: {x: '${ $input }'}\n"
                               "    output: {as: $input}\n    export: {as: {y: '${ $input }'}}\n")),
            "7:15: /do/0/a/with/x: $input may not be used here, because this call's 'input.from' uses $secrets\n"
            "8:18: /do/0/a/output/as: $input may not be used here, because this call's 'input.from' uses $secrets\n"
            "9:22: /do/0/a/export/as/y: $input may not be used here, because this call's 'input.from' uses $secrets\n");
}

}  // namespace
}  // namespace baton::dsl
