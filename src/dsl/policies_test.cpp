// Durations, timeouts, retry policies and errors, through the tasks that carry them.
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baton::dsl {
namespace {

using namespace std::chrono_literals;
using test::errors_of;
using test::kind_at;
using test::notes_of;
using test::one_task;
using test::program_of;
using test::shown;
using test::task_at;
using test::workflow;

std::string shown(const core::DurationSource& source) {
  const auto* fixed = std::get_if<core::CalendarDuration>(&source);
  if (fixed == nullptr) return "jq(" + std::get<core::Expression>(source).text + ")";
  const std::string months = fixed->months == 0 ? "" : std::to_string(fixed->months) + " months ";
  return months + std::to_string(fixed->time.count()) + "ms";
}

std::string waits(std::string_view duration) {
  const auto program = program_of(one_task("{wait: " + std::string(duration) + "}"));
  return shown(kind_at<core::WaitTask>(*program, "/do/0/it").duration);
}

TEST(Durations, HaveThreeSpellings) {
  EXPECT_EQ(waits("{days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1}"), "90061001ms");
  EXPECT_EQ(waits("PT1.5S"), "1500ms");
  EXPECT_EQ(waits("P1Y2M3DT4S"), "14 months 259204000ms");
  EXPECT_EQ(waits("'${ .pause }'"), "jq(.pause)");
}

TEST(Durations, ThatAreInvalidAreRefused) {
  EXPECT_EQ(
      errors_of(one_task("{wait: 5}")),
      "3:14: /do/0/it/wait: must be a duration: an object such as {seconds: 5}, an ISO 8601 duration such as PT5S "
      "or an expression '${ … }'\n");
  EXPECT_NE(errors_of(one_task("{wait: {}}")), "");
  EXPECT_NE(errors_of(one_task("{wait: .pause}")), "");
  EXPECT_EQ(errors_of(one_task("{wait: P0.5Y}")),
            "3:14: /do/0/it/wait: 'P0.5Y' is not an ISO 8601 duration such as PT1H30M: a fraction of a year or month "
            "has no fixed length; use days\n");
  EXPECT_EQ(
      errors_of(one_task("{wait: {milliseconds: '${ .d }', seconds: 1}}")),
      "3:29: /do/0/it/wait/milliseconds: must be an integer; for a duration that is computed, write one expression for "
      "all of it, such as '${ {milliseconds: .d} }'\n");
  EXPECT_EQ(errors_of(one_task("{wait: {milliseconds: soon}}")),
            "3:14: /do/0/it/wait: the milliseconds of a duration must be an integer\n");
  EXPECT_NE(errors_of(one_task("{wait: {second: 5}}"))
                .find("3:15: /do/0/it/wait/second: unknown property; did you mean "
                      "'seconds'?\n"),
            std::string::npos);
  EXPECT_NE(errors_of(one_task("{wait: {seconds: 1.5}}")), "");
  EXPECT_NE(errors_of(one_task("{wait: {seconds: -1}}")), "");
}

TEST(Timeouts, AreNamedOrWrittenOut) {
  const auto program =
      program_of(workflow("use: {timeouts: {short: {after: {seconds: 3}}}}\n"
                          "timeout: short\n"
                          "do:\n- a: {wait: PT1S, timeout: {after: '${ .limit }'}}\n"
                          "- b: {wait: PT1S, timeout: short}\n"));
  EXPECT_EQ(shown(*program->tasks[0].timeout), "3000ms");
  EXPECT_EQ(shown(*task_at(*program, "/do/0/a").timeout), "jq(.limit)");
  EXPECT_EQ(shown(*task_at(*program, "/do/1/b").timeout), "3000ms");
}

TEST(Timeouts, ThatAreNotDefinedAreReported) {
  EXPECT_EQ(errors_of(workflow("use: {timeouts: {short: {after: PT1S}, long: {after: PT1H}}}\n"
                               "do:\n- a: {wait: PT1S, timeout: shrt}\n- b: {wait: PT1S, timeout: {}}\n")),
            "4:28: /do/0/a/timeout: there is no timeout 'shrt' in use.timeouts; did you mean 'short'? (defined: long, "
            "short)\n"
            "5:28: /do/1/b/timeout: the property 'after' is missing\n");
  EXPECT_EQ(errors_of(one_task("{wait: PT1S, timeout: x}")),
            "3:29: /do/0/it/timeout: there is no timeout 'x' in use.timeouts (it defines none)\n");
}

constexpr std::string_view kPolicy =
    "{when: '$oops.status == 503', exceptWhen: .fatal, delay: {seconds: 2}, backoff: {exponential: {}},"
    " jitter: {from: PT0S, to: PT1S}, limit: {attempt: {count: 5, duration: PT10S}, duration: PT1M}}";

TEST(RetryPolicies, AreWrittenOut) {
  const auto program = program_of(one_task("{try: [], catch: {as: oops, retry: " + std::string(kPolicy) + "}}"));
  const core::RetryPolicy& policy = *kind_at<core::TryTask>(*program, "/do/0/it").retry;
  EXPECT_EQ(policy.when->text, "$oops.status == 503");
  EXPECT_EQ(policy.when->variables, std::vector<std::string>{"oops"});
  EXPECT_EQ(policy.except_when->text, ".fatal");
  EXPECT_EQ(shown(policy.delay), "2000ms");
  EXPECT_EQ(policy.backoff, core::RetryPolicy::Backoff::Exponential);
  EXPECT_EQ(shown(policy.jitter->from), "0ms");
  EXPECT_EQ(shown(policy.jitter->to), "1000ms");
  EXPECT_EQ(policy.max_retries, 5u);
  EXPECT_EQ(shown(*policy.attempt_duration), "10000ms");
  EXPECT_EQ(shown(*policy.total_duration), "60000ms");
}

TEST(RetryPolicies, AreNamed) {
  const auto program =
      program_of(workflow("use: {retries: {default: {backoff: {linear: {}}}}}\n"
                          "do:\n- it: {try: [], catch: {retry: default}}\n"));
  EXPECT_EQ(kind_at<core::TryTask>(*program, "/do/0/it").retry->backoff, core::RetryPolicy::Backoff::Linear);
  EXPECT_EQ(errors_of(one_task("{try: [], catch: {retry: defualt}}")),
            "3:32: /do/0/it/catch/retry: there is no retry policy 'defualt' in use.retries (it defines none)\n");
}

TEST(RetryPolicies, MayHaveParametersThatHaveNoEffect) {
  EXPECT_EQ(notes_of(one_task("{try: [], catch: {retry: {delay: PT1S, backoff: {exponential: {factor: 2}}}}}")),
            "3:78: /do/0/it/catch/retry/backoff/exponential/factor: has no effect: the specification defines no "
            "parameters for a backoff\n");
}

TEST(RetryPolicies, AreChecked) {
  EXPECT_EQ(errors_of(one_task("{try: [], catch: {retry: {dealy: PT1S, backoff: {constant: {}, linear: {}}, "
                               "jitter: {from: PT2S, to: PT1S}, limit: {attempt: {count: -1}}}}}")),
            "3:33: /do/0/it/catch/retry/dealy: unknown property; did you mean 'delay'?\n"
            "3:55: /do/0/it/catch/retry/backoff: must have exactly one of constant, linear, exponential\n"
            "3:91: /do/0/it/catch/retry/jitter: 'from' must not be longer than 'to'\n"
            "3:140: /do/0/it/catch/retry/limit/attempt/count: must be an integer from 0 to 2147483647, not -1\n");
}

TEST(RetryPolicies, OfTheDocumentApplyToEveryCall) {
  const auto program = program_of(
      "document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0,\n"
      "  metadata: {owner: me, retry: {when: '$error.status > 499', delay: PT1S}}}\n"
      "do:\n- a: {call: pay.charge}\n- b: {call: http, with: {method: get, endpoint: "
      "'https://example.org'}}\n- c: {wait: PT1S}\n");
  for (const auto* call : {"/do/0/a", "/do/1/b"}) {
    const auto& retry = kind_at<core::CallTask>(*program, call).retry;
    ASSERT_TRUE(retry) << call;
    EXPECT_EQ(shown(retry->delay), "1000ms");
    EXPECT_EQ(retry->when->variables, std::vector<std::string>{"error"});
  }
  EXPECT_FALSE(kind_at<core::CallTask>(*program_of(one_task("{call: a.b}")), "/do/0/it").retry);
  EXPECT_EQ(errors_of("document: {dsl: 1.0.3, namespace: n, name: n, version: 1.0.0, metadata: {retry: x}}\ndo: []\n"),
            "1:81: /document/metadata/retry: there is no retry policy 'x' in use.retries (it defines none)\n");
}

TEST(Errors, AreWrittenOutOrNamed) {
  const auto program = program_of(workflow(
      "use: {errors: {late: {type: 'https://example.org/{kind}', status: 408, title: Too late}}}\n"
      "do:\n"
      "- a: {raise: {error: {type: 'https://example.org/x', status: 400, detail: 'no ${ .id }', instance: /a}}}\n"
      "- b: {raise: {error: late}}\n"));
  const core::ErrorTemplate& a = kind_at<core::RaiseTask>(*program, "/do/0/a").error;
  EXPECT_EQ(shown(a.type), R"(literal("https://example.org/x"))");
  EXPECT_EQ(a.status, 400);
  EXPECT_FALSE(a.title);
  EXPECT_EQ(shown(*a.detail), "text('no 'jq(.id))");
  EXPECT_EQ(shown(*a.instance), R"(literal("/a"))");
  const core::ErrorTemplate& b = kind_at<core::RaiseTask>(*program, "/do/1/b").error;
  EXPECT_EQ(shown(b.type), "uri(https://example.org/<kind>)");
  EXPECT_EQ(shown(*b.title), R"(literal("Too late"))");
}

TEST(Errors, AreChecked) {
  EXPECT_EQ(errors_of(workflow("do:\n"
                               "- a: {raise: {error: {title: 5, status: '400', instance: here}}}\n"
                               "- b: {raise: {error: late}}\n"
                               "- c: {raise: {}}\n"
                               "- d: {raise: {error: {type: a b, status: 1000}}}\n")),
            "3:22: /do/0/a/raise/error: the property 'type' is missing\n"
            "3:30: /do/0/a/raise/error/title: must be a string, not a number\n"
            "3:41: /do/0/a/raise/error/status: must be a number, not a string\n"
            "3:58: /do/0/a/raise/error/instance: must be a JSON Pointer, which begins with '/'\n"
            "4:22: /do/1/b/raise/error: there is no error 'late' in use.errors (it defines none)\n"
            "5:14: /do/2/c/raise: the property 'error' is missing\n"
            "6:29: /do/3/d/raise/error/type: 'a b' is not a URI: it must not be empty or contain spaces\n"
            "6:42: /do/3/d/raise/error/status: must be an integer from 0 to 999, not 1000\n");
}

TEST(ErrorFilters, HoldFixedValues) {
  const auto program = program_of(one_task("{try: [], catch: {errors: {with: {type: t, status: 503, title: x}}}}"));
  const core::ErrorFilter& filter = kind_at<core::TryTask>(*program, "/do/0/it").filter;
  EXPECT_EQ(filter.type, "t");
  EXPECT_EQ(filter.status, 503);
  EXPECT_EQ(filter.title, "x");
  EXPECT_FALSE(filter.detail);
  EXPECT_EQ(errors_of(one_task("{try: [], catch: {errors: {with: {typ: t, status: x, detail: '${ .a }'}}}}")),
            "3:41: /do/0/it/catch/errors/with/typ: unknown property; did you mean 'type'?\n"
            "3:57: /do/0/it/catch/errors/with/status: must be a number, not a string\n"
            "3:68: /do/0/it/catch/errors/with/detail: must be a fixed text; to test the error with an expression, use "
            "the catch's 'when'\n");
  const std::string details = one_task("{try: [], catch: {errors: {with: {details: gone}}}}");
  EXPECT_EQ(kind_at<core::TryTask>(*program_of(details), "/do/0/it").filter.detail, "gone");
  EXPECT_EQ(
      notes_of(details),
      "3:50: /do/0/it/catch/errors/with/details: is read as 'detail', which is the property's name in an error\n");
  EXPECT_EQ(errors_of(one_task("{try: [], catch: {errors: {with: {detail: a, details: b}}}}")),
            "3:52: /do/0/it/catch/errors/with/details: means the same as 'detail'; remove one of them\n");
  EXPECT_EQ(errors_of(one_task("{try: [], catch: {errors: {with: {}}}}")),
            "3:40: /do/0/it/catch/errors/with: must name at least one property of an error\n");
}

}  // namespace
}  // namespace baton::dsl
