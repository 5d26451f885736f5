// Tasks: what all have, the lists that contain them, and the kinds that need no gateway.
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

using core::Directive;
using test::errors_of;
using test::kind_at;
using test::notes_of;
using test::one_task;
using test::program_of;
using test::shown;
using test::task_at;
using test::workflow;

TEST(Tasks, AreInTheOrderOfTheDocumentWithTheirReferences) {
  const auto program =
      program_of(workflow("do:\n"
                          "- steps: {do: [{a/b: {wait: PT1S}}, {c~d: {wait: PT1S}}]}\n"
                          "- loop: {for: {in: .x}, do: [{x: {wait: PT1S}}]}\n"
                          "- t:\n"
                          "    try: [{x: {wait: PT1S}}]\n"
                          "    catch: {do: [{y: {wait: PT1S}}]}\n"
                          "- f: {fork: {branches: [{x: {wait: PT1S}}]}}\n"
                          "- u: {wait: PT1S, metadata: {compensate: [{undo: {wait: PT1S}}]}}\n"));
  std::string list;
  for (const core::Task& task : program->tasks) {
    list += task.reference + (task.implicit ? " implicit " : " ") + task.name + '\n';
  }
  EXPECT_EQ(list,
            "/ sample\n"
            "/do/0/steps steps\n"
            "/do/0/steps/do/0/a~1b a/b\n"
            "/do/0/steps/do/1/c~0d c~d\n"
            "/do/1/loop loop\n"
            "/do/1/loop/do implicit do\n"
            "/do/1/loop/do/0/x x\n"
            "/do/2/t t\n"
            "/do/2/t/try implicit try\n"
            "/do/2/t/try/0/x x\n"
            "/do/2/t/catch/do implicit do\n"
            "/do/2/t/catch/do/0/y y\n"
            "/do/3/f f\n"
            "/do/3/f/fork/branches/0/x x\n"
            "/do/4/u u\n"
            "/do/4/u/metadata/compensate implicit compensate\n"
            "/do/4/u/metadata/compensate/0/undo undo\n");
}

TEST(Tasks, KnowTheirParentAndDefinition) {
  const auto program = program_of(one_task("{for: {in: .x}, do: [{x: {wait: PT1S}}]}"));
  const core::Task& x = task_at(*program, "/do/0/it/do/0/x");
  const core::Task& body = program->task(*x.parent);
  EXPECT_EQ(body.reference, "/do/0/it/do");
  EXPECT_EQ(program->task(*body.parent).reference, "/do/0/it");
  EXPECT_EQ(to_json(x.definition), R"({"wait":"PT1S"})");
  EXPECT_EQ(to_json(body.definition), R"([{"x":{"wait":"PT1S"}}])");
}

TEST(Tasks, HaveExactlyOneKind) {
  EXPECT_EQ(
      errors_of(workflow("do:\n- a: {}\n- b: {set: {x: 1}, wait: PT1S}\n- c: {cal: x}\n- d: 5\n- e: {swich: []}\n")),
      "3:6: /do/0/a: a task must have one of call, do, emit, for, fork, listen, raise, run, set, switch, try, wait\n"
      "4:6: /do/1/b: a task must have exactly one kind, but this one has 'set' and 'wait'\n"
      "5:6: /do/2/c: a task must have one of call, do, emit, for, fork, listen, raise, run, set, switch, try, wait\n"
      "5:7: /do/2/c/cal: unknown property; did you mean 'call'?\n"
      "6:6: /do/3/d: must be an object, not a number\n"
      "7:6: /do/4/e: a task must have one of call, do, emit, for, fork, listen, raise, run, set, switch, try, wait\n"
      "7:7: /do/4/e/swich: unknown property; did you mean 'switch'?\n");
}

TEST(Tasks, HaveNoOtherProperties) {
  EXPECT_EQ(errors_of(one_task("{wait: PT1S, tiemout: x, catch: {}}")),
            "3:20: /do/0/it/tiemout: unknown property; did you mean 'timeout'?\n"
            "3:32: /do/0/it/catch: unknown property (known here: wait, if, input, output, export, timeout, then, "
            "metadata)\n");
}

TEST(Tasks, InListsHaveANameEach) {
  EXPECT_EQ(
      errors_of(
          workflow("do:\n- a: {wait: PT1S}\n  b: {wait: PT1S}\n- c: {wait: PT1S}\n- c: {wait: PT1S}\n- x\n- '': {}\n")),
      "3:3: /do/0: must be one name with its definition, not 2 members; begin each task or case with its own '-'\n"
      "6:3: /do/2/c: the name 'c' is taken by another task of this list\n"
      "7:3: /do/3: must be an object, not a string\n"
      "8:3: /do/4/: the name of a task must be 1 to 256 bytes long\n");
  EXPECT_EQ(errors_of(one_task("{do: [[a], [b]]}")),
            "3:13: /do/0/it/do/0: must be an object, not a list\n"
            "3:18: /do/0/it/do/1: must be an object, not a list\n");
  EXPECT_EQ(errors_of(one_task("{do: {a: {wait: PT1S}}}")), "3:12: /do/0/it/do: must be a list, not an object\n");
}

TEST(Then, LeadsToATaskOfItsList) {
  const auto program =
      program_of(workflow("do:\n"
                          "- a: {wait: PT1S, then: c}\n"
                          "- b: {wait: PT1S, then: exit}\n"
                          "- c: {wait: PT1S, then: end}\n"
                          "- d: {wait: PT1S, then: continue}\n"));
  EXPECT_EQ(task_at(*program, "/do/0/a").then.kind, Directive::Kind::Jump);
  EXPECT_EQ(task_at(*program, "/do/0/a").then.target, 2u);
  EXPECT_EQ(task_at(*program, "/do/1/b").then.kind, Directive::Kind::Exit);
  EXPECT_EQ(task_at(*program, "/do/2/c").then.kind, Directive::Kind::End);
  EXPECT_EQ(task_at(*program, "/do/3/d").then.kind, Directive::Kind::Continue);
}

TEST(Then, CannotLeaveItsList) {
  EXPECT_EQ(
      errors_of(workflow("do:\n"
                         "- first: {do: [{inner: {wait: PT1S, then: second}}]}\n"
                         "- second: {wait: PT1S, then: frist}\n"
                         "- third: {wait: PT1S, then: 5}\n")),
      "3:43: /do/0/first/do/0/inner/then: there is no task 'second' in this list (its tasks: inner; or continue, exit, "
      "end)\n"
      "4:30: /do/1/second/then: there is no task 'frist' in this list; did you mean 'first'? (its tasks: first, "
      "second, "
      "third; or continue, exit, end)\n"
      "5:29: /do/2/third/then: must be a string, not a number\n");
}

TEST(Then, OfABranchCannotJump) {
  EXPECT_EQ(errors_of(one_task("{fork: {branches: [{a: {wait: PT1S, then: b}}, {b: {wait: PT1S, then: exit}}]}}")),
            "3:49: /do/0/it/fork/branches/0/a/then: must be continue, exit or end, not 'b': a branch of a fork or the "
            "task of a function cannot continue with another task\n");
}

TEST(Metadata, SaysWhatBatonAddsAndIsFreeOtherwise) {
  const auto program =
      program_of(one_task("{call: a.b, metadata: {required: false, idempotent: false, color: {blue: 5}, "
                          "compensate: [{undo: {call: a.c, with: {id: '${ $output.id }'}}}]}}"));
  const core::Task& task = task_at(*program, "/do/0/it");
  EXPECT_FALSE(task.required);
  EXPECT_FALSE(std::get<core::CallTask>(task.kind).idempotent);
  EXPECT_EQ(program->task(*task.compensate).reference, "/do/0/it/metadata/compensate");
  const auto plain = program_of(one_task("{call: a.b}"));
  EXPECT_TRUE(task_at(*plain, "/do/0/it").required);
  EXPECT_TRUE(kind_at<core::CallTask>(*plain, "/do/0/it").idempotent);
}

TEST(Metadata, MayLimitHowLongACancelledCallIsAwaited) {
  const auto program = program_of(one_task("{call: x.y, metadata: {drain: {seconds: 5}}}"));
  EXPECT_EQ(task_at(*program, "/do/0/it").drain, core::CalendarDuration{.time = std::chrono::seconds(5)});
  EXPECT_EQ(
      errors_of(one_task("{do: [], metadata: {drain: '${ .a }'}}")),
      "3:34: /do/0/it/metadata/drain: '${ .a }' is not an ISO 8601 duration such as PT1H30M: it must begin with P and "
      "name at least one unit\n");
  EXPECT_EQ(
      errors_of(one_task("{do: [], metadata: {drain: 5}}")),
      "3:34: /do/0/it/metadata/drain: must be a duration: an object such as {seconds: 5}, an ISO 8601 duration such as "
      "PT5S\n");
}

TEST(Metadata, IsCheckedIfBatonReadsIt) {
  EXPECT_EQ(errors_of(one_task("{wait: PT1S, metadata: {required: 'no', idempotent: true, compensate: {}}}")),
            "3:41: /do/0/it/metadata/required: must be a boolean, not a string\n"
            "3:47: /do/0/it/metadata/idempotent: only a call to an operator or to http may say whether it is "
            "idempotent\n"
            "3:77: /do/0/it/metadata/compensate: must be a list, not an object\n");
  EXPECT_EQ(errors_of(one_task("{wait: PT1S, metadata: 5}")),
            "3:30: /do/0/it/metadata: must be an object, not a number\n");
}

TEST(Metadata, ThatLooksMisspeltGetsANote) {
  EXPECT_EQ(
      notes_of(one_task("{call: x.y, metadata: {compensat: [], idempotant: false, retry: {}, owner: me, team: {}}}")),
      "3:41: /do/0/it/metadata/compensat: has no effect; did you mean 'compensate'?\n"
      "3:57: /do/0/it/metadata/idempotant: has no effect; did you mean 'idempotent'?\n"
      "3:71: /do/0/it/metadata/retry: has no effect (it has an effect only in document.metadata)\n");
  EXPECT_EQ(
      notes_of("document: {dsl: '1.0.3', namespace: a, name: b, version: '1.0.0', metadata: {retrys: {}, author: x}}\n"
               "do: []\n"),
      "1:86: /document/metadata/retrys: has no effect; did you mean 'retry'?\n");
}

TEST(Expressions, MayNotAskForTheAuthorization) {
  EXPECT_EQ(errors_of(one_task("{set: {a: '${ $authorization.parameter }'}}")),
            "3:17: /do/0/it/set/a: $authorization is not supported by this version of Baton, which does not keep the "
            "credentials of a call; write 'authentication' in the call, or use $secrets in its 'with'\n");
}

TEST(Set, TakesAnObjectATextOrAnExpression) {
  const auto set_to = [](std::string_view text) {
    return shown(kind_at<core::SetTask>(*program_of(one_task("{set: " + std::string(text) + "}")), "/do/0/it").data);
  };
  EXPECT_EQ(set_to("'${ .a }'"), "jq(.a)");
  EXPECT_EQ(set_to("some text"), R"(literal("some text"))");
  EXPECT_EQ(set_to("'Hello ${ .name }'"), "text('Hello 'jq(.name))");
  EXPECT_EQ(notes_of(one_task("{set: some text}")), "");
  EXPECT_EQ(notes_of(one_task("{set: .a}")),
            "3:13: /do/0/it/set: '.a' is a plain text; to make it an expression, write '${ … }' around it\n");
  EXPECT_EQ(errors_of(one_task("{set: {}}")),
            "3:13: /do/0/it/set: must be an object with at least one member, a text or an expression '${ … }'\n");
  EXPECT_NE(errors_of(one_task("{set: [1]}")), "");
  EXPECT_EQ(errors_of("evaluate: {mode: loose}\n" + one_task("{set: .a}")), "");
}

TEST(Switch, HasCases) {
  const auto program =
      program_of(workflow("do:\n"
                          "- s: {switch: [{big: {when: .n > 9, then: t}}, {other: {then: exit}}]}\n"
                          "- t: {wait: PT1S}\n"));
  const auto& cases = kind_at<core::SwitchTask>(*program, "/do/0/s").cases;
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0].name, "big");
  EXPECT_EQ(cases[0].when->text, ".n > 9");
  EXPECT_EQ(cases[0].then.target, 1u);
  EXPECT_FALSE(cases[1].when);
  EXPECT_EQ(cases[1].then.kind, Directive::Kind::Exit);
}

TEST(Switch, HasOneDefaultAndEachCaseItsDirective) {
  EXPECT_EQ(
      errors_of(one_task("{switch: [{a: {then: end}}, {b: {then: end}}, {c: {when: .x}}, {c: {when: .x, then: end}}, "
                         "{d: {}, e: {}}, {f: {wen: .x, then: nowhere}}]}")),
      "3:36: /do/0/it/switch/1/b: a switch has only one default case, and here it is 'a'; give this case a 'when'\n"
      "3:57: /do/0/it/switch/2/c: the property 'then' is missing\n"
      "3:71: /do/0/it/switch/3/c: the name 'c' is taken by another case of this switch\n"
      "3:98: /do/0/it/switch/4: must be one name with its definition, not 2 members; begin each task or case with its "
      "own '-'\n"
      "3:115: /do/0/it/switch/5/f: a switch has only one default case, and here it is 'b'; give this case a 'when'\n"
      "3:119: /do/0/it/switch/5/f/wen: unknown property; did you mean 'when'?\n"
      "3:134: /do/0/it/switch/5/f/then: there is no task 'nowhere' in this list (its tasks: it; or continue, exit, "
      "end)\n");
  EXPECT_EQ(errors_of(one_task("{switch: []}")), "3:16: /do/0/it/switch: must have at least one case\n");
}

TEST(For, HasACollectionAndABody) {
  const auto program =
      program_of(workflow("do:\n- a: {for: {in: .pets}, do: []}\n"
                          "- b: {for: {each: x, at: i, in: [1, '${ .y }']}, while: '$x > 1', do: []}\n"));
  const auto& a = kind_at<core::ForTask>(*program, "/do/0/a");
  EXPECT_EQ(a.each, "item");
  EXPECT_EQ(a.at, "index");
  EXPECT_EQ(shown(a.in), "jq(.pets)");
  EXPECT_FALSE(a.while_);
  EXPECT_EQ(program->task(a.body).reference, "/do/0/a/do");
  const auto& b = kind_at<core::ForTask>(*program, "/do/1/b");
  EXPECT_EQ(b.each, "x");
  EXPECT_EQ(shown(b.in), "[literal(1), jq(.y)]");
  EXPECT_EQ(b.while_->text, "$x > 1");
  EXPECT_EQ(errors_of(one_task("{for: {of: .x}, while: .y}")),
            "3:7: /do/0/it: the property 'do' is missing\n"
            "3:13: /do/0/it/for: the property 'in' is missing\n"
            "3:14: /do/0/it/for/of: unknown property (known here: each, in, at)\n");
}

TEST(Fork, HasBranches) {
  const auto program =
      program_of(one_task("{fork: {compete: true, branches: [{a: {wait: PT1S}}, {b: {wait: PT1S}}]}}"));
  const auto& fork = kind_at<core::ForkTask>(*program, "/do/0/it");
  EXPECT_TRUE(fork.compete);
  ASSERT_EQ(fork.branches.size(), 2u);
  EXPECT_EQ(program->task(fork.branches[1]).reference, "/do/0/it/fork/branches/1/b");
  EXPECT_TRUE(kind_at<core::ForkTask>(*program_of(one_task("{fork: {branches: []}}")), "/do/0/it").branches.empty());
  EXPECT_EQ(errors_of(one_task("{fork: {branches: [], compete: 1}}")),
            "3:38: /do/0/it/fork/compete: must be a boolean, not a number\n");
  EXPECT_EQ(errors_of(one_task("{fork: {}}")), "3:14: /do/0/it/fork: the property 'branches' is missing\n");
}

TEST(Try, CatchesUnderAName) {
  const auto program =
      program_of(workflow("do:\n"
                          "- t:\n"
                          "    try: [{x: {wait: PT1S}}]\n"
                          "    catch: {as: oops, when: $oops.status > 1, exceptWhen: .y, then: after,\n"
                          "      do: [{h: {set: '${ $oops }'}}]}\n"
                          "- between: {wait: PT1S}\n"
                          "- after: {wait: PT1S}\n"));
  const auto& task = kind_at<core::TryTask>(*program, "/do/0/t");
  EXPECT_EQ(task.as, "oops");
  EXPECT_EQ(task.when->text, "$oops.status > 1");
  EXPECT_EQ(task.except_when->text, ".y");
  EXPECT_EQ(task.then->target, 2u);
  EXPECT_EQ(program->task(*task.handler).reference, "/do/0/t/catch/do");
  EXPECT_EQ(program->task(task.body).reference, "/do/0/t/try");

  const auto plain = program_of(one_task("{try: [], catch: {when: '$error'}}"));
  const auto& bare = kind_at<core::TryTask>(*plain, "/do/0/it");
  EXPECT_EQ(bare.as, "error");
  EXPECT_FALSE(bare.handler);
  EXPECT_FALSE(bare.retry);
  EXPECT_FALSE(bare.then);
  EXPECT_EQ(errors_of(one_task("{try: []}")), "3:7: /do/0/it: the property 'catch' is missing\n");
}

TEST(Run, StartsAWorkflow) {
  const auto program = program_of(workflow(
      "do:\n- a: {run: {workflow: {namespace: n, name: child, version: 1.0.0, input: {x: '${ .y }'}}, await: false}}\n"
      "- b: {run: {workflow: {namespace: n, name: child, version: latest}}}\n"
      "- c: {run: {workflow: {namespace: n, name: child}}}\n"));
  const auto& a = kind_at<core::RunWorkflowTask>(*program, "/do/0/a");
  EXPECT_EQ(a.workflow, (DefinitionName{.space = "n", .name = "child", .version = "1.0.0"}));
  EXPECT_EQ(shown(*a.input), "{x: jq(.y)}");
  EXPECT_FALSE(a.await);
  const auto& b = kind_at<core::RunWorkflowTask>(*program, "/do/1/b");
  EXPECT_FALSE(b.input);
  EXPECT_TRUE(b.await);
  EXPECT_EQ(kind_at<core::RunWorkflowTask>(*program, "/do/2/c").workflow.version, "latest");
}

TEST(Run, MayReturnNothing) {
  const auto run = [](std::string_view returned) {
    return one_task("{run: {workflow: {namespace: n, name: w, version: latest}, return: " + std::string(returned) +
                    "}}");
  };
  EXPECT_TRUE(kind_at<core::RunWorkflowTask>(*program_of(run("none")), "/do/0/it").returns_nothing);
  EXPECT_FALSE(kind_at<core::RunWorkflowTask>(*program_of(run("stdout")), "/do/0/it").returns_nothing);
  EXPECT_EQ(notes_of(run("stdout")), "");
  EXPECT_EQ(notes_of(run("code")),
            "3:74: /do/0/it/run/return: 'code' has no effect here: a child workflow returns only its output\n");
  EXPECT_EQ(errors_of(run("nothing")),
            "3:74: /do/0/it/run/return: must be one of stdout, stderr, code, all, none, not 'nothing'\n");
}

TEST(Run, IsChecked) {
  EXPECT_EQ(errors_of(workflow("do:\n- a: {run: 5}\n"
                               "- b: {run: {workflow: {name: a_b, version: 1}, return: all}}\n"
                               "- c: {run: {await: true}}\n")),
            "3:12: /do/0/a/run: must be an object, not a number\n"
            "4:23: /do/1/b/run/workflow: the property 'namespace' is missing\n"
            "4:30: /do/1/b/run/workflow/name: 'a_b' must be 1 to 63 letters, digits and hyphens, and neither begin nor "
            "end with a hyphen\n"
            "4:44: /do/1/b/run/workflow/version: must be a string, not a number\n"
            "5:12: /do/2/c/run: must have exactly one of container, script, shell, workflow\n");
}

}  // namespace
}  // namespace baton::dsl
