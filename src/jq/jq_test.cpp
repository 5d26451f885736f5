#include "jq/jq.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <pthread.h>

#include <chrono>

namespace baton::jq {
namespace {

Value json(std::string_view text) {
  return parse_json(text).value();
}

std::expected<std::vector<Value>, EvaluationError> run(std::string_view expression, const Value& input = {},
                                                       const Budget& budget = {}) {
  const auto program = compile(expression, {});
  EXPECT_TRUE(program.has_value()) << expression << ": " << (program ? "" : program.error().message);
  if (!program) return std::vector<Value>{};
  return evaluate(*program, {.input = input, .variables = {}, .now = {}, .budget = budget});
}

std::string first(std::string_view expression, const Value& input = {}) {
  const auto results = run(expression, input);
  if (!results) return "error: " + results.error().message;
  return results->empty() ? "nothing" : to_json(results->front());
}

CompileError refused(std::string_view expression) {
  const auto program = compile(expression, {});
  EXPECT_FALSE(program.has_value()) << expression;
  return program ? CompileError{} : program.error();
}

bool is_plain_path(std::string_view expression) {
  const std::string variables[] = {"context"};
  return compile(expression, variables).value().plain_path() != nullptr;
}

TEST(PlainPath, IsOnlyMembersOfTheInputOrAVariable) {
  for (const char* plain : {".", ".a", ".a.b.c", ".\"a b\"", ".[\"a\"]", "$context", "$context.a.b"}) {
    EXPECT_TRUE(is_plain_path(plain)) << plain;
  }
  for (const char* other : {".a?", ".[0]", ".[]", ".[.a]", ".a[1:2]", ".a | .b", "1", "{a: .a}", ".a // 1", "$__loc__",
                            "1 as $x | $x", "empty", ".a, .b", "(.a, .b).c"}) {
    EXPECT_FALSE(is_plain_path(other)) << other;
  }
}

TEST(PlainPath, FindsWhatEvaluateGives) {
  const std::string variables[] = {"context"};
  const Value inputs[] = {json("null"),
                          json("true"),
                          json("7"),
                          json("\"text\""),
                          json("[]"),
                          json("[{\"a\": 1}]"),
                          json("{}"),
                          json(R"({"a": null})"),
                          json(R"({"a": 1, "b": {"c": 2}})"),
                          json(R"({"a": "x"})"),
                          json(R"({"a": []})"),
                          json(R"({"a": {"b": {"c": [1, 2]}}})"),
                          json(R"({"a": {"b": {"c": null}}})")};
  for (const char* expression : {".", ".a", ".b", ".a.b", ".a.b.c", ".b.c", "$context", "$context.a", "$context.a.b"}) {
    const auto program = compile(expression, variables).value();
    const PlainPath& path = *program.plain_path();
    for (const Value& start : inputs) {
      const Value input = path.variable ? Value() : start;
      const Value context = path.variable ? start : Value();
      const auto results = evaluate(program, {.input = input, .variables = {&context, 1}, .now = {}});
      const auto found = path.find(start);
      ASSERT_EQ(found.has_value(), results.has_value()) << expression << " of " << to_json(start);
      if (!found) continue;
      ASSERT_EQ(results->size(), 1U);
      EXPECT_EQ(to_json(*found), to_json(results->front())) << expression << " of " << to_json(start);
    }
  }
}

TEST(PlainPath, LetsEvaluateHandleResultsThatAreTooDeep) {
  Value deep;
  for (int level = 0; level < 257; ++level) deep = Value::array({deep});
  EXPECT_EQ(compile(".", {})->plain_path()->find(deep), std::nullopt);
  EXPECT_FALSE(run(".", deep).has_value());
  EXPECT_TRUE(compile(".", {})->plain_path()->find(deep.items()[0]).has_value());
  EXPECT_TRUE(run(".", deep.items()[0]).has_value());
}

TEST(Compile, SaysWhatIsWrongAndWhere) {
  const std::pair<const char*, CompileError> cases[] = {
      {"", {"expected an expression, found the end", 0}},
      {". |", {"expected an expression, found the end", 3}},
      {". | foo(1)", {"the function 'foo/1' is not defined", 4}},
      {"1 + $x", {"the variable '$x' is not defined here", 4}},
      {"(1 as $x | $x) + $x", {"the variable '$x' is not defined here", 17}},
      {"break $x", {"the label '$x' is not defined here", 0}},
      {"[1, 2", {"expected ']', found the end", 5}},
      {"{a: 1", {"expected '}', found the end", 5}},
      {"{(1)}", {"expected ':', found '}'", 4}},
      {"if . then 1", {"expected 'end', found the end", 11}},
      {"1 == 2 == 3", {"this operator cannot be chained; add parentheses, found '=='", 7}},
      {"\"abc", {"the expression ends inside a string", 4}},
      {"\"a\\q\"", {"unknown escape in a string", 2}},
      {"\"\\(1\"", {"expected ')' after the interpolation, found a string", 4}},
      {". as x | 1", {"expected a variable or a pattern, found 'x'", 5}},
      {"@foo", {"'@foo' is not a format", 0}},
      {"1 2", {"expected an operator or the end of the expression, found '2'", 2}},
      {"^", {"expected an expression, found '^'", 0}},
      {"def f: 1;", {"expected an expression, found the end", 9}},
      {"reduce . as $x (0)", {"expected ';', found ')'", 17}},
      {"..a", {"expected an operator or the end of the expression, found 'a'", 2}},
  };
  for (const auto& [expression, error] : cases) {
    const CompileError found = refused(expression);
    EXPECT_EQ(found.message, error.message) << expression;
    EXPECT_EQ(found.offset, error.offset) << expression;
  }
}

TEST(Compile, RefusesWhatIsNotPureAndSaysWhy) {
  for (const char* expression : {"env", "$ENV", "$__prog_args", "input", "inputs", "debug", "stderr", "input_filename",
                                 "input_line_number", "halt", "halt_error", "get_search_list", "localtime",
                                 "strflocaltime(\"%Y\")", "modulemeta", "import \"a\" as b; 1", "include \"a\"; 1"}) {
    EXPECT_NE(refused(expression).message.find(" available: "), std::string::npos) << refused(expression).message;
  }
}

TEST(Compile, BoundsNestingAndLength) {
  const auto repeated = [](std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t turn = 0; turn < count; ++turn) text += part;
    return text;
  };
  for (const char* part : {"(",
                           "[",
                           "{a:",
                           "\"\\(",
                           "-",
                           "if ",
                           "try ",
                           "def f: ",
                           "1 as $x | ",
                           ". | ",
                           "1 // ",
                           "reduce ",
                           ".[",
                           "[.] as [$a] | ",
                           ".a",
                           "1 + ",
                           ". as [[[[$a]]]] | ",
                           "label $x | ",
                           "f(",
                           ". as {a: ",
                           ". as [$a] ?// $a | ",
                           "1, ",
                           ".[]?"}) {
    const auto program = compile(repeated(part, 10'000).substr(0, 64 * 1024) + "1", {});
    if (program) static_cast<void>(evaluate(*program, {.input = {}, .variables = {}, .now = {}}));
  }
  EXPECT_EQ(refused(repeated("(", 10'000)).message, "the expression is nested deeper than 256 levels");
  EXPECT_EQ(refused(std::string(64 * 1024 + 1, ' ')).message, "the expression is longer than 65536 bytes");
  EXPECT_EQ(refused(repeated(". as [$a] ?// $a | ", 30) + "1").message, "the expression is too large");
  EXPECT_TRUE(compile(repeated("1, ", 10'000) + "1", {}).has_value());
}

TEST(Compile, KnowsWhichVariablesAreUsed) {
  const std::string names[] = {"a", "b", "secrets"};
  const auto program = compile(". as $a | $a + $b", names).value();
  EXPECT_FALSE(program.uses(0));
  EXPECT_TRUE(program.uses(1));
  EXPECT_FALSE(program.uses(2));
  EXPECT_FALSE(program.uses(3));
}

TEST(Evaluate, ReadsTheCallersVariables) {
  const std::string names[] = {"factor", "who"};
  const auto program = compile("def f: $factor * 2; [.[] | . * f], $who.name", names).value();
  const Value variables[] = {json("10"), json(R"({"name":"x"})")};
  const auto results = evaluate(program, {.input = json("[1,2]"), .variables = variables, .now = {}}).value();
  EXPECT_EQ(to_json(results.at(0)), "[20,40]");
  EXPECT_EQ(to_json(results.at(1)), "\"x\"");
}

TEST(Evaluate, SaysWhereAnErrorHappened) {
  const auto failed = run(".a | .b", json(R"({"a":1})"));
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().message, "Cannot index number with string (\"b\") (at offset 5)");
  EXPECT_EQ(failed.error().value, Value::string("Cannot index number with string (\"b\")"));
  const auto raised = run("1 | error({code: 7})");
  EXPECT_EQ(raised.error().message, "(not a string): {\"code\":7} (at offset 4)");
  EXPECT_EQ(raised.error().value, json(R"({"code":7})"));
}

TEST(Evaluate, DoesNotChangeItsInput) {
  const Value input = json(R"({"a":[1,2,{"b":[]}],"c":"a string that does not fit inline"})");
  const std::string before = to_json(input);
  for (const char* expression : {".a += [9]", ".a[2].b |= [1]", "del(.a[0])", ".a | . + [1]", ". * {a: 1}",
                                 "reduce range(3) as $i (.; .a += [$i])", "to_entries", ".a |= reverse", ".a | sort",
                                 "setpath([\"a\", 0]; 5)", "walk(1)", ".a[1:] = []"}) {
    ASSERT_TRUE(run(expression, input).has_value()) << expression;
    EXPECT_EQ(to_json(input), before) << expression;
  }
}

TEST(Evaluate, AnErrorDownstreamIsNotCaughtByTry) {
  EXPECT_EQ(first("try 1 catch 2 | error(\"x\")"), "error: x (at offset 16)");
  EXPECT_EQ(first("\"äöü€\" | error(\"x\")"), "error: x (at offset 9)");  // characters
  EXPECT_EQ(compile("\"äöü\" | nothing", {}).error().offset, 8U);
  EXPECT_EQ(compile("\"äöü\" | )", {}).error().offset, 8U);
  EXPECT_EQ(first("[1] | .[]? | error(\"x\")"), "error: x (at offset 13)");
  EXPECT_EQ(first("first(1 // 2 | error(\"x\"))"), "error: x (at offset 15)");
}

// Each of these calls itself in the place of what is evaluated last, some ten thousand times: the depth does not grow.
TEST(Evaluate, LoopsWrittenAsRecursionAreBoundedByStepsAlone) {
  for (const char* expression :
       {"def f: if . < 20000 then . + 1 | f else . end; 0 | f",
        "def f($n): if $n < 20000 then f($n + 1) else $n end; f(0)",
        "def f(g): if . < 20000 then g | f(g) else . end; 0 | f(. + 1)",
        "def f(g; $n): if $n < 5000 then g | f(g; $n + 1) else $n * 4 end; f(.; 0)",
        "last(def f: ., (. + 1 | select(. <= 20000) | f); 0 | f)",
        "def f: def g: if . < 20000 then . + 1 | f else . end; g; 0 | f",
        "def f: . as [$x] | if $x < 20000 then [$x + 1] | f else $x end; [0] | f",
        "def f: (select(. >= 20000) | .) // (. + 1 | f); 0 | f",
        "def f: label $out | if . < 20000 then . + 1 | f else ., break $out end; 0 | f",
        "def f: try (if . < 20000 then error(. + 1) else . end) catch f; 0 | f",
        "def w(c; u): def _w: if c then ., (u | _w) else empty end; _w; last(0 | w(. <= 20000; . + 1))",
        "last(0 | recurse(if . < 20000 then . + 1 else empty end))", "last(limit(20000; 1 | repeat(.))) * 20000",
        "0 | until(. == 20000; . + 1)", "last(range(0; 20001; 1))", "reduce range(20000) as $i (0; . + 1)",
        "reduce range(2500) as $i (1; [.]) | [path(def f: if type == \"array\" then .[0] | f else . end; f)]"
        " | .[0] | length * 8"}) {
    EXPECT_EQ(first(expression), "20000") << expression;
  }
}

TEST(Evaluate, BreaksToTheLabelOfTheRightTurn) {
  EXPECT_EQ(first("[def f: label $l | if . < 3 then ., (. + 1 | f), break $l, 9 else ., break $l end; 0 | f]"),
            "[0,1,2,3]");
  EXPECT_EQ(first("[label $out | def f: if . < 3 then ., (. + 1 | f) else break $out end; 0 | f] + [5]"), "[0,1,2,5]");
  EXPECT_EQ(first("[(label $a | label $b | 1, break $a, 2), 3]"), "[1,3]");
}

TEST(Compile, ContinuesACommentBehindABackslash) {
  EXPECT_EQ(first("1 # one \\\n + 1\n + 2"), "3");
  EXPECT_EQ(first("1 # one \\\\\n + 1"), "2");
  EXPECT_EQ(first("1 # one \\\r\n + 1\r\n + 2"), "3");
  EXPECT_EQ(first("1 # one \\"), "1");
}

TEST(Evaluate, KeepsNonFiniteNumbersInside) {
  const std::string names[] = {"x"};
  const auto program = compile("nan, infinite, [$x, -infinite], {a: [nan]}", names).value();
  const Value one = json("1");
  const auto results = evaluate(program, {.input = {}, .variables = {&one, 1}, .now = {}}).value();
  const char* expected[] = {"null", "1.7976931348623157e+308", "[1,-1.7976931348623157e+308]", R"({"a":[null]})"};
  for (std::size_t at = 0; at < results.size(); ++at) EXPECT_EQ(to_json(results[at]), expected[at]);
  EXPECT_TRUE(results[0].is_null());
  EXPECT_EQ(run("error({a: nan})").error().message, "(not a string): {\"a\":null} (at offset 0)");
}

TEST(Evaluate, RefusesResultsTooDeepToBeReadBack) {
  EXPECT_EQ(first("reduce range(250) as $i (1; [.]) | tojson | fromjson | [..] | length"), "251");
  EXPECT_EQ(first("reduce range(300) as $i (1; [.])").substr(0, 6), "error:");
}

TEST(Evaluate, ChangesInPlaceInsteadOfCopying) {
  for (const char* expression : {"reduce range(20000) as $i ([]; . + [$i]) | length",
                                 "reduce range(20000) as $i ({}; .[\"k\\($i)\"] = $i) | length",
                                 "reduce range(20000) as $i ({}; .a += [$i]) | .a | length",
                                 "reduce range(20000) as $i ([]; .[$i] = $i) | length",
                                 "reduce range(20000) as $i ({}; . + {\"k\\($i)\": $i}) | length",
                                 "reduce range(20000) as $i ({a: []}; .a |= . + [$i]) | .a | length"}) {
    EXPECT_EQ(first(expression), "20000") << expression;
  }
}

// Each must end in an error that names the limit, soon.
constexpr const char* kRunaways[] = {
    "limit(1e18; repeat(1)).a? // 3",
    "reduce range(1e9) as $i ({}; .[\"k\\($i)\"] = $i)",
    "[limit(1e9; repeat(\"aaaaaaaaaaaaaaaaaa\" | test(\"(a+)+b\")))]",
    "(\"x\" * 1000000) as $s | [limit(1e9; repeat($s | test(\"y\")))]",
    "[range(100000)] as $a | [limit(1e9; repeat($a | min))]",
    "[limit(1e9; repeat({} | .a.b.c.d = 1))]",
    "\"x\" * 1e9",
    "[range(1e9)]",
    "[limit(1e9; repeat(1))]",
    "reduce range(100) as $i (\"ab\"; . + .)",
    "def f: f; f",
    "def f: [f]; f",
    "def f(x): f(x | x); f(.)",
    "def f: def g: f | g; g; f",
    "[range(60)] | combinations(60)",
    "setpath([536870910]; 1)",
    "(\"a\" * 3000) | test(\"(a|aa)+$b\")",
    "(\"ab\" * 30) | test(\"^(([a-z])+.)+[A-Z]([a-z])+$\")",
    "reduce range(60) as $i (1; [., .])",
    "reduce range(60) as $i (1; {a: ., b: .})",
    "reduce range(100000) as $i (null; [.])",
    "reduce range(2900) as $i (null; [.]) | walk(.)",
    "last(range(1e12))",
    "until(false; .)",
    "[recurse(.)]",
    "[recurse(., .)]",
    "repeat(empty)",
    "def f(g): g | f(g); f(.)",
    "def f(g; $n): g | f(g; $n + 1); f(.; 0)",
    "def f(g): f(g | g); f(.)",
    "def f: label $l | f; f",
    "def f: . as $x | f; f",
    "range(0; \"a\"; 1)",
    "try ([range(1e9)]) catch \"caught\"",
    "[range(1e9)]? // \"caught\"",
    "isvalid(until(false; .))",
    ". as [$a] ?// $a | until(false; .)",
    "label $out | until(false; .) | break $out",
    "[range(30000)] as $x | $x | contains($x)",
    "(\"a\" * 1000000) | indices(\"a\" * 500000) | length",
    "\"\\(range(9))\\(range(9))\\(range(9))\\(range(9))\\(range(9))\\(range(9))\\(range(9))\\(range(9))\"",
    "{(\"a\", \"b\"): (range(1e9))}",
    "ltrimstr(\"a\" * 1e9)",
    "[range(1000)] | [.[] as $a | .[] as $b | .[] as $c | 1]",
    "reduce repeat(1) as $x (0; . + 1)",
    "any(repeat(1); . == 2)",
    "{} | .a |= until(false; .)",
    "[range(100000)] | . as $x | reduce .[] as $i (0; if $x == ($x + []) then 1 else 0 end)",
};

TEST(Budget, EndsEveryEndlessExpressionWithTheSameErrorAtTheSamePlace) {
  for (const char* expression : kRunaways) {
    const auto once = run(expression, {}, {});
    const auto again = run(expression, {}, {});
    ASSERT_FALSE(once.has_value()) << expression;
    EXPECT_NE(once.error().message.find("exceeded its limit of "), std::string::npos) << once.error().message;
    EXPECT_EQ(once.error().message, again.error().message);
  }
}

TEST(Budget, DoesNotDependOnOtherHoldersOfTheInput) {
  const auto program = compile("[.a[] | . + 1] | add", {}).value();
  const auto needs = [&](const Value& input) {
    std::uint64_t low = 0;
    std::uint64_t high = 1'000'000;
    while (low < high) {
      const std::uint64_t middle = (low + high) / 2;
      const bool enough =
          evaluate(program, {.input = input, .variables = {}, .now = {}, .budget = {.bytes = middle}}).has_value();
      (enough ? high : low) = enough ? middle : middle + 1;
    }
    return low;
  };
  const Value input = json(R"({"a":[1,2,3]})");
  const std::vector<Value> holders(5, input);
  EXPECT_EQ(needs(input), needs(json(R"({"a":[1,2,3]})")));
}

TEST(Budget, CountsWhatWasTakenBefore) {
  const auto program = compile("[range(1000)] | add", {}).value();
  const Arguments fresh{.input = {}, .variables = {}, .now = {}};
  const Evaluation first = evaluate_counting(program, fresh);
  ASSERT_TRUE(first.results);
  EXPECT_GT(first.steps, 1'000U);
  EXPECT_FALSE(evaluate(program, {.input = {}, .variables = {}, .now = {}, .steps_before = Budget{}.steps - 100}));
  const Evaluation second =
      evaluate_counting(program, {.input = {}, .variables = {}, .now = {}, .steps_before = first.steps});
  EXPECT_EQ(second.steps, 2 * first.steps);
}

// The steps of an expression, however many there are.
std::uint64_t steps_of(const std::string& expression, const Value& input) {
  return evaluate_counting(compile(expression, {}).value(),
                           {.input = input,
                            .variables = {},
                            .now = {},
                            .budget = {.steps = std::uint64_t{1} << 40, .bytes = std::uint64_t{1} << 40}})
      .steps;
}

Value text_of(const std::string& piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return Value::string(text);
}

TEST(Budget, CountsWhatIsReadWithoutBeingCopied) {
  const Value spaces = text_of(" ", 1'000'000);
  for (const std::string expression : {"trim", "ltrim", "rtrim", "try tonumber catch 0"}) {
    EXPECT_GT(steps_of(expression, spaces), 30'000U) << expression;
  }
  for (const std::string expression : {"startswith($same)", "endswith($same)", "ltrimstr($same)", "rtrimstr($same)"}) {
    EXPECT_GT(steps_of(". as $same | " + expression, spaces), 1'900U) << expression;
  }
  EXPECT_GT(steps_of(R"(indices("         x"))", spaces), 60'000U);
  EXPECT_GT(steps_of(R"(contains("         x"))", spaces), 60'000U);
  EXPECT_GT(steps_of(".[1000:1001]", spaces), 30'000U);
  EXPECT_GT(steps_of(". as $key | {} | .[$key] = 1", spaces), 20'000U);
}

// Comparing two of them takes as many times as long.
TEST(Budget, CountsKeysOfSortingByWhatComparingThemTakes) {
  const auto needs = [](const std::string& item) {
    const Value items = run("[range(1000) | " + item + "]", {}, {})->front();
    return steps_of("sort", items);
  };
  EXPECT_GT(needs("[.]"), 2 * needs("."));
  EXPECT_GT(needs("{a: .}"), 3 * needs("."));
  EXPECT_GT(needs("{a: ., b: 1, c: 1, d: 1}"), 2 * needs("{a: .}"));
}

TEST(Budget, CountsWhatARegularExpressionReads) {
  const Value text = text_of("a", 20'000);
  for (const std::string pattern : {"a+[bc]", "a++b", "(?>a+)b", "(a+)[bc]", "a(?=a*b)", "a{2,}b|c"}) {
    EXPECT_GT(steps_of("test(\"" + pattern + "\")", text), 400'000U) << pattern;
  }
  EXPECT_GT(steps_of(R"(test("(a.*)\\1\\1c"))", text_of("ab", 3'000)), 800'000U);
  const Value nothing = Value::string("");
  EXPECT_GT(steps_of(R"(test("[\\p{L}\\w]"))", nothing), 300U);
  EXPECT_GT(steps_of(R"(test("ßßßß"; "i"))", nothing), 150U);
}

TEST(Regex, MatchesAsFarAsItCanAlsoWhereItsReadingIsNotSeen) {
  const Value text = text_of("a", 100);
  EXPECT_EQ(
      run("[match(\"a++\").length, match(\"(?>a+)$\").offset, match(\"a(?=a*$)\"; \"g\").offset] | length", text, {})
          ->front(),
      json("102"));
  EXPECT_EQ(run("match(\"a++\").length", text, {})->front(), json("100"));
  EXPECT_EQ(run("[match(\"ä++b\"; \"g\").offset]", Value::string("ääbääab äb"), {})->front(), json("[0,8]"));
  EXPECT_EQ(run("match(\"a++\"; \"l\") | [.offset, .length]", Value::string("a aaa aa"), {})->front(), json("[2,3]"));
}

TEST(Budget, IsEnoughForOrdinaryWork) {
  const Value prose = text_of("the quick <b>brown</b> fox, 12 ", 100'000 / 31);
  for (const std::string expression :
       {R"(gsub("a"; "b"))", R"(gsub("(?<word>[a-z]+)ick"; .word))", R"([scan("[0-9]+")] | length)",
        R"([splits(",\\s*")] | length)", R"(gsub("<[^>]+>"; ""))", R"([match("\\w+,"; "g")] | length)",
        R"(test("\\s+$"))", R"(split(" ") | map(ascii_upcase) | join("-"))", "explode | implode", "@base64 | @base64d",
        "@uri", "@html", "tojson | fromjson"}) {
    EXPECT_TRUE(run(expression, prose, {})) << expression;
  }
  const Value list = run(R"([range(12000) | {id: ., name: "x", n: {y: 1}}])", {}, {})->front();
  for (const std::string expression :
       {".[].name |= ascii_upcase", ".[].n.y += 1", ".[].id = 1", "sort_by(.id)", "group_by(.id % 7)",
        "unique_by(.name)", "map(select(.id > 5))", "del(.[0:100])", "tojson | fromjson", "map(to_entries) | length",
        "[paths] | length", "map({(.name): .id}) | add", "INDEX(.id) | length"}) {
    EXPECT_TRUE(run(expression, list, {})) << expression;
  }
}

TEST(Budget, PaysForEachUseOfAHugeNumber) {
  const Value huge = parse_json(std::string(1'000'000, '7')).value();
  for (const char* expression :
       {". as $x | [range(100000) as $i | $i < $x]", "[range(100000) as $i | . == $i]",
        "[range(100000) as $i | . * $i]", ". as $x | [range(100000) | $x | floor]", "[range(100000) as $i | -.]"}) {
    const auto result = run(expression, huge);
    ASSERT_FALSE(result) << expression;
    EXPECT_NE(result.error().message.find("exceeded its limit of 800000 steps"), std::string::npos);
  }
}

TEST(Budget, SaysWhatToDoWhenItIsSpent) {
  EXPECT_EQ(run("last(repeat(1))", {}, {}).error().message,
            "the expression exceeded its limit of 800000 steps; split the work over several tasks, or call an "
            "operator that does it (at offset 0)");
}

TEST(Budget, CountsResults) {
  const auto failed = run("range(10)", {}, {.results = 9});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().message.find("the expression exceeded its limit of 9 results"), 0U);
  EXPECT_TRUE(run("range(10)", {}, {.results = 10}).has_value());
}

void* run_deep(void*) {
  for (const char* expression :
       {"def f: [f]; f",
        "def f: {a: f}; f",
        "def f: \"\\(f)\"; f",
        "def f: f + 1; f",
        "def f: 1 + f; f",
        "def f: first(f); f",
        "def f: try f catch .; f",
        "def f: reduce f as $x (0; 1); f",
        "def f: foreach f as $x (0; 1); f",
        "def f: path(f); f",
        "def f: .a |= f; f",
        "def f: limit(1; f); f",
        "def f: if f then 1 else 2 end; f",
        "def f: [recurse(f)]; f",
        "def f: (.. | f); f",
        "def f: any(f; .); f",
        "def f: -f; f",
        "def f: f // 1; f",
        "def f: until(f; .); f",
        "def f: .[f]; f",
        "def f: .[f:]; f",
        "def f: range(f); f",
        "def f: getpath(f); f",
        "def f: ltrimstr(f); f",
        "def f: f as [$a] ?// $a | 1; f",
        "def f: 1 as [$a] ?// $a | f; f",
        "def f: f, f; f",
        "def f: f | f; f",
        "def f: del(f); f",
        "def f: (f) = 1; f",
        "def f: 1 + (1, f); f",
        "def f: {(f | \"a\", \"b\"): (1, f)}; f",
        "def f: \"\\(1, f)\"; f",
        "def f: pow(1, f; 2, f); f",
        "def f: select(f); f",
        "[recurse(., .)]",
        "def f: sort_by(. as $x | [$x] | f); [1] | f",
        "def f: [1] | map(f); f",
        "def f: \"a\" | gsub(\"a\"; f); f",
        "reduce range(2999) as $i (1; [.]) | walk(.)",
        "reduce range(2990) as $i (1; {a: .}) | . * . | tojson, ([..] | length), contains(.) | f",
        "reduce range(2990) as $i (1; [.]) | flatten, tojson, ([..] | length), contains(.), (. == [.]), unique | f"}) {
    const auto results =
        run("def f: [f]; " + std::string(expression), {}, {.steps = 10'000'000, .bytes = std::uint64_t{256} << 20});
    const std::string message = results ? "" : results.error().message;
    EXPECT_NE(message.find("limit of 3000 nested"), std::string::npos) << expression << ": " << message;
  }
  return nullptr;
}

TEST(Budget, DepthIsSafeOnAnOrdinaryStack) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, std::size_t{8} << 20);
  pthread_t thread{};
  ASSERT_EQ(pthread_create(&thread, &attributes, run_deep, nullptr), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

bool can_give_several(const std::string& expression) {
  const std::vector<std::string> names = {"x"};
  const auto program = compile(expression, names);
  EXPECT_TRUE(program) << expression << ": " << program.error().message;
  return program && program->can_give_several();
}

TEST(Program, SaysWhetherItsFormCanGiveSeveralResults) {
  for (const char* expression : {".[]",
                                 ".a[]",
                                 ".a, .b",
                                 "..",
                                 "range(3)",
                                 ".a | .[]?",
                                 "$x[]",
                                 "if . then .[] else 1 end",
                                 "{a: .[]}",
                                 ".[] // 1",
                                 "limit(2; .[])",
                                 "recurse(.a)",
                                 "paths",
                                 ".[] | select(.ok)",
                                 ".a[1:][] + 1",
                                 "\"\\(.[])\"",
                                 "label $out | .[], break $out",
                                 "foreach .[] as $i (0; . + $i)",
                                 ".[] as $i | $i",
                                 "scan(\"a\")",
                                 "match(\"a\"; \"g\")",
                                 "def f: .[]; f",
                                 "def f(g): g; f(.[])",
                                 "def f($a): [$a]; f(.[])",
                                 "def f(g): def h: g; h; f(.[])",
                                 "try .[] catch .",
                                 "getpath(paths)",
                                 "tostream",
                                 ".[.[]]",
                                 "walk(.[]?)",
                                 "has(.[])",
                                 "def f: if . > 0 then ., (. - 1 | f) else . end; f"}) {
    EXPECT_TRUE(can_give_several(expression)) << expression;
  }
  for (const char* expression : {".",
                                 ".a",
                                 ".a.b[0]",
                                 "$x",
                                 "[.[]]",
                                 "[.a, .b]",
                                 "map(.a)",
                                 "map(.[])",
                                 ".a | map(.b) | sort",
                                 "first(.[])",
                                 "last(.[])",
                                 "reduce .[] as $i (0; . + $i)",
                                 "[range(3)]",
                                 "select(.a)",
                                 "empty",
                                 ".a // []",
                                 "to_entries",
                                 "with_entries(.value += 1)",
                                 "sort_by(.a, .b)",
                                 "group_by(.a)",
                                 "any(.[]; .a)",
                                 "add(.[])",
                                 ".[] |= . + 1",
                                 "map_values(.a)",
                                 "del(.[0, 1])",
                                 "keys",
                                 "split(\",\")",
                                 "gsub(\" \"; \"\") | split(\",\")",
                                 "match(\"(a)(b)\").captures | map(.string)",
                                 "capture(\"(?<a>.)\"; \"i\")",
                                 "limit(2; .a)",
                                 "def f: [.[]]; f",
                                 "def f(g): [g]; f(.[])",
                                 "def f($a): [$a]; f(1)",
                                 "def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; fac",
                                 "walk(.)",
                                 "label $out | .a",
                                 "{a, b: [.[]]}",
                                 "try error(\"x\") catch .",
                                 "\"\\(.a) \\(.b)\"",
                                 "until(. > 9; . + 1)",
                                 "pick(.a, .b)",
                                 "@json",
                                 "INDEX(.id)",
                                 "isempty(.[])"}) {
    EXPECT_FALSE(can_give_several(expression)) << expression;
  }
}

}  // namespace
}  // namespace baton::jq
