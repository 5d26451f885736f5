// Whatever text comes in, compile() ends with a program or with errors: mutilated documents, thousands of them.
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace baton::dsl {
namespace {

constexpr std::string_view kYaml = R"yaml(document:
  dsl: '1.0.3'
  namespace: tests
  name: everything
  version: 1.0.0
  metadata: {retry: gently}
use:
  secrets: [vault]
  retries: {gently: {delay: {seconds: 1}, backoff: {linear: {}}, limit: {attempt: {count: 3}}}}
  errors: {late: {type: 'https://example.org/late', status: 408, detail: 'after ${ .n }'}}
  timeouts: {short: {after: PT5S}}
  authentications:
    shop: {basic: {use: vault}}
    bank: {oauth2: {authority: 'https://a.org', grant: password, client: {id: i}, scopes: [a], actor: {token: t, type: y}}}
  functions:
    greet: {set: {text: 'Hello ${ "\(.name)" }!'}}
input: {from: .order}
timeout: short
schedule: {cron: '*/5 1-2,3 * JAN MON', on: {any: [{with: {type: a}}], until: {one: {with: {type: b}}}}, read: raw}
do:
  - start:
      switch:
        - many: {when: .items | length > 3, then: loop}
        - other: {then: continue}
  - pay:
      call: payment.charge
      with: {amount: '${ .total }', key: "${ $secrets.vault.key }", notes: &notes [a, b]}
      metadata: {idempotent: false, compensate: [{refund: {call: payment.refund, with: {notes: *notes}}}]}
  - loop:
      for: {each: item, in: .items, at: n}
      while: $n < 10
      do:
        - fetch:
            call: http
            with: {method: get, endpoint: {uri: 'https://example.org/{id}', authentication: {use: shop}}}
        - greet: {call: greet, with: {name: '${ $item.name }'}}
  - guarded:
      try:
        - both: {fork: {compete: true, branches: [{a: {wait: PT1S}}, {b: {raise: {error: late}}}]}}
      catch:
        errors: {with: {status: 408}}
        as: oops
        retry: {when: $oops.status == 408, jitter: {from: PT0S, to: PT1S}}
        do:
          - note: {set: {was: '${ $oops.title }'}}
        then: child
  - child:
      if: .go
      run: {workflow: {namespace: tests, name: child, version: latest, input: {x: 1.50}}, await: false}
      output: {as: {y: 0x1F, z: [~, true, -.5]}}
      export: {as: $context + .}
  - say:
      emit: {event: {with: {type: com.example.said, source: 'https://e.org/{id}', time: '${ now | todate }', data: [1]}}}
  - hear:
      listen:
        to:
          any:
            - with: {type: '^com\.(a|b)+$', subject: '${ .x > 1 }', level: 3}
              correlate: {room: {from: .room, expect: '${ .id }'}}
          until: (. | length) > 3
        read: envelope
      foreach: {item: event, at: i, do: [{keep: {set: {e: '${ $event }'}}}], output: {as: $i}, export: {as: $event}}
  - others:
      do:
        - open: {call: openapi, with: {document: {endpoint: 'https://e.org'}, operationId: o, authentication: {use: bank}}}
        - remote: {call: grpc, with: {proto: {endpoint: x}, service: {name: s, host: h.org, port: 80}, method: m}}
        - chat:
            call: asyncapi
            with:
              document: {endpoint: {uri: x, authentication: shop}}
              operation: o
              protocol: kafka
              subscription: {filter: '${ .a }', consume: {amount: 2, for: PT1M}, foreach: {item: m, do: []}}
        - agent: {call: a2a, with: {method: tasks/get, server: x, parameters: {id: 1}}}
        - tool: {call: mcp, with: {method: tools/list, transport: {stdio: {command: c, arguments: [a]}}}}
        - box: {run: {container: {image: i, lifetime: {cleanup: eventually, after: PT1M}, ports: {80: 8080}}, return: all}}
        - code: {run: {script: {language: js, code: x, arguments: {a: b}}, await: false}}
        - shell: {run: {shell: {command: 'echo ${ .a }', environment: {A: b}}}}
      then: end
)yaml";

class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutate(std::string text) {
    for (std::size_t i = below(4) + 1; i > 0; --i) text = step(std::move(text));
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string step(std::string text) {
    constexpr std::array<std::string_view, 24> kTokens = {
        "{", "}",   "[",   "]",    ": ",  "\n", "\"", "'",    "${ ",  "- ",     "&a ",       "*a",
        "#", "!!x", "|\n", "\xff", "---", "\t", "~",  "\\u0", "<<: ", "$error", "then: x\n", "99999999999999999999"};
    if (text.empty()) return std::string(kTokens[below(kTokens.size())]);
    const std::size_t at = below(text.size());
    const std::size_t length = below(std::min<std::size_t>(text.size() - at, 40)) + 1;
    switch (below(6)) {
      case 0:
        return text.erase(at, length);
      case 1:
        return text.insert(at, kTokens[below(kTokens.size())]);
      case 2:
        return text.insert(below(text.size()), text.substr(at, length));
      case 3:
        text[at] = static_cast<char>(below(256));
        return text;
      case 4:
        return text.replace(at, length, kTokens[below(kTokens.size())]);
      default:
        return below(20) == 0 ? text.substr(0, at) : text.erase(at, 1);
    }
  }

  std::mt19937 random_;
};

// What must hold for any text.
void check(const std::string& text) {
  const auto compiled = compile(text);
  if (!compiled) {
    ASSERT_FALSE(compiled.error().empty()) << text;
    const auto position = [](const Diagnostic& each) { return std::pair(each.line, each.column); };
    EXPECT_TRUE(std::ranges::is_sorted(compiled.error(), {}, position)) << text;
    for (const Diagnostic& each : compiled.error()) {
      EXPECT_TRUE(each.line >= 1 && each.column >= 1 && !each.message.empty()) << text;
    }
    return;
  }
  const auto again = compile(compiled->program->document);
  ASSERT_TRUE(again) << test::shown(again.error()) << text;
  EXPECT_EQ(again->program->digest, compiled->program->digest) << text;
  EXPECT_EQ(again->program->tasks.size(), compiled->program->tasks.size()) << text;
}

TEST(AnyText, TheUnchangedDocumentCompiles) {
  EXPECT_EQ(test::errors_of(kYaml), "");
}

TEST(AnyText, MutilatedYamlCompilesOrIsRefused) {
  Mutator mutator(1);
  for (int i = 0; i < 2'000; ++i) check(mutator.mutate(std::string(kYaml)));
}

TEST(AnyText, MutilatedJsonCompilesOrIsRefused) {
  const std::string json = to_json(test::program_of(kYaml)->document);
  Mutator mutator(2);
  for (int i = 0; i < 2'000; ++i) check(mutator.mutate(json));
}

TEST(AnyText, NoiseIsRefused) {
  Mutator mutator(3);
  for (int i = 0; i < 1'000; ++i) check(mutator.mutate(""));
}

}  // namespace
}  // namespace baton::dsl
