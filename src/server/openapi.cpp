#include "server/openapi.hpp"

#include "base/version.hpp"
#include "server/limits.hpp"
#include "server/route.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace baton::server {
namespace {

Value reference_to(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string(schema)}};
}

Value content_of(std::string_view type, const Value& schema) {
  return Value::object({{type, Value::object({{"schema", schema}})}});
}

Value schema_of(const QueryParameter& parameter) {
  switch (parameter.type) {
    case QueryParameter::Type::Text:
      return {{"type", "string"}};
    case QueryParameter::Type::Flag:
      return {{"type", "boolean"}};
    case QueryParameter::Type::Integer:
      return {{"type", "integer"}, {"minimum", parameter.least}, {"maximum", parameter.most}};
  }
  std::unreachable();
}

Value parameters_of(const Route& route) {
  std::vector<Value> all;
  for (const std::string_view segment : segments_of(route.path)) {
    if (!is_name(segment)) continue;
    all.push_back({{"name", segment.substr(1, segment.size() - 2)},
                   {"in", "path"},
                   {"required", true},
                   {"schema", Value{{"type", "string"}}}});
  }
  for (const QueryParameter& each : route.query) {
    all.push_back({{"name", each.name}, {"in", "query"}, {"description", each.about}, {"schema", schema_of(each)}});
  }
  if (route.method == Method::Post) {
    all.push_back(
        {{"name", "Idempotency-Key"},
         {"in", "header"},
         {"description", "The same key with the same request is the same request: it gets the first answer again"},
         {"schema", Value{{"type", "string"}, {"minLength", 1}, {"maxLength", kMaxIdempotencyKey}}}});
  }
  return Value::array(std::move(all));
}

Value body_of_events() {
  const Value content = Value::object(
      {{"application/cloudevents+json", Value{{"schema", reference_to("CloudEvent")}}},
       {"application/cloudevents-batch+json",
        Value{{"schema", Value{{"type", "array"}, {"items", reference_to("CloudEvent")}}}}},
       {"*/*", Value{{"schema", Value{{"description",
                                       "The data of one event, whose attributes are the header fields ce-id, "
                                       "ce-source, ce-type, ce-specversion and so on"}}}}}});
  return {{"required", false}, {"content", content}};
}

Value body_of(const Route& route) {
  if (route.body == BodyKind::CloudEvents) return body_of_events();
  const Value schema = route.body_schema.empty() ? Value::object({}) : reference_to(route.body_schema);
  Value content = content_of("application/json", schema);
  if (route.body == BodyKind::Document)
    content = std::move(content).with("application/yaml", Value{{"schema", schema}});
  return {{"required", route.body != BodyKind::OptionalJson}, {"content", content}};
}

Value answers_of(const Route& route) {
  std::vector<Member> all;
  for (const AnswerText& answer : route.answers) {
    Value text = Value::object({{"description", answer.about}});
    if (!answer.schema.empty()) {
      const std::string_view type = answer.schema == "Problem" ? "application/problem+json" : answer.type;
      text = std::move(text).with("content", content_of(type, reference_to(answer.schema)));
    } else if (answer.type != "application/json") {
      text = std::move(text).with("content", content_of(answer.type, {{"type", "string"}}));
    }
    all.emplace_back(std::to_string(answer.status), std::move(text));
  }
  all.emplace_back("default", Value{{"description", "Why it was not done"},
                                    {"content", content_of("application/problem+json", reference_to("Problem"))}});
  return Value::object(std::move(all));
}

std::string method_key(Method method) {
  std::string key(name_of(method));
  for (char& c : key) c = static_cast<char>(c - 'A' + 'a');
  return key;
}

Value operation_of(const Route& route) {
  Value operation{{"operationId", route.name}, {"description", route.about}, {"parameters", parameters_of(route)}};
  if (route.body != BodyKind::None) operation = std::move(operation).with("requestBody", body_of(route));
  operation = std::move(operation).with("responses", answers_of(route));
  if (!route.role) return std::move(operation).with("security", Value::array({}));
  return std::move(operation).with("x-baton-role", name_of(*route.role));
}

Value paths() {
  Value all = Value::object({});
  for (const Route& route : routes()) {
    const Value* const known = all.find(route.path);
    const Value item = known == nullptr ? Value::object({}) : *known;
    all = std::move(all).with(route.path, item.with(method_key(route.method), operation_of(route)));
  }
  return all;
}

}  // namespace

const Value& openapi() {
  static const Value description = Value::object(
      {{"openapi", "3.1.0"},
       {"info",
        Value{{"title", "Baton"}, {"description", "Durable workflows: docs/reference/http.md"}, {"version", kVersion}}},
       {"paths", paths()},
       {"components", Value{{"schemas", schemas()},
                            {"securitySchemes", Value{{"key", Value{{"type", "http"}, {"scheme", "bearer"}}}}}}},
       {"security", Value::array({Value::object({{"key", Value::array({})}})})}});
  return description;
}

}  // namespace baton::server
