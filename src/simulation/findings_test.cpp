// Each rule on a document that breaks it and on one that does not.
#include "simulation/findings.hpp"

#include "simulation/survey.hpp"
#include "simulation/trial.hpp"

#include "adapters/memory/memory_store.hpp"
#include "dsl/dsl.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace baton::simulation {
namespace {

runtime::ProgramPtr compile(const std::string& body, const std::string& name = "sample") {
  const auto compiled =
      dsl::compile("document: {dsl: '1.0.3', namespace: t, name: " + name + ", version: '1.0.0'}\n" + body);
  EXPECT_TRUE(compiled) << (compiled ? "" : compiled.error().front().message);
  return compiled ? compiled->program : nullptr;
}

struct Setting {
  std::vector<Mock> mocks = {};
  std::vector<MockedEvent> events = {};
  std::vector<runtime::ProgramPtr> deployed = {};
  bool cancels = false;
  std::uint64_t runs = 150;
};

Survey survey_of(const runtime::ProgramPtr& program, const Setting& setting = {}) {
  // The survey keeps the mocks alive.
  const auto mocks = std::make_shared<const Mocks>(setting.mocks);
  Survey survey([mocks](const core::Program& of, const core::Call& call) { return mocks->has_effect(of, call); });
  survey.add(program);
  const MadeEvents events(setting.events);
  const Trial trial{.program = program,
                    .inputs = {Value()},
                    .deployed = setting.deployed,
                    .mocks = *mocks,
                    .events = events,
                    .cancels = setting.cancels};
  for (std::uint64_t seed = 1; seed <= setting.runs; ++seed) {
    SafeMedium medium(adapters::open_memory_store());
    survey.add(run_trial(trial, seed, medium), seed);
  }
  survey.conclude();
  return survey;
}

// "rule /task", sorted; without the rules of which a test does not speak.
std::vector<std::string> found(const std::string& body, const Setting& setting = {}) {
  std::vector<std::string> all;
  for (const Surveyed& each : survey_of(compile(body), setting).findings()) {
    if (each.finding.rule == Rule::WaitsForEver || each.finding.rule == Rule::NeverRan) continue;
    all.push_back(std::string(text_of(each.finding.rule).id) + " " + each.finding.task);
  }
  std::ranges::sort(all);
  return all;
}

std::vector<std::string> found_in_text(const std::string& body) {
  std::vector<std::string> all;
  for (const Finding& each : findings_in(*compile(body))) {
    all.push_back(std::string(text_of(each.rule).id) + " " + each.task);
  }
  std::ranges::sort(all);
  return all;
}

using Ids = std::vector<std::string>;

Mock reads_only(const std::string& function) {
  return {.calls = {.function = function}, .effect = false};
}
Mock never_fails(const std::string& function) {
  return {.calls = {.function = function}, .failures = {}, .effect = false};
}

// Retried until long after the world has become kind.
const std::string kPatient = "use: {retries: {patient: {delay: {seconds: 1}, limit: {attempt: {count: 500}}}}}\n";

TEST(Findings, AnEffectThatStaysAfterAFault) {
  const std::string later = "- ship: {call: stock.ship}\n";
  EXPECT_EQ(found("do:\n- charge: {call: pay.charge}\n" + later, {.mocks = {reads_only("stock.ship")}}),
            (Ids{"effect-not-compensated /do/0/charge"}));
  EXPECT_EQ(found(kPatient +
                      "do:\n- charge:\n    call: pay.charge\n    metadata:\n      compensate:\n"
                      "      - refund: {try: [{give: {call: pay.refund}}], catch: {retry: patient}}\n" +
                      later,
                  {.mocks = {reads_only("stock.ship")}}),
            Ids{});
}

TEST(Findings, AnEffectOfABlockThatItsOwnCompensationUndoesOnlyWhenItHasCompleted) {
  const std::string block = kPatient +
                            "do:\n- book:\n    do:\n    - seat: {call: seat.book}\n    - check: {call: seat.check}\n"
                            "    metadata:\n      compensate:\n"
                            "      - free: {try: [{it: {call: seat.free}}], catch: {retry: patient}}\n"
                            "- ship: {call: stock.ship}\n";
  EXPECT_EQ(found(block, {.mocks = {never_fails("seat.check"), reads_only("stock.ship")}, .runs = 60}),
            (Ids{"effect-not-compensated /do/0/book/do/0/seat"}));  // the answer to `check` was lost
  EXPECT_EQ(found("do:\n- book: {call: seat.book}\n", {.mocks = {reads_only("seat.book")}}), Ids{});
}

TEST(Findings, AHandlerMayUndoInAWayOfItsOwn) {
  const std::string handled =
      "do:\n- pay:\n    try:\n    - charge: {call: pay.charge}\n    - ship: {call: stock.ship}\n"
      "    catch:\n      do:\n      - refund: {try: [{it: {call: pay.refund}}], catch: {retry: {limit: {attempt: "
      "{count: 500}}}}}\n"
      "      - fail: {raise: {error: {type: 'https://example.com/failed', status: 500}}}\n";
  EXPECT_EQ(found(handled, {.mocks = {reads_only("stock.ship")}}), Ids{});
}

TEST(Findings, ACompletedChildThatNothingUndoes) {
  const auto child =
      compile("do:\n- charge: {call: pay.charge, metadata: {compensate: [{r: {call: pay.refund}}]}}\n", "child");
  const std::string start = "run: {workflow: {namespace: t, name: child, version: '1.0.0'}}";
  const Setting setting{.mocks = {never_fails("stock.ship"), never_fails("pay.refund")}, .deployed = {child}};
  const auto of = [&](const std::string& more) {
    Ids ids = found("do:\n- sell: {" + start + more + "}\n- ship: {call: stock.ship}\n", setting);
    std::erase_if(ids, [](const std::string& each) { return !each.starts_with("effect-not-compensated"); });
    return ids;
  };
  EXPECT_EQ(of(""), (Ids{"effect-not-compensated /do/0/sell"}));
  EXPECT_EQ(of(", metadata: {compensate: [{r: {call: pay.refund}}]}"), Ids{});
}

TEST(Findings, ACancelledInstanceWhoseEffectsStay) {
  const std::string body = "do:\n- charge: {call: pay.charge}\n- pause: {wait: {seconds: 1}}\n";
  const Mock charge{.calls = {.function = "pay.charge"}, .failures = {}};
  const Survey survey = survey_of(compile(body), {.mocks = {charge}, .cancels = true});
  EXPECT_GT(survey.endings().cancelled, 0U);
  EXPECT_TRUE(std::ranges::any_of(survey.findings(), [](const Surveyed& each) {
    return each.finding.rule == Rule::EffectNotCompensated && each.seed.has_value();
  }));
}

TEST(Findings, ACompensationThatFailsForGood) {
  const std::string body =
      "- charge: {call: pay.charge, metadata: {compensate: [{refund: {COMPENSATION}}]}}\n"
      "- ship: {call: stock.ship}\n";
  const auto of = [&](const std::string& compensation) {
    std::string text = body;
    text.replace(text.find("COMPENSATION"), 12, compensation);
    return found(kPatient + "do:\n" + text, {.mocks = {reads_only("stock.ship")}});
  };
  EXPECT_EQ(of("call: pay.refund"), (Ids{"compensation-failed /do/0/charge/metadata/compensate/0/refund"}));
  EXPECT_EQ(of("try: [{it: {call: pay.refund}}], catch: {retry: patient}"), Ids{});
}

TEST(Findings, ARepeatedBlockThatDoesItTwice) {
  const auto of = [](const std::string& metadata) {
    return found(kPatient + "do:\n- buy:\n    try:\n    - charge: {call: pay.charge, with: {}" + metadata +
                     "}\n    - ship: {call: stock.ship}\n    catch: {retry: patient}\n",
                 {.mocks = {reads_only("stock.ship"), reads_only("pay.refund")}});
  };
  EXPECT_EQ(of(""), (Ids{"effect-repeated /do/0/buy/try/0/charge"}));
  EXPECT_FALSE(std::ranges::count(of(", metadata: {compensate: [{refund: {call: pay.refund}}]}"),
                                  "effect-repeated /do/0/buy/try/0/charge") > 0);
}

TEST(Findings, TheRoundsOfALoopAreNoRepetition) {
  EXPECT_EQ(found(kPatient + "do:\n- each:\n    for: {in: '${ [1,2,3] }'}\n    do:\n"
                             "    - one: {try: [{charge: {call: pay.charge}}], catch: {retry: patient}}\n"),
            Ids{});
}

TEST(Findings, ACallThatIsNotIdempotentInABlockThatIsRepeated) {
  const std::string call = "{charge: {call: pay.charge, metadata: {idempotent: false}}}";
  const auto text = [](const std::string& body) {
    Ids ids = found_in_text(body);
    std::erase_if(ids, [](const std::string& each) { return !each.starts_with("retry-of-not-idempotent"); });
    return ids;
  };
  EXPECT_EQ(text(kPatient + "do:\n- t: {try: [" + call + "], catch: {retry: patient}}\n"),
            (Ids{"retry-of-not-idempotent /do/0/t/try/0/charge"}));
  EXPECT_EQ(text("do:\n- t: {try: [" + call + "], catch: {}}\n"), Ids{});
}

TEST(Findings, AnUnknownOutcomeThatNothingCatches) {
  const std::string call = "{charge: {call: pay.charge, metadata: {idempotent: false}}}";
  EXPECT_EQ(found("do:\n- " + call + "\n", {.mocks = {reads_only("pay.charge")}}),
            (Ids{"unknown-outcome-not-caught /do/0/charge"}));
  EXPECT_EQ(found("do:\n- t: {try: [" + call + "], catch: {}}\n", {.mocks = {reads_only("pay.charge")}}), Ids{});
}

TEST(Findings, AnUnknownOutcomeIsTheErrorThatTheEngineGives) {
  const auto never_ran = [](const std::string& call, const std::string& status) {
    const auto program =
        compile("do:\n- t:\n    try: [{it: {" + call + "}}]\n    catch: {errors: {with: {status: " + status +
                "}}, do: [{x: {set: {a: 1}}}]}\n");
    return std::ranges::any_of(
        survey_of(program, {.mocks = {never_fails("pay.charge"), never_fails("http")}}).findings(),
        [](const Surveyed& each) { return each.finding.rule == Rule::NeverRan && each.finding.task.ends_with("/x"); });
  };
  EXPECT_FALSE(never_ran("call: pay.charge", "500"));
  EXPECT_TRUE(never_ran("call: pay.charge", "504"));
  const std::string http = "call: http, with: {method: post, endpoint: 'http://pay.example'}";
  EXPECT_FALSE(never_ran(http, "504"));
  EXPECT_TRUE(never_ran(http, "500"));
}

TEST(Findings, ARetryThatCatchesAnUnknownOutcomeIsAFindingOfItsOwn) {
  EXPECT_EQ(
      found("do:\n- t: {try: [{charge: {call: pay.charge, metadata: {idempotent: false}}}], catch: {retry: {limit: "
            "{attempt: {count: 2}}}}}\n",
            {.mocks = {never_fails("pay.charge")}}),
      (Ids{"retry-of-not-idempotent /do/0/t/try/0/charge"}));
}

TEST(Findings, WhatALoserOfARaceHadDone) {
  const auto race = [](const std::string& metadata) {
    return found(kPatient +
                     "do:\n- race:\n    fork:\n      compete: true\n      branches:\n"
                     "      - slow: {do: [{book: {call: seat.book" +
                     metadata + "}}, {pause: {wait: {seconds: 9}}}]}\n      - quick: {wait: {seconds: 3}}\n",
                 {.mocks = {never_fails("seat.free")}});
  };
  EXPECT_EQ(race(""), (Ids{"effect-of-a-loser /do/0/race/fork/branches/0/slow/do/0/book"}));
  EXPECT_EQ(race(", metadata: {compensate: [{free: {try: [{it: {call: seat.free}}], catch: {retry: patient}}}]}"),
            Ids{});
}

TEST(Findings, WhatWasDoneBeforeAnErrorThatIsCaught) {
  const auto of = [](const std::string& handling, const std::string& metadata = "") {
    return found(kPatient + "do:\n- sell:\n    try:\n    - pay: {call: pay.charge" + metadata +
                     "}\n    - ship: {call: stock.ship}\n    catch: {" + handling + "}\n",
                 {.mocks = {reads_only("stock.ship"), reads_only("pay.refund")}});
  };
  const Ids stays = {"effect-before-a-caught-error /do/0/sell/try/0/pay"};
  EXPECT_EQ(of(""), stays);
  EXPECT_EQ(of("do: [{tell: {set: {failed: true}}}]"), stays);
  EXPECT_EQ(of("", ", metadata: {compensate: [{refund: {call: pay.refund}}]}"), stays);  // it does not run then
  EXPECT_EQ(of("do: [{refund: {try: [{it: {call: pay.refund}}], catch: {retry: patient}}}]"), Ids{});
  // Whoever catches what one call may do wrong does not mind what has become of it.
  EXPECT_EQ(found("do:\n- tell: {try: [{send: {call: mail.send}}], catch: {}}\n- then: {set: {x: 1}}\n"), Ids{});
}

TEST(Findings, ACompensationThatUndoesNothing) {
  const auto of = [](const std::string& compensation) {
    return found(kPatient + "do:\n- pay: {call: pay.charge, metadata: {compensate: [" + compensation +
                     "]}}\n- ship: {call: stock.ship}\n",
                 {.mocks = {reads_only("stock.ship"), reads_only("pay.refund")}});
  };
  const Ids nothing = {"compensation-does-nothing /do/0/pay"};
  const std::string refund = "try: [{it: {call: pay.refund}}], catch: {retry: patient}";
  EXPECT_EQ(of("{tell: {set: {undone: true}}}"), nothing);
  EXPECT_EQ(of("{refund: {if: '$output.charged', " + refund + "}}"), nothing);
  EXPECT_EQ(of("{refund: {" + refund + "}}"), Ids{});
}

TEST(Findings, ASwitchThatNothingMatches) {
  const auto of = [](const std::string& cases) {
    return found("do:\n- choose: {switch: [" + cases + "]}\n- small: {set: {x: 1}}\n- large: {set: {x: 2}}\n");
  };
  EXPECT_EQ(of("{large: {when: '. != null', then: large}}"), (Ids{"no-case-matched /do/0/choose"}));
  EXPECT_EQ(of("{large: {when: '. != null', then: large}}, {small: {then: small}}"), Ids{});
  EXPECT_EQ(of("{large: {when: '. != null', then: large}}, {small: {when: '. == null', then: continue}}"), Ids{});
  EXPECT_EQ(of("{large: {when: '. == null', then: large}}"), Ids{});
}

TEST(Findings, ACompensationThatPassesOnThatItHasNoOutput) {
  const auto of = [](const std::string& refund,
                     const std::vector<Value>& results = {parse_json(R"({"id":"c1"})").value()}) {
    const std::string document =
        kPatient +
        "do:\n- charge:\n    call: pay.charge\n    timeout: {after: PT1S}\n    metadata:\n      compensate:\n"
        "      - refund: {try: [{it: {call: pay.refund, with: " +
        refund + "}}], catch: {retry: patient}}\n- ship: {call: stock.ship}\n";
    Ids all = found(document, {.mocks = {Mock{.calls = {.function = "pay.charge"}, .results = results},
                                         reads_only("pay.refund"), reads_only("stock.ship")},
                               .runs = 300});
    return all;
  };
  const Ids passes_on = {"compensation-without-output /do/0/charge/metadata/compensate/0/refund/try/0/it"};
  EXPECT_EQ(of("{charge: '${ $output.id }'}"), passes_on);
  EXPECT_EQ(of("{of: {what: ['${ \"/charges/\\($output.id)\" }']}}"), passes_on);
  EXPECT_EQ(of("{order: '${ . }'}"), Ids{}) << "the input is null in all runs";
  EXPECT_EQ(of("{charge: '${ $output.id // \"none\" }'}"), Ids{});
  EXPECT_EQ(of("{charge: '${ $output.id }'}", {Value()}), Ids{}) << "no results are declared";
  const auto sometimes_null = {parse_json(R"({"id":"c1"})").value(), parse_json(R"({"id":null})").value()};
  EXPECT_EQ(of("{charge: '${ $output.id }'}", sometimes_null), Ids{}) << "the operator may give null";
}

TEST(Findings, AWaitOfYears) {
  const auto of = [](const std::string& task) { return found_in_text("do:\n- a: " + task + "\n"); };
  const Ids is_long = {"very-long-wait /do/0/a"};
  EXPECT_EQ(of("{wait: P10Y}"), is_long);
  EXPECT_EQ(of("{wait: {days: 3650}}"), is_long);
  for (const std::string one_more : {"P1Y1D", "P1YT1S", "P12M1D", "P13M", "P367D", "P11M40D"}) {
    EXPECT_EQ(of("{wait: " + one_more + "}"), is_long) << one_more;
  }
  for (const std::string year : {"P1Y", "P12M", "P365D", "P366D", "PT8784H"}) {
    EXPECT_EQ(of("{wait: " + year + "}"), Ids{}) << year;
  }
}

TEST(Findings, ADelayOfYears) {
  const auto of = [](const std::string& retry) {
    return found_in_text("do:\n- a: {try: [{b: {set: {x: 1}}}], catch: {retry: " + retry + "}}\n");
  };
  const Ids is_long = {"very-long-wait /do/0/a"};
  EXPECT_EQ(of("{delay: {days: 400}, limit: {attempt: {count: 1}}}"), is_long);
  EXPECT_EQ(of("{delay: P1M, backoff: {exponential: {}}, limit: {attempt: {count: 10}}}"), is_long);
  EXPECT_EQ(of("{delay: P1M, backoff: {linear: {}}, limit: {attempt: {count: 13}}}"), is_long);
  EXPECT_EQ(of("{delay: P1M, backoff: {linear: {}}, limit: {attempt: {count: 12}}}"), Ids{});
  EXPECT_EQ(of("{delay: PT1S, backoff: {exponential: {}}, limit: {attempt: {count: 26}}}"), is_long);
  EXPECT_EQ(of("{delay: PT1S, backoff: {exponential: {}}, limit: {attempt: {count: 20}}}"), Ids{});
  EXPECT_EQ(of("{delay: PT1S, backoff: {exponential: {}}, limit: {attempt: {count: 99}, duration: P7D}}"), Ids{});
  EXPECT_EQ(of("{delay: P1M, limit: {attempt: {count: 100}}}"), Ids{});
  EXPECT_EQ(of("{delay: P1D, backoff: {exponential: {}}}"), is_long);
  EXPECT_EQ(of("{delay: PT1H, backoff: {exponential: {}}}"), Ids{});
  EXPECT_EQ(found_in_text("do:\n- a: {call: http, with: {method: get, endpoint: 'http://a'}}\n"), Ids{});
}

TEST(Findings, AWaitThatTakesYearsInARun) {
  const Ids is_long = {"very-long-wait /do/0/a"};
  EXPECT_EQ(found("do:\n- a: {wait: '${ \"P2Y\" }'}\n", {.runs = 5}), is_long);
  EXPECT_EQ(found("do:\n- a: {wait: '${ {days: (360 + 10)} }'}\n", {.runs = 5}), is_long);
  EXPECT_EQ(found("do:\n- a: {wait: '${ \"P1Y\" }'}\n", {.runs = 50}), Ids{});
  // It fails always: each attempt waits as long as all those before it together.
  const auto of = [](const std::string& retry) {
    return found(
        "do:\n- a: {try: [{b: {raise: {error: {type: 'https://a/b', status: 500}}}}], catch: {retry: " + retry + "}}\n",
        {.runs = 10});
  };
  EXPECT_EQ(of("{delay: '${ \"P1M\" }', backoff: {exponential: {}}, limit: {attempt: {count: 6}}}"), is_long);
  EXPECT_EQ(of("{delay: '${ \"P1M\" }', backoff: {exponential: {}}, limit: {attempt: {count: 3}}}"), Ids{});
  EXPECT_EQ(of("{delay: PT1S, jitter: {from: P400D, to: P401D}, limit: {attempt: {count: 1}}}"), is_long);
  EXPECT_EQ(of("{delay: PT1S, backoff: {exponential: {}}, limit: {attempt: {count: 12}}}"), Ids{});
  EXPECT_EQ(found("do:\n- a: {try: [{b: {call: x.y}}], catch: {retry: {delay: PT1S, backoff: {exponential: {}}}}}\n",
                  {.mocks = {reads_only("x.y")}}),
            Ids{})
      << "an operator may be down for as long as the run lasts";
}

TEST(Findings, AFiniteLoopThatIsTooLong) {
  EXPECT_EQ(found("do:\n- a: {for: {in: '[range(60000)]'}, do: [{b: {set: {x: 1}}}]}\n", {.runs = 1}),
            (Ids{"run-cut /do/0/a/do/0/b"}));
}

TEST(Findings, NameOnlyWhatHadCompletedByThen) {
  const Survey survey = survey_of(
      compile(kPatient + "do:\n- buy:\n    try:\n    - charge: {call: pay.charge}\n    - ship: {call: stock.ship}\n"
                         "    catch: {retry: patient}\n- later: {set: {x: 1}}\n"),
      {.mocks = {reads_only("stock.ship")}});
  for (const Surveyed& each : survey.findings()) {
    if (each.finding.rule != Rule::EffectRepeated) continue;
    EXPECT_EQ(std::ranges::count(each.finding.path, "/do/1/later"), 0);
  }
}

TEST(Findings, AWaitThatNothingLimits) {
  const Ids waits = {"waits-for-ever /do/0/a"};
  EXPECT_EQ(found_in_text("do:\n- a: {call: x.y}\n"), waits);
  EXPECT_EQ(found_in_text("do:\n- a: {call: x.y, timeout: {after: {hours: 1}}}\n"), Ids{});
  EXPECT_EQ(found_in_text("timeout: {after: {hours: 1}}\ndo:\n- a: {call: x.y}\n"), Ids{});
  EXPECT_EQ(found_in_text("do:\n- a: {call: http, with: {method: get, endpoint: 'http://x.example'}}\n"), Ids{});
  EXPECT_EQ(found_in_text("timeout: {after: {hours: 1}}\ndo:\n"
                          "- a: {call: x.y, metadata: {compensate: [{undo: {call: x.undo}}]}}\n"),
            (Ids{"waits-for-ever /do/0/a/metadata/compensate/0/undo"}));
  EXPECT_EQ(found_in_text("do:\n- a: {call: x.y}\n- b: {call: x.y}\n"), (Ids{"waits-for-ever /"}));
}

TEST(Findings, ATaskThatNoPathLeadsTo) {
  const auto of = [](const std::string& tasks) { return found_in_text("do:\n" + tasks); };
  const std::string last = "- last: {set: {x: 1}}\n";
  const Ids unreachable = {"unreachable-task /do/1/last"};
  EXPECT_EQ(of("- a: {set: {x: 1}, then: end}\n" + last), unreachable);
  EXPECT_EQ(of("- a: {do: [{b: {raise: {error: {type: 'https://x.example', status: 500}}}}]}\n" + last), unreachable);
  EXPECT_EQ(of("- a: {switch: [{one: {when: .x, then: end}}, {other: {then: exit}}]}\n" + last), unreachable);
  EXPECT_EQ(of("- a: {switch: [{one: {when: .x, then: end}}]}\n" + last), Ids{});
  EXPECT_EQ(of("- a: {if: .x, set: {x: 1}, then: end}\n" + last), Ids{});
  EXPECT_EQ(of("- a: {do: [{b: {set: {x: 1}, then: exit}}]}\n" + last), Ids{});
  EXPECT_EQ(of("- a: {try: [{b: {set: {x: 1}, then: end}}], catch: {do: [{c: {set: {x: 1}}}]}}\n" + last), Ids{});
  EXPECT_EQ(of("- a: {raise: {error: {type: 'https://x.example', status: 500}}, metadata: {required: false}}\n" + last),
            Ids{});
  EXPECT_EQ(of("- a: {set: {x: 1}, then: c}\n- b: {set: {x: 1}, then: end}\n- c: {set: {x: 1}, then: b}\n"), Ids{});
}

TEST(Findings, ATaskThatNoRunCameTo) {
  const auto never_ran = [](const Setting& setting) {
    Ids ids;
    const auto program = compile(
        "do:\n- ask: {call: x.ask}\n- choose: {switch: [{yes: {when: .yes, then: big}}, {no: {then: end}}]}\n"
        "- big: {do: [{inner: {set: {x: 1}}}]}\n");
    for (const Surveyed& each : survey_of(program, setting).findings()) {
      if (each.finding.rule == Rule::NeverRan) ids.push_back(each.finding.task);
    }
    return ids;
  };
  EXPECT_EQ(never_ran({}), (Ids{"/do/2/big"}));
  const Mock answers{.calls = {.function = "x.ask"}, .results = {Value(), parse_json(R"({"yes":true})").value()}};
  EXPECT_EQ(never_ran({.mocks = {answers}}), Ids{});
}

TEST(Findings, AWorkflowThatNeverEnds) {
  const Setting short_one{.runs = 2};
  EXPECT_EQ(found("do:\n- a: {set: {x: 1}}\n- b: {set: {x: 1}, then: a}\n", short_one), (Ids{"never-ends /do/0/a"}));
  EXPECT_EQ(found("do:\n- ask: {try: [{it: {call: x.ask}}], catch: {}}\n- pause: {wait: {days: 1}, then: ask}\n",
                  {.mocks = {reads_only("x.ask")}, .runs = 2}),
            (Ids{"never-ends /do/0/ask"}));
  EXPECT_EQ(found("do:\n- a: {for: {in: '${ [range(2000)] }'}, do: [{b: {set: {x: 1}}}]}\n", short_one), Ids{});
}

TEST(Findings, OfASeedAreTheSameEachTime) {
  const auto program = compile("do:\n- charge: {call: pay.charge}\n- ship: {call: stock.ship}\n");
  const auto all = survey_of(program).findings();
  const auto one = std::ranges::find_if(all, [](const Surveyed& each) { return each.seed.has_value(); });
  ASSERT_NE(one, all.end());
  const Mocks mocks({});
  const MadeEvents events;
  const Trial trial{.program = program, .inputs = {Value()}, .deployed = {}, .mocks = mocks, .events = events};
  SafeMedium medium(adapters::open_memory_store());
  const Evidence again = run_trial(trial, *one->seed, medium);
  const auto found_again =
      findings_in(again, again.instances.at("trial"), [](const auto&, const auto&) { return true; });
  EXPECT_TRUE(std::ranges::any_of(found_again, [&](const Finding& each) {
    return each.rule == one->finding.rule && each.task == one->finding.task && each.message == one->finding.message;
  }));
}

TEST(Findings, EachRuleHasAText) {
  Ids ids;
  for (const RuleText& rule : rules()) {
    ids.emplace_back(rule.id);
    EXPECT_FALSE(rule.summary.empty());
    EXPECT_FALSE(rule.help.empty());
    EXPECT_EQ(text_of(rule.rule).id, rule.id);
  }
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

TEST(Trial, GivesThoseWhoListenTheirEvents) {
  const runtime::ProgramPtr program = compile(R"(
do:
- order: {set: {id: 4711}}
- paid:
    listen:
      to:
        all:
        - {with: {type: paid}, correlate: {order: {from: .data.order.id, expect: '${ .id }'}}}
        - {with: {type: 'pack(ed)?', data: {n: '${ .id }'}}}
- each: {listen: {to: {any: [{with: {type: read}}], until: '${ length == 3 }'}}, foreach: {do: [{keep: {call: op.keep}}]}}
- confirmed: {listen: {to: {one: {with: {type: confirmed}, correlate: {by: {from: .subject}}}}, read: envelope}}
)");
  const Survey survey = survey_of(program, {.mocks = {never_fails("op.keep")}, .runs = 60});
  EXPECT_GE(survey.endings().completed, 40U);
  EXPECT_EQ(survey.endings().not_ended, 0U);
}

TEST(Trial, DrawsWhatIsInEventsFromWhatIsDeclared) {
  const std::string body = "do:\n- a: {listen: {to: {one: {with: {type: t, data: '${ .n > 2 }'}}}}}\n";
  EXPECT_EQ(found(body, {.runs = 20}), Ids{"event-not-made /do/0/a"});
  EXPECT_EQ(found(body, {.events = {{.type = "t", .data = {Value{{"n", 1}}, Value{{"n", 3}}}}}, .runs = 20}), Ids{});
}

TEST(Trial, WhoListensForEverIsNoFinding) {
  const runtime::ProgramPtr program = compile(
      "do:\n- a: {listen: {to: {any: [{with: {type: t}}], until: '${ false }'}}, foreach: {do: [{b: {set: {n: "
      "1}}}]}}\n");
  const Survey survey = survey_of(program, {.runs = 20});
  EXPECT_EQ(survey.endings().not_ended, 20U);
  EXPECT_TRUE(survey.findings().empty());
}

TEST(Trial, AListenerWhoseTimeIsUpGoesOn) {
  const runtime::ProgramPtr program = compile(R"(
do:
- a:
    try: [{b: {listen: {to: {one: {with: {type: t}}}}, timeout: {after: PT1S}}}]
    catch: {errors: {with: {type: https://serverlessworkflow.io/spec/1.0.0/errors/timeout}}, do: [{late: {set: late}}]}
)");
  const Survey survey = survey_of(program, {.runs = 60});
  EXPECT_EQ(survey.endings().completed, 60U);
  EXPECT_EQ(survey.findings().size(), 0U) << "each way is taken by some runs";
}

}  // namespace
}  // namespace baton::simulation
