// What the reference makes of small documents, each outcome written out from the specification.
#include "simulation/reference/reference.hpp"

#include "dsl/dsl.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

namespace baton::tests {
namespace {

using Counts = std::map<std::string, int>;

Value json(std::string_view text) {
  return parse_json(text).value();
}

// A valid document with this below its head.
Value document(const std::string& rest) {
  const auto compiled = dsl::compile("document: {dsl: '1.0.3', namespace: test, name: doc, version: '1.0.0'}\n" + rest);
  EXPECT_TRUE(compiled) << compiled.error().front().message;
  return compiled ? compiled->program->document : Value();
}

// Operators answer {"of": function, "with": arguments}.
ReferenceOutcome outcome_of(const std::string& rest, const Value& input = {}, const Value* child = nullptr) {
  return interpret(document(rest), child, input, [](std::string_view function, const Value& arguments) {
    return Value::object({{"of", Value::string(function)}, {"with", arguments}});
  });
}

std::string output_of(const std::string& rest, const Value& input = {}) {
  const ReferenceOutcome outcome = outcome_of(rest, input);
  EXPECT_TRUE(outcome.comparable) << outcome.why_not;
  if (outcome.fault) return "fault " + outcome.fault->type + " " + outcome.fault->instance;
  return to_json(*outcome.output);
}

TEST(Reference, PassesDataFromTaskToTask) {
  EXPECT_EQ(output_of(R"(
input: {from: .given}
do:
- a: {set: {n: '${ . + 1 }'}, export: {as: '{ context: $output.n, before: $context }'}}
- b: {set: {raw: '${ $task.input }', input: '${ $input }', text: 'n is ${ . }'}, input: {from: .n}, output: {as: '{ was: ., raw: $task.output.raw }'}}
output: {as: '{ result: ., context: $context, given: $workflow.input }'}
)",
                      json(R"({"given": 1})")),
            R"({"result":{"was":{"raw":{"n":2},"input":2,"text":"n is 2"},"raw":{"n":2}},)"
            R"("context":{"context":2,"before":1},"given":{"given":1}})");
}

TEST(Reference, MakesNullOfNoResultAndAnArrayOfSeveral) {
  EXPECT_EQ(output_of("do:\n- a: {set: {none: '${ empty }', two: '${ 1, 2 }'}}"), R"({"none":null,"two":[1,2]})");
}

TEST(Reference, PassesOnTheRawInputOfASkippedTaskAndIgnoresItsDirective) {
  const ReferenceOutcome outcome =
      outcome_of("do:\n- a: {set: {n: 1}, if: 'false', then: end}\n- b: {set: '${ { got: . } }'}", json("5"));
  EXPECT_EQ(to_json(*outcome.output), R"({"got":5})");
  EXPECT_EQ(outcome.completed, (Counts{{"/do/1/b", 1}}));
}

TEST(Reference, FollowsDirectives) {
  EXPECT_EQ(output_of(R"(
do:
- block:
    do:
    - a: {set: {a: 1}, then: c}
    - b: {set: {b: 1}}
    - c: {set: {c: '${ . }'}, then: exit}
    - d: {set: {d: 1}}
- stop: {do: [{last: {set: '${ { last: . } }', then: end}}], output: {as: '{ around: . }'}}
- never: {set: {never: 1}}
output: {as: '{ whole: . }'}
)"),
            R"({"whole":{"around":{"last":{"c":{"a":1}}}}})");
}

TEST(Reference, TakesTheFirstCaseThatMatchesAndTheDefaultOtherwise) {
  const std::string rest = R"(
do:
- choose: {switch: [{other: {then: c}}, {small: {when: '. < 3', then: b}}, {any: {when: '. < 9', then: end}}]}
- a: {set: {a: 1}}
- b: {set: {b: 1}, then: exit}
- c: {set: {c: 1}}
)";
  EXPECT_EQ(output_of(rest, json("1")), R"({"b":1})");
  EXPECT_EQ(output_of(rest, json("5")), "5");
  EXPECT_EQ(output_of(rest, json("9")), R"({"c":1})");
}

TEST(Reference, PassesTheOutputOfARoundToTheNext) {
  const ReferenceOutcome outcome = outcome_of(R"(
do:
- all:
    for: {each: x, at: i, in: '[5, 6, 7]'}
    while: $i < 2
    do: [{add: {set: '${ . + [$x, $i] }'}}]
)",
                                              json("[]"));
  EXPECT_EQ(to_json(*outcome.output), "[5,0,6,1]");
  EXPECT_EQ(outcome.completed, (Counts{{"/do/0/all", 1}, {"/do/0/all/do/0/add", 2}}));
}

TEST(Reference, ShowsALoopsVariablesInItsRoundsOnly) {
  EXPECT_EQ(output_of(R"(
do:
- outer:
    for: {in: '["a"]'}
    do: [{inner: {for: {in: '["b"]'}, do: [{same: {set: '${ $item }'}}], output: {as: '{ inside: ., outside: $item }'}}}]
)"),
            R"({"inside":"b","outside":"a"})");
}

TEST(Reference, CollectsTheOutputsOfBranchesInTheirOrder) {
  EXPECT_EQ(output_of("do:\n- both: {fork: {branches: [{a: {set: {a: '${ . }'}}}, {b: {wait: PT1S}}]}}", json("3")),
            R"([{"a":3},3])");
}

TEST(Reference, SaysWhatDependsOnTheOrderOfBranches) {
  const auto fork = [](const std::string& branches) {
    return outcome_of("do:\n- all: {fork: {branches: [" + branches + "]}}");
  };
  const std::string fails = "{raise: {error: {type: 'https://example.com/a', status: 400}}}";
  EXPECT_FALSE(fork("{a: " + fails + "}, {b: " + fails + "}").comparable);
  EXPECT_FALSE(fork("{a: {set: {n: 1}, then: end}}, {b: {set: {n: 1}}}").comparable);
  EXPECT_FALSE(fork("{a: {set: {n: 1}, export: {as: .}}}, {b: {set: {n: '${ $context }'}}}").comparable);
  EXPECT_FALSE(outcome_of("do:\n- all: {fork: {compete: true, branches: [{a: {set: {n: 1}}}]}}").comparable);
  const ReferenceOutcome one_faults = fork("{a: {set: {n: 1}}}, {b: " + fails + "}");
  EXPECT_TRUE(one_faults.comparable);
  EXPECT_FALSE(one_faults.counts_comparable);
  EXPECT_EQ(one_faults.fault->instance, "/do/0/all/fork/branches/1/b");
}

TEST(Reference, CatchesWhatTheFilterAndTheConditionsTake) {
  const auto caught_by = [](const std::string& handling) {
    return output_of(R"(
do:
- guarded:
    try: [{fails: {raise: {error: {type: 'https://serverlessworkflow.io/spec/1.0.0/errors/communication', status: 503}}}}]
    catch: {)" + handling +
                     "}");
  };
  const std::string then = ", as: e, do: [{tell: {set: '${ $e.status }'}}]";
  const std::string kind = "https://open-workflow-specification.org/spec/1.0.0/errors/communication";
  const std::string lost =
      "fault https://serverlessworkflow.io/spec/1.0.0/errors/communication /do/0/guarded/try/0/fails";
  EXPECT_EQ(caught_by("errors: {with: {type: '" + kind + "'}}" + then), "503");
  EXPECT_EQ(caught_by("errors: {with: {status: 500}}" + then), lost);
  EXPECT_EQ(caught_by("when: '$e.status == 500'" + then), lost);
  EXPECT_EQ(caught_by("exceptWhen: '$e.status == 503'" + then), lost);
  EXPECT_EQ(caught_by("when: '.status == 503', exceptWhen: '.status == 500'" + then), "503");
  EXPECT_EQ(caught_by("when: 'true', then: end"), "null");
}

TEST(Reference, UndoesABlockBeforeItRepeatsIt) {
  const ReferenceOutcome outcome = outcome_of(R"(
do:
- guarded:
    try:
    - a: {call: work.a, metadata: {compensate: [{undo: {call: undo.it}}]}}
    - b: {raise: {error: {type: 'https://example.com/b', status: 400}}}
    catch: {retry: {limit: {attempt: {count: 2}}}, do: [{calm: {set: {calm: 1}}}]}
)");
  EXPECT_EQ(to_json(*outcome.output), R"({"calm":1})");
  EXPECT_EQ(outcome.completed, (Counts{{"/do/0/guarded", 1},
                                       {"/do/0/guarded/catch/do/0/calm", 1},
                                       {"/do/0/guarded/try/0/a", 3},
                                       {"/do/0/guarded/try/0/a/metadata/compensate/0/undo", 2}}));
}

TEST(Reference, PassesOnAnErrorAfterItsLastRetry) {
  const std::string guarded = R"(
do:
- guarded:
    try: [{b: {raise: {error: {type: 'https://example.com/b', status: 400}}}}]
    catch: )";
  EXPECT_EQ(output_of(guarded + "{retry: {limit: {attempt: {count: 1}}}}"),
            "fault https://example.com/b /do/0/guarded/try/0/b");
  EXPECT_EQ(output_of(guarded + "{retry: {limit: {attempt: {count: 1}}}, then: continue}", json("4")), "4");
  EXPECT_EQ(output_of(guarded + "{}", json("4")), "4");
}

TEST(Reference, ShowsTheErrorOfTheCatchAroundInEveryAttempt) {
  const ReferenceOutcome outcome = outcome_of(R"(
do:
- outer:
    try: [{first: {raise: {error: {type: 'https://example.com/first', status: 400}}}}]
    catch:
      do:
      - inner:
          try:
          - look: {set: '${ $error.status }', if: '$error.status == 400'}
          - second: {raise: {error: {type: 'https://example.com/second', status: 500}}}
          catch: {retry: {limit: {attempt: {count: 1}}}, do: [{last: {set: '${ $error.status }'}}]}
)");
  EXPECT_EQ(to_json(*outcome.output), "500");
  EXPECT_EQ(outcome.completed.at("/do/0/outer/catch/do/0/inner/try/0/look"), 2);
}

TEST(Reference, UndoesWhatWasDoneWhenTheWorkflowFaults) {
  const ReferenceOutcome outcome = outcome_of(R"(
do:
- a: {call: work.a, metadata: {compensate: [{undo: {call: undo.it, with: {of: '${ $output.of }', in: '${ . }'}}}]}}
- block:
    do: [{b: {call: work.b, metadata: {compensate: [{undo: {call: undo.it}}]}}}]
    metadata: {compensate: [{undo: {set: {undone: '${ $output }'}}}, {again: {call: undo.other}}]}
- c: {set: '${ error("broken") }'}
)");
  ASSERT_TRUE(outcome.fault);
  EXPECT_EQ(outcome.fault->type, "https://open-workflow-specification.org/spec/1.0.0/errors/expression");
  EXPECT_EQ(outcome.fault->status, 400);
  EXPECT_EQ(outcome.fault->instance, "/do/2/c");
  EXPECT_EQ(outcome.completed, (Counts{{"/do/0/a", 1},
                                       {"/do/0/a/metadata/compensate/0/undo", 1},
                                       {"/do/1/block", 1},
                                       {"/do/1/block/do/0/b", 1},
                                       {"/do/1/block/metadata/compensate/0/undo", 1},
                                       {"/do/1/block/metadata/compensate/1/again", 1}}));
}

TEST(Reference, ContinuesAfterAnOptionalTaskFails) {
  const std::string rest = R"(
do:
- a: {do: [{b: {raise: {error: {type: 'https://example.com/b', status: 400}}}}], input: {from: '{ x: . }'}, metadata: {required: false}THEN}
- c: {set: {got: '${ . }'}}
)";
  const auto with = [&](const std::string& then) { return std::string(rest).replace(rest.find("THEN"), 4, then); };
  EXPECT_EQ(output_of(with(""), json("2")), R"({"got":2})");
  EXPECT_EQ(output_of(with(", then: end"), json("2")), "2");
}

TEST(Reference, CallsFunctionsInThePlaceOfTheCall) {
  const ReferenceOutcome outcome = outcome_of(R"(
use: {functions: {helper: {do: [{say: {set: '${ [$task.name, .who] }'}}], output: {as: '[$task.name, .]'}}}}
do:
- greet: {call: helper, with: {who: '${ . }'}}
)",
                                              json("\"Ada\""));
  EXPECT_EQ(to_json(*outcome.output), R"(["greet",["say","Ada"]])");
  EXPECT_EQ(outcome.completed, (Counts{{"/do/0/greet", 1}, {"/do/0/greet/do/0/say", 1}}));
}

TEST(Reference, RunsChildrenAndWaitsForThoseThatAreAwaited) {
  const Value child = document(
      "do:\n- a: {set: '${ { child: . } }'}\n"
      "- b: {raise: {error: {type: 'https://example.com/child', status: 409}}, if: '.child == 2'}");
  const std::string run = "do:\n- run: {run: {workflow: {namespace: test, name: child, version: '1.0.0'}";
  EXPECT_EQ(to_json(*outcome_of(run + "}}", json("1"), &child).output), R"({"child":1})");
  EXPECT_EQ(to_json(*outcome_of(run + ", await: false}}", json("2"), &child).output), "2");
  const ReferenceOutcome faulted = outcome_of(run + "}}", json("2"), &child);
  ASSERT_TRUE(faulted.fault);
  EXPECT_EQ(faulted.fault->status, 409);
  EXPECT_EQ(faulted.fault->instance, "/do/0/run");
}

TEST(Reference, StripsEffectsAtAnyDepth) {
  EXPECT_EQ(to_json(without_effects(json(R"([{"effect": 1, "a": {"b": 2, "effect": {}}}, "effect"])"))),
            R"([{"a":{"b":2}},"effect"])");
}

}  // namespace
}  // namespace baton::tests
