// Whatever schema and value come, compiling and validating end with an answer, and always the same.
#include "schema/test_support.hpp"
#include "value/value_generator.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace baton::schema {
namespace {

// Every keyword, with values that fit and others.
constexpr std::string_view kEverything = R"json({
  "$id": "https://example.org/root", "$defs": {
    "a": {"$anchor": "a", "type": ["integer", "null"], "minimum": -5, "exclusiveMaximum": 1e3, "multipleOf": 0.5},
    "b": {"$dynamicAnchor": "b", "properties": {"a": {"$dynamicRef": "#b"}}, "unevaluatedProperties": {"$ref": "#a"}},
    "c": {"$id": "c", "prefixItems": [{"const": {"a": 1}}, {"enum": [1, "a", []]}], "items": {"$ref": "root"}}},
  "properties": {"a": {"$ref": "#/$defs/a"}, "b": {"$ref": "#/$defs/b"}, "c": {"$ref": "c"}},
  "patternProperties": {"^a+(?=b)": false, "c$": {"pattern": "^[a-c]*(long|\\d)?", "minLength": 1, "maxLength": 30}},
  "additionalProperties": {"format": "date-time", "contains": {"type": "number"}, "minContains": 0, "maxContains": 2},
  "propertyNames": {"not": {"maxLength": 0}}, "required": ["a"], "dependentRequired": {"b": ["c"]},
  "dependentSchemas": {"c": {"minProperties": 2}}, "dependencies": {"a": ["a"], "aa": {"maxProperties": 5}},
  "allOf": [{"if": {"required": ["c"]}, "then": {"minProperties": 1}, "else": {"maxProperties": 6}}],
  "anyOf": [{"type": "object"}, {"uniqueItems": true, "minItems": 1, "maxItems": 3}],
  "oneOf": [{"type": "object"}, {"items": {"$recursiveRef": "#"}, "unevaluatedItems": false}], "unevaluatedProperties": true
})json";

std::vector<Value> parts_of(const Value& value) {
  std::vector<Value> parts = {value};
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const Value part = parts[at];
    if (part.is_array()) parts.insert(parts.end(), part.items().begin(), part.items().end());
    if (!part.is_object()) continue;
    for (const Member& member : part.members()) parts.push_back(member.value);
  }
  return parts;
}

// The value with one of its parts replaced, or under another name.
class Mutation {
 public:
  Mutation(std::size_t place, Value replacement) : left_(place), replacement_(std::move(replacement)) {}

  Value apply(const Value& value) {
    if (left_-- == 0) return replacement_;
    if (value.is_array()) {
      std::vector<Value> items;
      for (const Value& item : value.items()) items.push_back(apply(item));
      return Value::array(std::move(items));
    }
    if (!value.is_object()) return value;
    std::vector<Member> members;
    for (const Member& member : value.members()) {
      const bool is_renamed = left_ == 0 && replacement_.is_string();
      members.emplace_back(is_renamed ? replacement_.as_string() : member.name(), apply(member.value));
    }
    return Value::object(std::move(members));
  }

 private:
  std::size_t left_;
  Value replacement_;
};

// Replaces a few parts by other parts of the same document, or by something else.
Value mutated(Value document) {
  const auto count = *rc::gen::inRange(0, 4);
  for (int at = 0; at < count; ++at) {
    const std::vector<Value> parts = parts_of(document);
    const Value replacement =
        *rc::gen::oneOf(rc::gen::elementOf(parts), rc::gen::arbitrary<Value>(),
                        rc::gen::map(rc::gen::element<std::string>("$ref", "#", "#a", "#/properties", "$id", "items",
                                                                   "c", "http://json-schema.org/draft-07/schema#",
                                                                   "^(a|b", "not", "unevaluatedItems"),
                                     [](const std::string& text) { return Value(text); }));
    document = Mutation(*rc::gen::inRange<std::size_t>(0, parts.size()), replacement).apply(document);
  }
  return document;
}

Value with_draft(const Value& document) {
  const auto draft = *rc::gen::element<std::string>("http://json-schema.org/draft-07/schema#",
                                                    "https://json-schema.org/draft/2019-09/schema",
                                                    "https://json-schema.org/draft/2020-12/schema");
  return document.is_object() ? document.with("$schema", draft) : document;
}

RC_GTEST_PROP(Schema, AnswersWhateverComes, ()) {
  const Value document = with_draft(mutated(json(kEverything)));
  const Value value = *rc::gen::oneOf(rc::gen::arbitrary<Value>(), generate::object());
  const auto schema = compile(document);
  const auto again = compile(document);
  RC_ASSERT(schema.has_value() == again.has_value());
  RC_TAG(schema.has_value() ? "compiled" : "refused");
  if (!schema) {
    const bool fails_alike = schema.error() == again.error();
    RC_ASSERT(fails_alike);
    RC_ASSERT(!schema.error().message.empty());
    return;
  }
  const Budget budget{.steps = *rc::gen::inRange<std::uint64_t>(0, 2'000)};
  const bool is_the_same = schema->validate(value, budget) == again->validate(value, budget);
  RC_ASSERT(is_the_same);
  // What is valid does not depend on what may be reported.
  const auto all = schema->validate(value);
  const auto none = schema->validate(value, {.violations = 0});
  RC_ASSERT(!all || !none || all->is_valid() == none->is_valid());
}

// A document compiles exactly if its meta-schema, used as a schema, accepts it; but for what a meta-schema cannot say.
RC_GTEST_PROP(Schema, RefusesWhatTheMetaSchemaRefuses, ()) {
  const Value document = mutated(json(kEverything));
  const auto meta =
      compiled(Value{{"$ref", "https://json-schema.org/draft/2020-12/schema"}}, {.formats = Formats::Ignored});
  const auto report = meta.validate(document, {.steps = 10'000'000});
  RC_ASSERT(report.has_value());
  if (!report->is_valid()) RC_ASSERT(!compile(document).has_value());
}

RC_GTEST_PROP(Schema, AcceptsWhatIsConstant, (const Value& value)) {
  RC_ASSERT(compiled(Value{{"const", value}}).validate(value).value().is_valid());
  RC_ASSERT(compiled(Value{{"enum", Value::array({Value(1), value})}}).validate(value).value().is_valid());
  RC_ASSERT(!compiled(Value{{"not", Value{{"const", value}}}}).validate(value).value().is_valid());
}

}  // namespace
}  // namespace baton::schema
