#include "support/document_schemas.hpp"

#include "support/document_policies.hpp"

namespace baton::tests {
namespace {

using simulation::Choices;

Value type(std::string_view name) {
  return object("type", text(name));
}

Value random_rules(Choices& choices) {
  switch (choices.below(9)) {
    case 0:
      return Value::boolean(true);
    case 1:
      return object("not", type("null"));
    case 2:
      return object("type", Value::array({text("object"), text("array"), text("number")}));
    case 3:
      return object("properties", object("k", Value::object({{"type", text("number")}, {"maximum", number(6)}})));
    case 4:
      return object("maxItems", number(choices.below(3)));
    case 5:
      return object("items", object("not", type("string")));
    case 6:
      return Value::object({{"$ref", text("#/$defs/plain")},
                            {"$defs", object("plain", object("type", Value::array({text("object"), text("array")})))}});
    case 7:
      return type("object");
    default:
      return object("required", Value::array({text("k")}));
  }
}

}  // namespace

Value random_schema(Choices& choices) {
  Value document = random_rules(choices);
  if (choices.one_in(3)) return object("document", std::move(document));
  return Value::object({{"format", text(choices.one_in(2) ? "json" : "json:2020-12")}, {"document", document}});
}

}  // namespace baton::tests
