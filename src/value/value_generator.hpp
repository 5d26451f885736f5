// Random JSON values for property tests.
#pragma once

#include <baton/value.hpp>

#include <rapidcheck.h>

namespace baton::generate {

inline rc::Gen<Value> number() {
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange<std::int64_t>(-20, 20), [](std::int64_t i) { return Value::number(i); }),
      rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t i) { return Value::number(i); }),
      rc::gen::map(rc::gen::arbitrary<double>(), [](double d) { return d - d == 0 ? Value::number(d) : Value(); }),
      rc::gen::map(rc::gen::element<std::string>("12345678901234567890", "1.0", "-0", "1e3", "0.10", "1E400", "2.5e-9"),
                   [](const std::string& text) { return Value::number_from_text(text).value(); }));
}

inline rc::Gen<std::string> key() {
  return rc::gen::element<std::string>("a", "b", "c", "aa", "", "long key beyond the inline size", "\u00e9");
}

inline rc::Gen<Value> text() {
  return rc::gen::oneOf(
      rc::gen::map(key(), [](const std::string& text) { return Value::string(text); }),
      rc::gen::map(rc::gen::arbitrary<std::string>(), [](const std::string& text) { return Value::string(text); }));
}

inline rc::Gen<Value> scalar() {
  return rc::gen::oneOf(rc::gen::just(Value()),
                        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool b) { return Value::boolean(b); }), number(),
                        text());
}

rc::Gen<Value> value(int depth = 3);

inline rc::Gen<Value> array(int depth = 2) {
  return rc::gen::map(rc::gen::resize(4, rc::gen::container<std::vector<Value>>(value(depth))),
                      [](std::vector<Value> items) { return Value::array(std::move(items)); });
}

inline rc::Gen<Value> object(int depth = 2) {
  return rc::gen::map(rc::gen::resize(4, rc::gen::container<std::vector<std::pair<std::string, Value>>>(
                                             rc::gen::pair(key(), value(depth)))),
                      [](const std::vector<std::pair<std::string, Value>>& pairs) {
                        std::vector<Member> members;
                        for (const auto& [name, part] : pairs) members.emplace_back(name, part);
                        return Value::object(std::move(members));
                      });
}

inline rc::Gen<Value> value(int depth) {
  if (depth == 0) return scalar();
  return rc::gen::oneOf(scalar(), scalar(), array(depth - 1), object(depth - 1));
}

}  // namespace baton::generate

namespace rc {

template <>
struct Arbitrary<baton::Value> {
  static Gen<baton::Value> arbitrary() { return baton::generate::value(); }
};

}  // namespace rc

namespace baton {

inline void showValue(const Value& value, std::ostream& out) {
  out << to_json(value);
}

}  // namespace baton
