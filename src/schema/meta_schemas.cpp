// The meta-schemas of json-schema.org, as published there, without white space.
#include "schema/meta_schemas.hpp"

#include <algorithm>
#include <array>

namespace baton::schema {
namespace {

struct MetaSchema {
  std::string_view url;
  std::string_view text;
};

// clang-format off
constexpr std::array<MetaSchema, 17> kMetaSchemas = {{
    {"http://json-schema.org/draft-07/schema",
     R"json({"$schema":"http://json-schema.org/draft-07/schema#","$id":"http://json-schema.org/draft-07/schema#",)json"
     R"json("title":"Core schema meta-schema","definitions":{"schemaArray":{"type":"array","minItems":1,"items":{)json"
     R"json("$ref":"#"}},"nonNegativeInteger":{"type":"integer","minimum":0},"nonNegativeIntegerDefault0":{"allOf":[{)json"
     R"json("$ref":"#/definitions/nonNegativeInteger"},{"default":0}]},"simpleTypes":{"enum":["array","boolean","integer",)json"
     R"json("null","number","object","string"]},"stringArray":{"type":"array","items":{"type":"string"},)json"
     R"json("uniqueItems":true,"default":[]}},"type":["object","boolean"],"properties":{"$id":{"type":"string",)json"
     R"json("format":"uri-reference"},"$schema":{"type":"string","format":"uri"},"$ref":{"type":"string",)json"
     R"json("format":"uri-reference"},"$comment":{"type":"string"},"title":{"type":"string"},"description":{)json"
     R"json("type":"string"},"default":true,"readOnly":{"type":"boolean","default":false},"examples":{"type":"array",)json"
     R"json("items":true},"multipleOf":{"type":"number","exclusiveMinimum":0},"maximum":{"type":"number"},)json"
     R"json("exclusiveMaximum":{"type":"number"},"minimum":{"type":"number"},"exclusiveMinimum":{"type":"number"},)json"
     R"json("maxLength":{"$ref":"#/definitions/nonNegativeInteger"},"minLength":{)json"
     R"json("$ref":"#/definitions/nonNegativeIntegerDefault0"},"pattern":{"type":"string","format":"regex"},)json"
     R"json("additionalItems":{"$ref":"#"},"items":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/schemaArray"}],)json"
     R"json("default":true},"maxItems":{"$ref":"#/definitions/nonNegativeInteger"},"minItems":{)json"
     R"json("$ref":"#/definitions/nonNegativeIntegerDefault0"},"uniqueItems":{"type":"boolean","default":false},)json"
     R"json("contains":{"$ref":"#"},"maxProperties":{"$ref":"#/definitions/nonNegativeInteger"},"minProperties":{)json"
     R"json("$ref":"#/definitions/nonNegativeIntegerDefault0"},"required":{"$ref":"#/definitions/stringArray"},)json"
     R"json("additionalProperties":{"$ref":"#"},"definitions":{"type":"object","additionalProperties":{"$ref":"#"},)json"
     R"json("default":{}},"properties":{"type":"object","additionalProperties":{"$ref":"#"},"default":{}},)json"
     R"json("patternProperties":{"type":"object","additionalProperties":{"$ref":"#"},"propertyNames":{"format":"regex"},)json"
     R"json("default":{}},"dependencies":{"type":"object","additionalProperties":{"anyOf":[{"$ref":"#"},{)json"
     R"json("$ref":"#/definitions/stringArray"}]}},"propertyNames":{"$ref":"#"},"const":true,"enum":{"type":"array",)json"
     R"json("items":true},"type":{"anyOf":[{"$ref":"#/definitions/simpleTypes"},{"type":"array","items":{)json"
     R"json("$ref":"#/definitions/simpleTypes"},"minItems":1,"uniqueItems":true}]},"format":{"type":"string"},)json"
     R"json("contentMediaType":{"type":"string"},"contentEncoding":{"type":"string"},"if":{"$ref":"#"},"then":{)json"
     R"json("$ref":"#"},"else":{"$ref":"#"},"allOf":{"$ref":"#/definitions/schemaArray"},"anyOf":{)json"
     R"json("$ref":"#/definitions/schemaArray"},"oneOf":{"$ref":"#/definitions/schemaArray"},"not":{"$ref":"#"}},)json"
     R"json("default":true})json"},
    {"https://json-schema.org/draft/2019-09/meta/applicator",
     R"json({"$schema":"https://json-schema.org/draft/2019-09/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2019-09/meta/applicator","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/applicator":true},"$recursiveAnchor":true,)json"
     R"json("title":"Applicator vocabulary meta-schema","type":["object","boolean"],"properties":{"additionalItems":{)json"
     R"json("$recursiveRef":"#"},"unevaluatedItems":{"$recursiveRef":"#"},"items":{"anyOf":[{"$recursiveRef":"#"},{)json"
     R"json("$ref":"#/$defs/schemaArray"}]},"contains":{"$recursiveRef":"#"},"additionalProperties":{"$recursiveRef":"#"},)json"
     R"json("unevaluatedProperties":{"$recursiveRef":"#"},"properties":{"type":"object","additionalProperties":{)json"
     R"json("$recursiveRef":"#"},"default":{}},"patternProperties":{"type":"object","additionalProperties":{)json"
     R"json("$recursiveRef":"#"},"propertyNames":{"format":"regex"},"default":{}},"dependentSchemas":{"type":"object",)json"
     R"json("additionalProperties":{"$recursiveRef":"#"}},"propertyNames":{"$recursiveRef":"#"},"if":{)json"
     R"json("$recursiveRef":"#"},"then":{"$recursiveRef":"#"},"else":{"$recursiveRef":"#"},"allOf":{)json"
     R"json("$ref":"#/$defs/schemaArray"},"anyOf":{"$ref":"#/$defs/schemaArray"},"oneOf":{"$ref":"#/$defs/schemaArray"},)json"
     R"json("not":{"$recursiveRef":"#"}},"$defs":{"schemaArray":{"type":"array","minItems":1,"items":{)json"
     R"json("$recursiveRef":"#"}}}})json"},
    {"https://json-schema.org/draft/2019-09/meta/content",
     R"json({"$schema":"https://json-schema.org/draft/2019-09/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2019-09/meta/content","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/content":true},"$recursiveAnchor":true,)json"
     R"json("title":"Content vocabulary meta-schema","type":["object","boolean"],"properties":{"contentMediaType":{)json"
     R"json("type":"string"},"contentEncoding":{"type":"string"},"contentSchema":{"$recursiveRef":"#"}}})json"},
    {"https://json-schema.org/draft/2019-09/meta/core",
     R"json({"$schema":"https://json-schema.org/draft/2019-09/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2019-09/meta/core","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/core":true},"$recursiveAnchor":true,)json"
     R"json("title":"Core vocabulary meta-schema","type":["object","boolean"],"properties":{"$id":{"type":"string",)json"
     R"json("format":"uri-reference","$comment":"Non-empty fragments not allowed.","pattern":"^[^#]*#?$"},"$schema":{)json"
     R"json("type":"string","format":"uri"},"$anchor":{"type":"string","pattern":"^[A-Za-z][-A-Za-z0-9.:_]*$"},"$ref":{)json"
     R"json("type":"string","format":"uri-reference"},"$recursiveRef":{"type":"string","format":"uri-reference"},)json"
     R"json("$recursiveAnchor":{"type":"boolean","default":false},"$vocabulary":{"type":"object","propertyNames":{)json"
     R"json("type":"string","format":"uri"},"additionalProperties":{"type":"boolean"}},"$comment":{"type":"string"},)json"
     R"json("$defs":{"type":"object","additionalProperties":{"$recursiveRef":"#"},"default":{}}}})json"},
    {"https://json-schema.org/draft/2019-09/meta/format",
     R"json({"$schema":"https://json-schema.org/draft/2019-09/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2019-09/meta/format","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/format":true},"$recursiveAnchor":true,)json"
     R"json("title":"Format vocabulary meta-schema","type":["object","boolean"],"properties":{"format":{"type":"string"}}})json"},
    {"https://json-schema.org/draft/2019-09/meta/meta-data",
     R"json({"$schema":"https://json-schema.org/draft/2019-09/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2019-09/meta/meta-data","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/meta-data":true},"$recursiveAnchor":true,)json"
     R"json("title":"Meta-data vocabulary meta-schema","type":["object","boolean"],"properties":{"title":{)json"
     R"json("type":"string"},"description":{"type":"string"},"default":true,"deprecated":{"type":"boolean",)json"
     R"json("default":false},"readOnly":{"type":"boolean","default":false},"writeOnly":{"type":"boolean","default":false},)json"
     R"json("examples":{"type":"array","items":true}}})json"},
    {"https://json-schema.org/draft/2019-09/meta/validation",
     R"json({"$schema":"https://json-schema.org/draft/2019-09/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2019-09/meta/validation","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/validation":true},"$recursiveAnchor":true,)json"
     R"json("title":"Validation vocabulary meta-schema","type":["object","boolean"],"properties":{"multipleOf":{)json"
     R"json("type":"number","exclusiveMinimum":0},"maximum":{"type":"number"},"exclusiveMaximum":{"type":"number"},)json"
     R"json("minimum":{"type":"number"},"exclusiveMinimum":{"type":"number"},"maxLength":{)json"
     R"json("$ref":"#/$defs/nonNegativeInteger"},"minLength":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"pattern":{)json"
     R"json("type":"string","format":"regex"},"maxItems":{"$ref":"#/$defs/nonNegativeInteger"},"minItems":{)json"
     R"json("$ref":"#/$defs/nonNegativeIntegerDefault0"},"uniqueItems":{"type":"boolean","default":false},"maxContains":{)json"
     R"json("$ref":"#/$defs/nonNegativeInteger"},"minContains":{"$ref":"#/$defs/nonNegativeInteger","default":1},)json"
     R"json("maxProperties":{"$ref":"#/$defs/nonNegativeInteger"},"minProperties":{)json"
     R"json("$ref":"#/$defs/nonNegativeIntegerDefault0"},"required":{"$ref":"#/$defs/stringArray"},"dependentRequired":{)json"
     R"json("type":"object","additionalProperties":{"$ref":"#/$defs/stringArray"}},"const":true,"enum":{"type":"array",)json"
     R"json("items":true},"type":{"anyOf":[{"$ref":"#/$defs/simpleTypes"},{"type":"array","items":{)json"
     R"json("$ref":"#/$defs/simpleTypes"},"minItems":1,"uniqueItems":true}]}},"$defs":{"nonNegativeInteger":{)json"
     R"json("type":"integer","minimum":0},"nonNegativeIntegerDefault0":{"$ref":"#/$defs/nonNegativeInteger","default":0},)json"
     R"json("simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},"stringArray":{)json"
     R"json("type":"array","items":{"type":"string"},"uniqueItems":true,"default":[]}}})json"},
    {"https://json-schema.org/draft/2019-09/schema",
     R"json({"$schema":"https://json-schema.org/draft/2019-09/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2019-09/schema","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/core":true,)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/applicator":true,)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/validation":true,)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/meta-data":true,)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/format":false,)json"
     R"json("https://json-schema.org/draft/2019-09/vocab/content":true},"$recursiveAnchor":true,)json"
     R"json("title":"Core and Validation specifications meta-schema","allOf":[{"$ref":"meta/core"},{)json"
     R"json("$ref":"meta/applicator"},{"$ref":"meta/validation"},{"$ref":"meta/meta-data"},{"$ref":"meta/format"},{)json"
     R"json("$ref":"meta/content"}],"type":["object","boolean"],"properties":{"definitions":{)json"
     R"json("$comment":"While no longer an official keyword as it is replaced by $defs, this keyword is retained in the meta-schema to prevent incompatible extensions as it remains in common use.",)json"
     R"json("type":"object","additionalProperties":{"$recursiveRef":"#"},"default":{}},"dependencies":{)json"
     R"json("$comment":"\"dependencies\" is no longer a keyword, but schema authors should avoid redefining it to facilitate a smooth transition to \"dependentSchemas\" and \"dependentRequired\"",)json"
     R"json("type":"object","additionalProperties":{"anyOf":[{"$recursiveRef":"#"},{)json"
     R"json("$ref":"meta/validation#/$defs/stringArray"}]}}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/applicator",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/applicator","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/applicator":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Applicator vocabulary meta-schema","type":["object","boolean"],"properties":{"prefixItems":{)json"
     R"json("$ref":"#/$defs/schemaArray"},"items":{"$dynamicRef":"#meta"},"contains":{"$dynamicRef":"#meta"},)json"
     R"json("additionalProperties":{"$dynamicRef":"#meta"},"properties":{"type":"object","additionalProperties":{)json"
     R"json("$dynamicRef":"#meta"},"default":{}},"patternProperties":{"type":"object","additionalProperties":{)json"
     R"json("$dynamicRef":"#meta"},"propertyNames":{"format":"regex"},"default":{}},"dependentSchemas":{"type":"object",)json"
     R"json("additionalProperties":{"$dynamicRef":"#meta"},"default":{}},"propertyNames":{"$dynamicRef":"#meta"},"if":{)json"
     R"json("$dynamicRef":"#meta"},"then":{"$dynamicRef":"#meta"},"else":{"$dynamicRef":"#meta"},"allOf":{)json"
     R"json("$ref":"#/$defs/schemaArray"},"anyOf":{"$ref":"#/$defs/schemaArray"},"oneOf":{"$ref":"#/$defs/schemaArray"},)json"
     R"json("not":{"$dynamicRef":"#meta"}},"$defs":{"schemaArray":{"type":"array","minItems":1,"items":{)json"
     R"json("$dynamicRef":"#meta"}}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/content",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/content","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/content":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Content vocabulary meta-schema","type":["object","boolean"],"properties":{"contentEncoding":{)json"
     R"json("type":"string"},"contentMediaType":{"type":"string"},"contentSchema":{"$dynamicRef":"#meta"}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/core",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/core","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/core":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Core vocabulary meta-schema","type":["object","boolean"],"properties":{"$id":{)json"
     R"json("$ref":"#/$defs/uriReferenceString","$comment":"Non-empty fragments not allowed.","pattern":"^[^#]*#?$"},)json"
     R"json("$schema":{"$ref":"#/$defs/uriString"},"$ref":{"$ref":"#/$defs/uriReferenceString"},"$anchor":{)json"
     R"json("$ref":"#/$defs/anchorString"},"$dynamicRef":{"$ref":"#/$defs/uriReferenceString"},"$dynamicAnchor":{)json"
     R"json("$ref":"#/$defs/anchorString"},"$vocabulary":{"type":"object","propertyNames":{"$ref":"#/$defs/uriString"},)json"
     R"json("additionalProperties":{"type":"boolean"}},"$comment":{"type":"string"},"$defs":{"type":"object",)json"
     R"json("additionalProperties":{"$dynamicRef":"#meta"}}},"$defs":{"anchorString":{"type":"string",)json"
     R"json("pattern":"^[A-Za-z_][-A-Za-z0-9._]*$"},"uriString":{"type":"string","format":"uri"},"uriReferenceString":{)json"
     R"json("type":"string","format":"uri-reference"}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/format-annotation",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/format-annotation","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/format-annotation":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Format vocabulary meta-schema for annotation results","type":["object","boolean"],"properties":{)json"
     R"json("format":{"type":"string"}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/format-assertion",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/format-assertion","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/format-assertion":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Format vocabulary meta-schema for assertion results","type":["object","boolean"],"properties":{)json"
     R"json("format":{"type":"string"}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/meta-data",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/meta-data","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/meta-data":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Meta-data vocabulary meta-schema","type":["object","boolean"],"properties":{"title":{)json"
     R"json("type":"string"},"description":{"type":"string"},"default":true,"deprecated":{"type":"boolean",)json"
     R"json("default":false},"readOnly":{"type":"boolean","default":false},"writeOnly":{"type":"boolean","default":false},)json"
     R"json("examples":{"type":"array","items":true}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/unevaluated",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/unevaluated","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/unevaluated":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Unevaluated applicator vocabulary meta-schema","type":["object","boolean"],"properties":{)json"
     R"json("unevaluatedItems":{"$dynamicRef":"#meta"},"unevaluatedProperties":{"$dynamicRef":"#meta"}}})json"},
    {"https://json-schema.org/draft/2020-12/meta/validation",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/meta/validation","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/validation":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Validation vocabulary meta-schema","type":["object","boolean"],"properties":{"type":{"anyOf":[{)json"
     R"json("$ref":"#/$defs/simpleTypes"},{"type":"array","items":{"$ref":"#/$defs/simpleTypes"},"minItems":1,)json"
     R"json("uniqueItems":true}]},"const":true,"enum":{"type":"array","items":true},"multipleOf":{"type":"number",)json"
     R"json("exclusiveMinimum":0},"maximum":{"type":"number"},"exclusiveMaximum":{"type":"number"},"minimum":{)json"
     R"json("type":"number"},"exclusiveMinimum":{"type":"number"},"maxLength":{"$ref":"#/$defs/nonNegativeInteger"},)json"
     R"json("minLength":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"pattern":{"type":"string","format":"regex"},)json"
     R"json("maxItems":{"$ref":"#/$defs/nonNegativeInteger"},"minItems":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},)json"
     R"json("uniqueItems":{"type":"boolean","default":false},"maxContains":{"$ref":"#/$defs/nonNegativeInteger"},)json"
     R"json("minContains":{"$ref":"#/$defs/nonNegativeInteger","default":1},"maxProperties":{)json"
     R"json("$ref":"#/$defs/nonNegativeInteger"},"minProperties":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},)json"
     R"json("required":{"$ref":"#/$defs/stringArray"},"dependentRequired":{"type":"object","additionalProperties":{)json"
     R"json("$ref":"#/$defs/stringArray"}}},"$defs":{"nonNegativeInteger":{"type":"integer","minimum":0},)json"
     R"json("nonNegativeIntegerDefault0":{"$ref":"#/$defs/nonNegativeInteger","default":0},"simpleTypes":{"enum":["array",)json"
     R"json("boolean","integer","null","number","object","string"]},"stringArray":{"type":"array","items":{)json"
     R"json("type":"string"},"uniqueItems":true,"default":[]}}})json"},
    {"https://json-schema.org/draft/2020-12/schema",
     R"json({"$schema":"https://json-schema.org/draft/2020-12/schema",)json"
     R"json("$id":"https://json-schema.org/draft/2020-12/schema","$vocabulary":{)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/core":true,)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/applicator":true,)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/unevaluated":true,)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/validation":true,)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/meta-data":true,)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/format-annotation":true,)json"
     R"json("https://json-schema.org/draft/2020-12/vocab/content":true},"$dynamicAnchor":"meta",)json"
     R"json("title":"Core and Validation specifications meta-schema","allOf":[{"$ref":"meta/core"},{)json"
     R"json("$ref":"meta/applicator"},{"$ref":"meta/unevaluated"},{"$ref":"meta/validation"},{"$ref":"meta/meta-data"},{)json"
     R"json("$ref":"meta/format-annotation"},{"$ref":"meta/content"}],"type":["object","boolean"],)json"
     R"json("$comment":"This meta-schema also defines keywords that have appeared in previous drafts in order to prevent incompatible extensions as they remain in common use.",)json"
     R"json("properties":{"definitions":{"$comment":"\"definitions\" has been replaced by \"$defs\".","type":"object",)json"
     R"json("additionalProperties":{"$dynamicRef":"#meta"},"deprecated":true,"default":{}},"dependencies":{)json"
     R"json("$comment":"\"dependencies\" has been split and replaced by \"dependentSchemas\" and \"dependentRequired\" in order to serve their differing semantics.",)json"
     R"json("type":"object","additionalProperties":{"anyOf":[{"$dynamicRef":"#meta"},{)json"
     R"json("$ref":"meta/validation#/$defs/stringArray"}]},"deprecated":true,"default":{}},"$recursiveAnchor":{)json"
     R"json("$comment":"\"$recursiveAnchor\" has been replaced by \"$dynamicAnchor\".",)json"
     R"json("$ref":"meta/core#/$defs/anchorString","deprecated":true},"$recursiveRef":{)json"
     R"json("$comment":"\"$recursiveRef\" has been replaced by \"$dynamicRef\".",)json"
     R"json("$ref":"meta/core#/$defs/uriReferenceString","deprecated":true}}})json"},
}};
// clang-format on

}  // namespace

std::optional<std::string_view> find_meta_schema(std::string_view url) {
  const auto found = std::ranges::find(kMetaSchemas, url, &MetaSchema::url);
  return found == kMetaSchemas.end() ? std::nullopt : std::optional(found->text);
}

}  // namespace baton::schema
