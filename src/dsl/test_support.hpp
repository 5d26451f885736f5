// For this folder's tests: compile a text, and look at the result.
#pragma once

#include "core/program.hpp"
#include "dsl/dsl.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl::test {

// A workflow: a head in line 1, then this text, which begins in line 2.
inline std::string workflow(std::string_view rest) {
  return "document: {dsl: '1.0.3', namespace: tests, name: sample, version: '1.2.3'}\n" + std::string(rest);
}

// A workflow of one task named `it`, defined by this flow mapping in line 3.
inline std::string one_task(std::string_view definition) {
  return workflow("do:\n- it: " + std::string(definition) + "\n");
}

inline std::string shown(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& each : diagnostics) {
    text += std::to_string(each.line) + ':' + std::to_string(each.column) + ": " + each.message + '\n';
  }
  return text;
}

// All errors, one a line; empty if there are none.
inline std::string errors_of(std::string_view text, const Limits& limits = {}) {
  const auto compiled = compile(text, limits);
  return compiled ? "" : shown(compiled.error());
}

// All notes, one a line, but those on the operators that it calls.
inline std::string notes_of(std::string_view text) {
  const auto compiled = compile(text);
  EXPECT_TRUE(compiled) << shown(compiled.error()) << "in\n" << text;
  if (!compiled) return {};
  std::vector<Diagnostic> notes = compiled->notes;
  std::erase_if(notes, [](const Diagnostic& note) { return note.message.contains("calls operator method"); });
  return shown(notes);
}

inline std::shared_ptr<const core::Program> program_of(std::string_view text) {
  auto compiled = compile(text);
  EXPECT_TRUE(compiled) << shown(compiled.error()) << "in\n" << text;
  return compiled ? compiled->program : std::make_shared<const core::Program>();
}

// The task at this reference. The program must have it.
inline const core::Task& task_at(const core::Program& program, std::string_view reference) {
  const auto found = std::ranges::find(program.tasks, reference, &core::Task::reference);
  EXPECT_NE(found, program.tasks.end()) << "no task at " << reference;
  return found == program.tasks.end() ? program.tasks.at(0) : *found;
}

template <class Kind>
const Kind& kind_at(const core::Program& program, std::string_view reference) {
  return std::get<Kind>(task_at(program, reference).kind);
}

// A template as text: "literal(…)", "jq(…)", "text(…)", "uri(…)", "{…}", "[…]".
inline std::string shown(const core::Template& source) {
  using core::Template;
  if (const auto* value = std::get_if<Template::Literal>(&source.node)) return "literal(" + to_json(*value) + ")";
  if (const auto* code = std::get_if<core::Expression>(&source.node)) {
    return (code->loose ? "loose(" : "jq(") + code->text + ")";
  }
  std::string out;
  if (const auto* object = std::get_if<Template::Object>(&source.node)) {
    for (const auto& [name, part] : *object) out += (out.empty() ? "" : ", ") + name + ": " + shown(part);
    return "{" + out + "}";
  }
  if (const auto* array = std::get_if<Template::Array>(&source.node)) {
    for (const Template& part : *array) out += (out.empty() ? "" : ", ") + shown(part);
    return "[" + out + "]";
  }
  if (const auto* text = std::get_if<Template::Text>(&source.node)) {
    for (const auto& piece : *text) {
      const auto* words = std::get_if<std::string>(&piece);
      out += words != nullptr ? "'" + *words + "'" : "jq(" + std::get<core::Expression>(piece).text + ")";
    }
    return "text(" + out + ")";
  }
  for (const auto& piece : std::get<Template::Uri>(source.node)) {
    const auto* words = std::get_if<std::string>(&piece);
    out += words != nullptr ? *words : "<" + std::get<Template::Variable>(piece).name + ">";
  }
  return "uri(" + out + ")";
}

}  // namespace baton::dsl::test
