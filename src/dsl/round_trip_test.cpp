// A definition that is printed and read again is the same: over documents of the whole language, as JSON and as YAML in several
// styles, and as it is stored.
#include "base/check.hpp"
#include "dsl/test_support.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace baton::dsl::test {
namespace {

int below(int limit) {
  return *rc::gen::inRange(0, limit);
}
bool is_drawn() {
  return below(2) == 0;
}

Value json(std::string_view text) {
  auto value = parse_json(text);
  BATON_CHECK(value.has_value(), "the test's JSON is valid");
  return *std::move(value);
}

Value one_of(std::initializer_list<std::string_view> texts) {
  return json(*(texts.begin() + below(static_cast<int>(texts.size()))));
}

// Members may be in any order, and those that are optional may be missing.
class Members {
 public:
  Members& add(std::string_view name, Value value) {
    members_.emplace_back(name, std::move(value));
    return *this;
  }
  Members& maybe(std::string_view name, std::initializer_list<std::string_view> texts) {
    return is_drawn() ? add(name, one_of(texts)) : *this;
  }
  Value shuffled() {
    for (std::size_t at = members_.size(); at > 1; --at) {
      std::swap(members_[at - 1], members_[static_cast<std::size_t>(below(static_cast<int>(at)))]);
    }
    return Value::object(std::move(members_));
  }

 private:
  std::vector<Member> members_;
};

Value list_of(std::vector<Value> items) {
  return Value::array(std::move(items));
}
Value object(std::string_view name, Value value) {
  return Value::object({{name, std::move(value)}});
}

const std::initializer_list<std::string_view> kTexts = {
    R"("plain")", R"("it's")", R"("${ .a }")",    R"("a: b # c")", R"("1.0")",
    R"("true")",  R"("~")",    R"("\"quoted\"")", R"("Grüße")",    R"("line\nbreak\n")",
    R"("\\ \t")", R"("- x")",  R"("")",           R"(" blank ")",  R"("0x1F")",
    R"("<<")",    R"("*a")",   R"("!t")",         R"("😀")"};
const std::initializer_list<std::string_view> kDurations = {R"("PT5S")", R"({"seconds":1,"milliseconds":5})",
                                                            R"("${ {hours: .h} }")", R"("${ .wait }")"};
const std::initializer_list<std::string_view> kFilters = {
    R"({"with":{"type":"a.b","data":"${ .x > 1 }"}})",
    R"({"with":{"source":"^x$","level":3},"correlate":{"order":{"from":".subject","expect":"${ .id }"}}})"};

// Any data, with expressions in texts.
Value data(int depth = 0) {
  const int kind = below(depth > 2 ? 3 : 5);
  if (kind == 0) return one_of({"0", "-0.50", "1e3", "12345678901234567890.10", "true", "false", "null", "[]", "{}"});
  if (kind < 3) return one_of(kTexts);
  if (kind == 3) return list_of({data(depth + 1), data(depth + 1)});
  return Members()
      .add("one", data(depth + 1))
      .add("404", data(depth + 1))
      .add("with space", data(depth + 1))
      .shuffled();
}

Value schema() {
  return Members()
      .add("document",
           one_of({R"({"type":"object","properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"minimum":1.50}}})",
                   "true", R"({"$schema":"http://json-schema.org/draft-07/schema#","pattern":"^a"})"}))
      .maybe("format", {R"("json")"})
      .shuffled();
}

Value strategy() {
  Members any;
  any.add("any", list_of({one_of(kFilters), one_of(kFilters)}));
  any.maybe("until", {R"("length > 3")", R"("${ false }")", R"({"one":{"with":{"type":"end"}}})"});
  const int kind = below(4);
  if (kind == 0) return object("one", one_of(kFilters));
  if (kind == 1) return object("all", list_of({one_of(kFilters), one_of(kFilters)}));
  return kind == 2 ? json(R"({"any":[]})") : any.shuffled();
}

Value tasks(int depth);

Value iterator(int depth) {
  return Members()
      .maybe("item", {R"("event")"})
      .maybe("at", {R"("i")"})
      .add("do", tasks(depth + 1))
      .maybe("output", {R"({"as":".a"})"})
      .shuffled();
}

Value catching(int depth) {
  return Members()
      .maybe("errors", {R"({"with":{"status":503}})", R"({"with":{"type":"https://e.org/x","title":"t"}})"})
      .maybe("as", {R"("oops")"})
      .maybe("when", {R"(".a == 1")"})
      .maybe("exceptWhen", {R"("${ .b }")"})
      .maybe("retry", {R"("gently")", R"({"delay":"PT1S","backoff":{"linear":{}},"limit":{"attempt":{"count":2}}})"})
      .add("do", tasks(depth + 1))
      .shuffled();
}

// The member or members that say which kind of task it is.
void add_kind(Members& task, int depth) {
  switch (below(depth > 2 ? 12 : 17)) {
    case 0:
      task.add("set", is_drawn() ? one_of({R"("${ .a + 1 }")"}) : object("a", data()));
      return;
    case 1:
      task.add("call", json(R"("http")"));
      task.add("with", Members()
                           .add("method", one_of({R"("get")", R"("post")"}))
                           .add("endpoint", one_of({R"("https://e.org/{id}")", R"("${ .uri }")",
                                                    R"({"uri":"https://e.org","authentication":{"use":"shop"}})"}))
                           .maybe("query", {R"({"a":"${ .a }"})"})
                           .maybe("output", {R"("response")"})
                           .add("body", data())
                           .shuffled());
      return;
    case 2:
      task.add("call", json(R"("payment.charge")"));
      task.add("with", object("order", data()));
      return;
    case 3:
      task.add("call", json(R"("greet")"));
      task.add("with", object("name", data()));
      return;
    case 4:
      task.add("wait", one_of(kDurations));
      return;
    case 5:
      task.add("raise",
               object("error", one_of({R"("late")", R"({"type":"https://e.org/x","status":400,"detail":"${ .d }"})"})));
      return;
    case 6:
      task.add("emit",
               json(R"({"event":{"with":{"type":"a.b","source":"https://e.org","data":{"a":[1.0,"${ .a }"]}}}})"));
      return;
    case 7:
      task.add("listen", Members().add("to", strategy()).maybe("read", {R"("raw")", R"("envelope")"}).shuffled());
      if (is_drawn()) task.add("foreach", iterator(depth));
      return;
    case 8:
      task.add(
          "run",
          one_of(
              {R"({"workflow":{"namespace":"n","name":"w","version":"1.0.0","input":{"a":"${ .a }"}},"await":false})",
               R"({"script":{"language":"js","code":"x"},"return":"all"})", R"({"shell":{"command":"ls"}})",
               R"({"container":{"image":"i","ports":{"80":8080},"lifetime":{"cleanup":"always"}}})"}));
      return;
    case 9:
      task.add("call", json(R"("openapi")"));
      task.add("with", json(R"({"document":{"endpoint":"https://e.org"},"operationId":"o","parameters":{"a":1}})"));
      return;
    case 10:
      task.add("call", json(R"("asyncapi")"));
      task.add("with", json(R"({"document":{"endpoint":"x"},"operation":"o","protocol":"nats",
                                "subscription":{"filter":"${ .a }","consume":{"amount":2,"for":"PT1M"}}})"));
      return;
    case 11:
      task.add("switch", json(R"([{"large":{"when":".a > 1","then":"end"}},{"other":{"then":"continue"}}])"));
      return;
    case 12:
      task.add("do", tasks(depth + 1));
      return;
    case 13:
      task.add("for", Members()
                          .add("in", one_of({R"(".items")", "[1,2]"}))
                          .maybe("each", {R"("it")"})
                          .maybe("at", {R"("n")"})
                          .shuffled());
      task.maybe("while", {R"(".more")"});
      task.add("do", tasks(depth + 1));
      return;
    case 14:
      task.add("fork", Members().add("branches", tasks(depth + 1)).maybe("compete", {"true", "false"}).shuffled());
      return;
    case 15:
      task.add("try", tasks(depth + 1));
      task.add("catch", catching(depth));
      return;
    default:
      task.add("call", json(R"("mcp")"));
      task.add("with", json(R"({"method":"tools/list","transport":{"stdio":{"command":"c","arguments":["a"]}}})"));
  }
}

Value task(int depth) {
  Members task;
  task.maybe("if", {R"(".go")", R"("${ .go }")"}).maybe("timeout", {R"("short")", R"({"after":"PT1M"})"});
  task.maybe("output", {R"({"as":".a"})", R"({"as":{"b":"${ . }"}})"}).maybe("export", {R"({"as":"$context + ."})"});
  task.maybe("then", {R"("continue")", R"("end")", R"("exit")"});
  task.maybe("metadata", {R"({"mine":[1,{}]})", R"({"compensate":[{"undo":{"set":{"a":1}}}],"required":false})"});
  if (below(4) == 0) task.add("input", Members().add("schema", schema()).maybe("from", {R"(".a")"}).shuffled());
  add_kind(task, depth);
  return task.shuffled();
}

Value tasks(int depth) {
  std::vector<Value> list;
  const int count = 1 + below(depth == 0 ? 5 : 2);
  for (int i = 0; i < count; ++i)
    list.push_back(object("t" + std::to_string(depth) + "-" + std::to_string(i), task(depth)));
  return list_of(std::move(list));
}

Value extension() {
  return Members()
      .add("extend", one_of({R"("all")", R"("call")", R"("composite")", R"("set")"}))
      .maybe("when", {R"("$task.name != null")"})
      .add("before", tasks(3))
      .maybe("after", {R"([{"log":{"call":"log.write","with":{"a":"${ . }"}}}])"})
      .shuffled();
}

Value use() {
  return Members()
      .add("secrets", json(R"(["vault"])"))
      .add("retries", json(R"({"gently":{"delay":{"seconds":1},"jitter":{"from":"PT0S","to":"PT1S"}}})"))
      .add("errors", json(R"({"late":{"type":"https://e.org/late","status":408}})"))
      .add("timeouts", json(R"({"short":{"after":"PT5S"}})"))
      .add("authentications", one_of({R"({"shop":{"basic":{"use":"vault"}}})", R"({"shop":{"bearer":{"token":"t"}}})",
                                      R"({"shop":{"oauth2":{"authority":"https://a.org","grant":"client_credentials",
                                          "client":{"id":"i","secret":"s"},"scopes":["a"]}}})",
                                      R"({"shop":{"digest":{"username":"u","password":"p"}}})"}))
      .add("functions", object("greet", Members()
                                            .add("set", one_of({R"({"text":"${ .name }"})"}))
                                            .add("input", object("schema", schema()))
                                            .shuffled()))
      .maybe("catalogs", {R"({"shared":{"endpoint":"https://e.org/catalog"}})"})
      .add("extensions", list_of({object("logging", extension())}))
      .shuffled();
}

Value schedule() {
  if (below(3) == 0) return object("on", strategy());
  return one_of({R"({"every":{"minutes":5}})", R"({"cron":"*/5 1-2 * JAN MON"})", R"({"after":"PT1M"})"});
}

Value definition() {
  Members whole;
  whole.add("document", Members()
                            .add("dsl", json(R"("1.0.3")"))
                            .add("namespace", json(R"("test")"))
                            .add("name", json(R"("round-trip")"))
                            .add("version", one_of({R"("1.0.0")", R"("1.10.0-rc.1+b5")"}))
                            .maybe("title", kTexts)
                            .maybe("tags", {R"({"a":"b"})"})
                            .maybe("metadata", {R"({"retry":"gently"})"})
                            .shuffled());
  whole.add("use", use());
  whole.maybe("timeout", {R"("short")", R"({"after":{"days":1}})"});
  whole.maybe("evaluate", {R"({"language":"jq"})", R"({"mode":"strict"})"});
  if (is_drawn()) whole.add("input", Members().add("schema", schema()).maybe("from", {R"(".order")"}).shuffled());
  if (is_drawn()) whole.add("schedule", schedule());
  whole.add("do", tasks(0));
  return whole.shuffled();
}

// YAML in block style. A text is plain where it may be, or in one of the two kinds of quotes.
void print_yaml(const Value& value, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  if (value.is_object() && value.size() > 0) {
    for (const Member& member : value.members()) {
      out += "\n" + margin + to_json(Value::string(member.name())) + ":";
      print_yaml(member.value, indent + 2, out);
    }
  } else if (value.is_array() && value.size() > 0) {
    for (const Value& item : value.items()) {
      out += "\n" + margin + "-";
      print_yaml(item, indent + 2, out);
    }
  } else if (value.is_string()) {
    const std::string text(value.as_string());
    const bool is_word = !text.empty() && text != "true" && text != "false" && text != "null" &&
                         std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    const bool fits_line = text.find_first_of("'\n\t") == std::string::npos;
    out += ' ' + (is_word ? text : fits_line ? "'" + text + "'" : to_json(value));
  } else {
    out += ' ' + to_json(value);
  }
}

std::string yaml(const Value& value) {
  std::string text;
  print_yaml(value, 0, text);
  return text + "\n";
}

Compiled compiled(const std::string& text) {
  auto result = compile(text);
  RC_LOG() << text << "\n" << (result ? "" : shown(result.error()));
  RC_ASSERT(result.has_value());
  return *std::move(result);
}

void check_same(const Compiled& one, const Compiled& other) {
  RC_ASSERT(other.program->document == one.program->document);
  RC_ASSERT(other.program->digest == one.program->digest);
  RC_ASSERT(other.program->obstacles == one.program->obstacles);
  RC_ASSERT(other.program->operator_calls == one.program->operator_calls);
  RC_ASSERT(other.program->tasks.size() == one.program->tasks.size());
  for (std::size_t at = 0; at < one.program->tasks.size(); ++at) {
    RC_ASSERT(other.program->tasks[at].reference == one.program->tasks[at].reference);
    RC_ASSERT(other.program->tasks[at].kind.index() == one.program->tasks[at].kind.index());
  }
  RC_ASSERT(other.notes.size() == one.notes.size());
}

RC_GTEST_PROP(Definitions, AreTheSameWhenTheyArePrintedAndReadAgain, ()) {
  const Value document = definition();
  const Compiled first = compiled(to_json(document));
  RC_ASSERT(first.program->document == document);
  for (const std::string& text :
       {to_canonical_json(document), yaml(document), yaml(json(to_canonical_json(document)))}) {
    const Compiled again = compiled(text);
    check_same(first, again);
    RC_ASSERT(to_canonical_json(again.program->document) == to_canonical_json(document));
  }
  const auto stored = compile(core::stored_form(*first.program));
  RC_ASSERT(stored.has_value());
  check_same(first, *stored);
  RC_ASSERT(core::stored_form(*stored->program) == core::stored_form(*first.program));
}

}  // namespace
}  // namespace baton::dsl::test
