#include "cli/home.hpp"

#include <csignal>

namespace baton::testing {
namespace {

// Takes money, then may fail.
const std::string kSale = workflow("sale", R"(  - charge:
      call: payment.charge
      timeout: {after: {minutes: 1}}
  - ship:
      call: stock.ship
      timeout: {after: {minutes: 1}}
)");
// The same, undone.
const std::string kUndone = workflow("sale", R"(  - charge:
      call: payment.charge
      timeout: {after: {minutes: 1}}
      metadata:
        compensate:
          - refund:
              try:
                - it: {call: payment.refund, timeout: {after: {minutes: 1}}}
              catch: {retry: {delay: {seconds: 1}, limit: {attempt: {count: 1000}}}}
  - ship:
      call: stock.ship
      timeout: {after: {minutes: 1}}
)");
const std::string kShipOnlyReads = "stock.ship: {effect: false}\n";

class Sim : public Cli {
 protected:
  // The one finding of that rule.
  static Value finding(const Value& report, std::string_view rule) {
    for (const Value& each : report.find("findings")->items()) {
      if (each.find("rule")->as_string() == rule) return each;
    }
    ADD_FAILURE() << "no " << rule << " in " << to_json(report);
    return {};
  }
  static std::int64_t integer(const Value& object, std::string_view name) {
    const Value* value = object.find(name);
    EXPECT_TRUE(value != nullptr && value->as_integer()) << name << " of " << to_json(object);
    return value == nullptr ? -1 : value->as_integer().value_or(-1);
  }
  static Value parsed(const Outcome& outcome) {
    const auto value = parse_json(outcome.out);
    EXPECT_TRUE(value.has_value()) << outcome.out << outcome.err;
    return value.value_or(Value());
  }
};

TEST_F(Sim, ReportsFindings) {
  write("sale.yaml", kSale);
  write("operators.yaml", kShipOnlyReads);
  const auto found = baton({"sim", "sale.yaml", "--operators", "operators.yaml", "--runs", "200"});
  EXPECT_EQ(found.status, 1) << found.err;
  EXPECT_TRUE(contains(found.out, "sale.yaml:3:5: error: /do/0/charge: ")) << found.out;
  EXPECT_TRUE(contains(found.out, "[effect-not-compensated]\n")) << found.out;
  EXPECT_TRUE(contains(found.out, "\n200 runs: ")) << found.out;
  EXPECT_TRUE(contains(found.out, "TASKS OF sale.yaml")) << found.out;
  EXPECT_EQ(found.err, "");
  EXPECT_NE(read("sale.yaml"), "");
  EXPECT_EQ(read("baton.db"), "");  // no store is touched
}

TEST_F(Sim, FindsNothingIfEverythingIsUndone) {
  write("sale.yaml", kUndone);
  write("operators.yaml", kShipOnlyReads);
  const auto found = baton({"sim", "sale.yaml", "--operators", "operators.yaml", "--cancel"});
  EXPECT_EQ(found.status, 0) << found.out << found.err;
  EXPECT_TRUE(found.out.starts_with("1000 runs: ")) << found.out;
  EXPECT_TRUE(contains(found.out, " cancelled\n")) << found.out;
}

TEST_F(Sim, NotesDoNotCount) {
  const auto found = baton({"sim", write("call.yaml", workflow("call", "  - pay: {call: payment.charge}\n")),
                            "--operators", write("operators.json", R"({"payment.charge":{"effect":false}})")});
  EXPECT_EQ(found.status, 0) << found.out << found.err;
  EXPECT_TRUE(contains(found.out, "call.yaml:3:5: note: /do/0/pay: ")) << found.out;
  EXPECT_TRUE(contains(found.out, "[waits-for-ever]")) << found.out;
}

TEST_F(Sim, PrintsOneObjectWithJson) {
  write("sale.yaml", kSale);
  const auto found = baton({"sim", "--json", "--runs", "100", "sale.yaml"});
  EXPECT_EQ(found.status, 1);
  const Value report = parsed(found);
  EXPECT_EQ(integer(report, "runs"), 100);
  EXPECT_EQ(integer(report, "completed") + integer(report, "faulted") + integer(report, "cancelled") +
                integer(report, "notEnded"),
            100);
  EXPECT_EQ(*report.find("interrupted"), Value::boolean(false));
  const Value charge = finding(report, "effect-not-compensated");
  EXPECT_EQ(*charge.find("severity"), Value::string("error"));
  EXPECT_EQ(*charge.find("file"), Value::string("sale.yaml"));
  EXPECT_EQ(*charge.find("task"), Value::string("/do/0/charge"));
  EXPECT_EQ(integer(charge, "line"), 3);
  EXPECT_EQ(integer(charge, "column"), 5);
  EXPECT_GT(integer(charge, "runs"), 0);
  EXPECT_GT(integer(charge, "seed"), 0);
  std::int64_t faults = 0;
  for (const Value& fault : report.find("faults")->items()) faults += integer(fault, "runs");
  EXPECT_EQ(faults, integer(report, "faulted"));
  ASSERT_EQ(report.find("tasks")->size(), 2U);
  EXPECT_GE(integer(report.find("tasks")->items()[0], "started"), 100);
}

TEST_F(Sim, ReplaysTheRunOfASeed) {
  write("sale.yaml", kSale);
  const Value report = parsed(baton({"sim", "--json", "--runs", "100", "sale.yaml"}));
  const std::string seed = std::to_string(integer(finding(report, "effect-not-compensated"), "seed"));
  const auto replay = baton({"sim", "sale.yaml", "--seed", seed});
  EXPECT_EQ(replay.status, 1);
  EXPECT_TRUE(contains(replay.out, "call payment.charge at /do/0/charge")) << replay.out;
  EXPECT_TRUE(contains(replay.out, "[effect-not-compensated]")) << replay.out;
  EXPECT_TRUE(contains(replay.out, "\n1 run: 0 completed, 1 faulted\n")) << replay.out;
  EXPECT_EQ(baton({"sim", "sale.yaml", "--seed", seed}).out, replay.out);
  const Value json = parsed(baton({"sim", "--json", "sale.yaml", "--seed", seed}));
  EXPECT_TRUE(json.find("trace") != nullptr && json.find("trace")->size() > 0);
  EXPECT_EQ(baton({"sim", "sale.yaml", "--seed", "1", "--runs", "2"}).status, 2);
}

TEST_F(Sim, ReplaysAnySeedOf64Bits) {
  const std::string greatest = "18446744073709551615";
  const auto done = baton({"sim", write("greet.yaml", kGreet), "--seed", greatest});
  EXPECT_TRUE(contains(done.out, "1 run: ")) << done.out << done.err;
  for (const char* bad : {"18446744073709551616", "99999999999999999999999", "-1", "1.5", "0x10", "one"}) {
    const auto refused = baton({"sim", "greet.yaml", "--seed", bad});
    EXPECT_EQ(refused.status, 2) << bad;
    EXPECT_TRUE(contains(refused.err, "a seed is a whole number from 0 to " + greatest)) << refused.err;
  }
}

TEST_F(Sim, WritesSarif) {
  write("sale.yaml", kSale);
  const auto found = baton({"sim", "sale.yaml", "--runs", "100", "--sarif", "sale.sarif"});
  EXPECT_TRUE(contains(found.out, "100 runs: ")) << found.out;
  const auto file = parse_json(read("sale.sarif"));
  ASSERT_TRUE(file) << read("sale.sarif");
  EXPECT_TRUE(read("sale.sarif").contains(R"("columnKind": "unicodeCodePoints")")) << read("sale.sarif");
  const auto printed = baton({"sim", "sale.yaml", "--runs", "100", "--sarif", "-"});
  EXPECT_EQ(printed.status, 1);
  EXPECT_EQ(parsed(printed), *file);

  EXPECT_EQ(*file->find("version"), Value::string("2.1.0"));
  EXPECT_TRUE(file->find("$schema")->is_string());
  const Value& run = file->find("runs")->items()[0];
  const Value& driver = *run.find("tool")->find("driver");
  EXPECT_TRUE(driver.find("name")->is_string() && driver.find("version")->is_string());
  const auto rules = driver.find("rules")->items();
  ASSERT_FALSE(run.find("results")->items().empty());
  for (const Value& result : run.find("results")->items()) {
    const auto index = static_cast<std::size_t>(integer(result, "ruleIndex"));
    ASSERT_LT(index, rules.size());
    EXPECT_EQ(*rules[index].find("id"), *result.find("ruleId"));
    EXPECT_EQ(*rules[index].find("defaultConfiguration")->find("level"), *result.find("level"));
    EXPECT_TRUE(result.find("message")->find("text")->is_string());
    const Value& place = *result.find("locations")->items()[0].find("physicalLocation");
    EXPECT_EQ(*place.find("artifactLocation")->find("uri"), Value::string("sale.yaml"));
    EXPECT_GT(integer(*place.find("region"), "startLine"), 0);
    EXPECT_GT(integer(*place.find("region"), "startColumn"), 0);
  }
  EXPECT_EQ(baton({"sim", "sale.yaml", "--json", "--sarif", "-"}).status, 2);
  EXPECT_EQ(baton({"sim", "sale.yaml", "--sarif", "no/such/folder/x"}).status, 2);
}

TEST_F(Sim, PrintsTheErrorsOfADocumentAsValidateDoes) {
  write("bad.yaml", workflow("bad", "  - one: {jump: 1}\n"));
  const auto refused = baton({"sim", "bad.yaml"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.out, "");
  const std::string errors = baton({"validate", "bad.yaml"}).out;
  EXPECT_TRUE(refused.err.starts_with(errors)) << refused.err;
}

TEST_F(Sim, ReportsAllMistakesOfAnOperatorsFile) {
  write("sale.yaml", kSale);
  write("operators.yaml", R"(payment.charge:
  result: [1]
  failures: [ { status: 42 }, { typ: x } ]
  effect: maybe
stock.ship:
  results: []
nonsense: {}
"http GET x y": {}
)");
  const auto refused = baton({"sim", "sale.yaml", "--operators", "operators.yaml"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ(refused.out, "");
  for (const char* part :
       {"operators.yaml:2:3: error: /payment.charge/result: is not known here; did you mean 'results'?",
        "operators.yaml:3:17: error: /payment.charge/failures/0/status: must be an HTTP status",
        "operators.yaml:3:33: error: /payment.charge/failures/1/typ: is not known here; did you mean 'type'?",
        "operators.yaml:4:3: error: /payment.charge/effect: must be a boolean, not string",
        "operators.yaml:6:3: error: /stock.ship/results: must have at least one result",
        "operators.yaml:7:1: error: /nonsense: does not name a call",
        "operators.yaml:8:1: error: /http GET x y: does not name a call",
        "baton: operators.yaml does not describe operators"}) {
    EXPECT_TRUE(contains(refused.err, part)) << part << "\nin\n" << refused.err;
  }
  EXPECT_TRUE(
      contains(baton({"sim", "sale.yaml", "--operators", write("o.yaml", "- a\n")}).err, "o.yaml:1:1: error: "));
  EXPECT_TRUE(contains(baton({"sim", "sale.yaml", "--operators", write("o.yaml", "a: [\n")}).err, "o.yaml:"));
  const auto unused =
      baton({"sim", "sale.yaml", "--operators", write("o.yaml", "payment.chrage: {}\n"), "--runs", "1"});
  EXPECT_TRUE(contains(unused.err, "o.yaml:1:1: note: nothing calls payment.chrage; did you mean 'payment.charge'?"))
      << unused.err;
}

TEST_F(Sim, NotesWhatNoCallOfHttpCanMean) {
  write("web.yaml",
        workflow("web", R"(  - get: {call: http, with: {method: get, endpoint: 'https://shop.example/stock/{id}'}}
)"));
  const std::string operators =
      "http GET https://shop.example/stock/*: {}\nhttp GET https://shop.example/stock/42: {}\nhttp: {}\n"
      "http GTE https://shop.example/stock/*: {}\nhttp POST: {}\n";
  const auto told = baton({"sim", "web.yaml", "--operators", write("o.yaml", operators), "--runs", "1"});
  EXPECT_TRUE(contains(told.err, "o.yaml:4:1: note: nothing calls http GTE https://shop.example/stock/*\n"))
      << told.err;
  EXPECT_TRUE(contains(told.err, "o.yaml:5:1: note: nothing calls http POST\n")) << told.err;
  for (const char* line : {"o.yaml:1:", "o.yaml:2:", "o.yaml:3:"}) EXPECT_FALSE(contains(told.err, line)) << told.err;
}

TEST_F(Sim, StartsTheChildrenItIsGiven) {
  write("child.yaml", kSale);
  write("parent.yaml", workflow("parent", R"(  - sell:
      run: {workflow: {namespace: test, name: sale, version: '1.0.0'}}
      timeout: {after: {hours: 1}}
)"));
  const auto alone = baton({"sim", "parent.yaml"});
  EXPECT_EQ(alone.status, 2);
  EXPECT_TRUE(contains(alone.err, "test/sale/1.0.0; give its document with --with FILE")) << alone.err;
  const auto found = baton({"sim", "parent.yaml", "--with", "child.yaml", "--runs", "200"});
  EXPECT_EQ(found.status, 1);
  EXPECT_TRUE(contains(found.out, "child.yaml:3:5: error: /do/0/charge: ")) << found.out;
  EXPECT_TRUE(contains(found.out, "\n200 runs: ")) << found.out;
  write("other.yaml", kUndone);
  EXPECT_EQ(baton({"sim", "parent.yaml", "--with", "child.yaml", "--with", "other.yaml"}).status, 2);
}

TEST_F(Sim, DrawsOneOfTheInputs) {
  write("choose.yaml",
        workflow("choose", R"(  - choose: {switch: [{big: {when: '.cents > 100', then: large}}, {small: {then: end}}]}
  - large: {set: {x: 1}}
)"));
  const auto one = baton({"sim", "choose.yaml", "--input", R"({"cents":1})"});
  EXPECT_EQ(one.status, 0);
  EXPECT_TRUE(contains(one.out, "[never-ran]")) << one.out;
  const auto both = baton({"sim", "choose.yaml", "--input", R"({"cents":1})", "--input", "-"}, R"({"cents":1000})");
  EXPECT_FALSE(contains(both.out, "[never-ran]")) << both.out;
  EXPECT_EQ(baton({"sim", "choose.yaml", "--input", "[1,2]", "--runs", "1"}).status, 0);
  EXPECT_EQ(baton({"sim", "choose.yaml", "--input", "{"}).status, 2);
}

TEST_F(Sim, StopsCleanlyWhenItIsInterrupted) {
  write("sale.yaml", kSale);
  Process::Command endless = command({"sim", "sale.yaml", "--runs", "1000000000"});
  endless.terminal = true;
  endless.environment = {"TERM=xterm"};
  Process process(endless);
  ASSERT_TRUE(process.says(" of 1000000000 runs"));
  ASSERT_TRUE(process.says("runs"));
  process.signal(SIGINT);
  const Outcome outcome = process.wait();
  EXPECT_TRUE(contains(outcome.err, "interrupted after ")) << outcome.err;
  EXPECT_TRUE(contains(outcome.out, "TASKS OF sale.yaml")) << outcome.out;
  EXPECT_TRUE(outcome.status == 1 || outcome.status == 5) << outcome.status;
}

TEST_F(Sim, ReportsAWorkflowThatNeverEnds) {
  const auto found =
      baton({"sim", write("loop.yaml", workflow("loop", "  - a: {set: {x: 1}}\n  - b: {set: {x: 2}, then: a}\n"))});
  EXPECT_EQ(found.status, 1);
  EXPECT_TRUE(contains(found.out, "loop.yaml:3:5: warning: /do/0/a: ")) << found.out;
  EXPECT_TRUE(contains(found.out, "[never-ends]")) << found.out;
  EXPECT_TRUE(contains(found.err, "stopped after 10 runs that did not end")) << found.err;
}

}  // namespace
}  // namespace baton::testing
