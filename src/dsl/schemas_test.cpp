#include "dsl/test_support.hpp"

#include <string>

namespace baton::dsl::test {
namespace {

std::string with_schema(std::string_view schema) {
  return workflow("do:\n- it:\n    set: {x: 1}\n    output:\n      schema: " + std::string(schema) + "\n");
}

TEST(Schemas, AreThoseOfTheWorkflowAndOfItsTasks) {
  const auto program =
      program_of(workflow("input: {schema: {document: {type: object}}}\n"
                          "output: {schema: {format: json, document: true}}\n"
                          "do:\n"
                          "- it:\n"
                          "    input: {schema: {document: {type: object}}}\n"
                          "    set: {x: 1}\n"
                          "    output: {schema: {document: {type: array}}, as: '[.]'}\n"
                          "    export: {schema: {document: {required: [x]}}, as: .}\n"));
  const core::Task& root = task_at(*program, "/");
  const core::Task& it = task_at(*program, "/do/0/it");
  EXPECT_NE(root.input_schema, nullptr);
  EXPECT_NE(root.output_schema, nullptr);
  EXPECT_NE(it.output_schema, nullptr);
  EXPECT_NE(it.export_schema, nullptr);
  EXPECT_EQ(it.input_schema, root.input_schema) << "the same document is compiled once";
  EXPECT_NE(it.output_schema, it.input_schema);
}

TEST(Schemas, ATaskWithoutOneHasNone) {
  const auto program = program_of(one_task("{input: {from: .x}, set: {x: 1}}"));
  EXPECT_EQ(task_at(*program, "/do/0/it").input_schema, nullptr);
}

TEST(Schemas, OfAFunctionAreThoseOfItsTask) {
  const auto program =
      program_of(workflow("use: {functions: {f: {input: {schema: {document: {type: object}}}, set: {x: 1}}}}\n"
                          "do:\n- it: {call: f}\n- again: {call: f}\n"));
  int with = 0;
  for (const core::Task& task : program->tasks) with += task.input_schema != nullptr ? 1 : 0;
  EXPECT_EQ(with, 2);
}

TEST(Schemas, TheFormatMayNameTheDraft) {
  for (const char* version : {"draft-07", "draft7", "7", "07", "2019-09", "2020-12", "draft/2020-12", "draft2019-09"}) {
    EXPECT_EQ(errors_of(with_schema("{format: 'json:" + std::string(version) + "', document: {type: object}}")), "");
  }
  // `prefixItems` is a keyword of 2020-12 alone: in draft 7 nothing checks its value.
  EXPECT_EQ(errors_of(with_schema("{format: 'json:draft-07', document: {prefixItems: 5}}")), "");
  EXPECT_NE(errors_of(with_schema("{format: json, document: {prefixItems: 5}}")), "");
}

TEST(Schemas, OtherFormatsAreRefused) {
  EXPECT_EQ(errors_of(with_schema("{format: avro, document: {}}")),
            "6:24: /do/0/it/output/schema/format: must be 'json', 'json:draft-07', 'json:2019-09' or 'json:2020-12', "
            "not 'avro'\n");
  for (const char* format : {"'json:'", "'json:4'", "JSON", "'json:draft-04'", "5", "null"}) {
    EXPECT_NE(errors_of(with_schema("{format: " + std::string(format) + ", document: {}}")), "") << format;
  }
}

TEST(Schemas, TheFormatMustNotContradictTheDocument) {
  constexpr std::string_view kDocument = "document: {$schema: 'http://json-schema.org/draft-07/schema#'}}";
  EXPECT_EQ(errors_of(with_schema("{format: 'json:draft-07', " + std::string(kDocument))), "");
  EXPECT_EQ(errors_of(with_schema("{format: 'json:2020-12', " + std::string(kDocument))),
            "6:24: /do/0/it/output/schema/format: says another version than the schema's own '$schema', "
            "'http://json-schema.org/draft-07/schema#'\n");
}

TEST(Schemas, AnInvalidOneIsRefusedWhereItIsWrong) {
  EXPECT_EQ(errors_of(with_schema("\n        document:\n          properties:\n            id: {type: texts}")),
            "9:24: /do/0/it/output/schema/document/properties/id/type: is no valid JSON Schema: "
            "\"texts\" is not a type\n");
  EXPECT_TRUE(errors_of(with_schema("{document: {$ref: '#/$defs/none'}}")).contains("/document/$ref: "));
  EXPECT_TRUE(errors_of(with_schema("{document: {pattern: '('}}")).contains("/document/pattern: "));
  EXPECT_TRUE(errors_of(with_schema("{document: 5}")).contains("an object or a boolean"));
}

TEST(Schemas, HaveOneSource) {
  EXPECT_EQ(errors_of(with_schema("{format: json}")),
            "6:15: /do/0/it/output/schema: must have a 'document' or a 'resource'\n");
  EXPECT_EQ(errors_of(with_schema("{document: {}, resource: {endpoint: 'https://a.example/s'}}")),
            "6:15: /do/0/it/output/schema: has a 'document' and a 'resource'; remove one of them\n");
  EXPECT_EQ(errors_of(with_schema("{documnet: {}}")),
            "6:15: /do/0/it/output/schema: must have a 'document' or a 'resource'\n"
            "6:16: /do/0/it/output/schema/documnet: unknown property; did you mean 'document'?\n");
}

TEST(Schemas, OfOneWorkflowAreLimited) {
  constexpr Limits kFew{.max_schemas = 2};
  const auto document = [](int count) {
    std::string text = "do:\n";
    for (int i = 0; i < count; ++i) {
      text += "- t" + std::to_string(i) + ": {input: {schema: {document: {maxItems: " + std::to_string(i % 3) +
              "}}}, set: {x: 1}}\n";
    }
    return workflow(text);
  };
  EXPECT_EQ(errors_of(document(2), kFew), "");
  EXPECT_TRUE(errors_of(document(3), kFew).contains("max_schemas"));
}

}  // namespace
}  // namespace baton::dsl::test
