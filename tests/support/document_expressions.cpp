#include "support/document_expressions.hpp"

namespace baton::tests {
namespace {

using simulation::Choices;

std::string one_of(Choices& choices, const std::vector<std::string>& texts) {
  return texts[choices.below(texts.size())];
}

// The text for each of the variables, `$` standing for it.
void append_of(std::vector<std::string>& texts, const std::vector<std::string>& variables, const std::string& text) {
  const std::size_t place = text.find('$');
  for (const std::string& name : variables) {
    std::string code = text;
    texts.push_back(code.insert(place + 1, name));
  }
}

// Half of the time one of the others, if there are any.
std::string one_of(Choices& choices, const std::vector<std::string>& texts, const std::vector<std::string>& others) {
  return one_of(choices, !others.empty() && choices.one_in(2) ? others : texts);
}

void append(std::vector<std::string>& texts, std::initializer_list<const char*> more) {
  texts.insert(texts.end(), more.begin(), more.end());
}

}  // namespace

std::string random_condition(Choices& choices, const Surroundings& around, Moment moment) {
  std::vector<std::string> texts = {". != null",
                                    "false",
                                    "type == \"object\"",
                                    "$context != null",
                                    "([.. | numbers] | length) > 1",
                                    "($context | (.count? // 0)) < 2",
                                    "($task.name | length) > 2",
                                    "$workflow.definition.document.name == \"child\""};
  if (moment != Moment::Before) append(texts, {"($input | type) != \"array\""});
  std::vector<std::string> of_variables;
  append_of(of_variables, around.indexes, "$ == 1");
  append_of(of_variables, around.items, "($ | type) == \"number\"");
  append_of(of_variables, around.errors, "$.status == 400");
  append_of(of_variables, around.errors, "($.type | endswith(\"raised\"))");
  return one_of(choices, texts, of_variables);
}

std::string random_data(Choices& choices, const Surroundings& around, Moment moment) {
  std::vector<std::string> texts = {".",
                                    "{ n: ([.. | numbers] | length) }",
                                    "{ by: $task.name, kind: type }",
                                    "{ at: $task.reference, raw: ($task.input | type) }",
                                    "{ context: ($context | type), last: ($context | .last?) }",
                                    "{ begun: ($workflow.input | type), in: $workflow.definition.document.name }",
                                    "{ size: ([paths] | length) }",
                                    "type, 7",
                                    "empty"};
  if (around.loops == 0) {  // around a round's data, round after round, these would nest ever deeper
    append(texts, {"{ kept: . }", "{ first: (if type == \"array\" then .[0] else . end) }"});
  }
  if (moment != Moment::Before) append(texts, {"{ input: ($input | type) }"});
  if (moment == Moment::After) append(texts, {"{ raw: ($task.output | type), size: ([.. | scalars] | length) }"});
  std::vector<std::string> of_variables;
  append_of(of_variables, around.items, "{ item: $, kind: type }");
  append_of(of_variables, around.indexes, "{ round: ($ + 1) }");
  append_of(of_variables, around.errors, "{ status: $.status, kind: type }");
  append_of(of_variables, around.errors, "{ type: $.type }");
  return one_of(choices, texts, of_variables);
}

std::string random_context(Choices& choices) {
  return one_of(choices, {"{ last: $task.name, count: (($context | (.count? // 0)) + 1) }",
                          "{ last: $task.reference, kind: ($output | type), input: ($input | type) }", "$output",
                          "{ last: ($task.output | type), all: [$context | .last?, .count?] }"});
}

std::string random_collection(Choices& choices) {
  return one_of(choices, {"[1]", "[1, 2]", "[1, 2, 3]", "[]", "[.. | numbers][:3]",
                          "(if type == \"array\" then . else [.] end)[:2]", "[range(2)] | map({ k: . })"});
}

std::string random_failure(Choices& choices) {
  return one_of(choices, {"error(\"broken\")", ". + 1", ".[\"a\"].b", "[.] | .[0] | keys"});
}

}  // namespace baton::tests
