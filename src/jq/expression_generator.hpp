// Random expressions, and inputs on which they often mean something, for property tests.
#pragma once

#include <baton/value.hpp>

#include <rapidcheck.h>

namespace baton::jq::generate {

inline rc::Gen<std::string> expression(int depth = 3);

inline rc::Gen<std::string> leaf() {
  return rc::gen::element<std::string>(
      ".", ".a", ".b", ".a.b", ".[0]", ".[1]", ".[-1]", ".[]", ".[]?", ".a?", ".[1:]", ".[:1]", "..", "1", "2", "-1",
      "0.5", "\"a\"", "\"b\"", "null", "true", "false", "[]", "{}", "length", "type", "keys", "not", "add", "empty",
      "tojson", "tostring", "sort", "unique", "first", "last", "min", "max", "any", "all", "flatten", "to_entries",
      "range(3)", "values", "scalars", "[paths]", "map_values(1)", "error(\"e\")");
}

inline rc::Gen<std::string> joined(const std::string& shape, int depth) {
  return rc::gen::map(rc::gen::tuple(expression(depth), expression(depth), expression(depth)),
                      [shape](const std::tuple<std::string, std::string, std::string>& parts) {
                        std::string out;
                        for (const char c : shape) {
                          switch (c) {
                            case 'A':
                              out += "(" + std::get<0>(parts) + ")";
                              break;
                            case 'B':
                              out += "(" + std::get<1>(parts) + ")";
                              break;
                            case 'C':
                              out += "(" + std::get<2>(parts) + ")";
                              break;
                            default:
                              out += c;
                          }
                        }
                        return out;
                      });
}

inline rc::Gen<std::string> expression(int depth) {
  if (depth == 0) return leaf();
  return rc::gen::join(rc::gen::map(
      rc::gen::element<std::string>(
          "A | B", "A, B", "A + B", "A - B", "A * B", "A == B", "A < B", "A >= B", "A and B", "A or B", "A // B", "[A]",
          "[A] | B", "{a: A, b: B}", "{(A | tostring): B}", "if A then B else C end", "[try A catch B]", "[A?]",
          "A as $x | B | [., $x]", "reduce A as $x (first(B); . + $x)", "[foreach A as $x ([B]; [., $x]; C)]",
          "[limit(2; A)]", "first(A)", "[map(A)?]", "select(A)", "[A] | sort_by(B)", "[A] | group_by(B)", "[path(..)]",
          ".a = A", ".a |= A", ".a += A", ".[0]? // A", "\"x\\(A)y\"", "[A] | any", "[A] | all(B)", "def f: A; f | B",
          "def f(g): g | B; f(A)", "def f($v): [$v, B]; f(A)", "label $l | A, break $l, B", "-A", "[A] | unique_by(B)",
          "[A, B] | add", "[A] | contains([B])", "if type == \"object\" then with_entries(.value = 1) else . end"),
      [depth](const std::string& shape) { return joined(shape, depth - 1); }));
}

inline rc::Gen<Value> input() {
  return rc::gen::map(
      rc::gen::element<std::string>("null", "1", "\"a\"", "[]", "{}", "[1,2,3]", "[3,\"a\",null]", R"({"a":1,"b":2})",
                                    R"({"a":{"b":[1,2]}})", R"([{"a":1,"b":2},{"a":null}])",
                                    R"({"b":"x","a":[true,false]})", "[[1],[2,[3]]]"),
      [](const std::string& text) { return parse_json(text).value(); });
}

}  // namespace baton::jq::generate
