// Expressions for generated documents: what may be said where, drawn from what is visible there.
//
// They never depend on what a string of unknown data says, only on its shape: what an operator answered may hold keys
// that differ between two runs of one document. The data they make does not outgrow its sources.
#pragma once

#include "simulation/choices.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace baton::tests {

// Of a task: before its input is transformed (`if`, `input.from`), its definition, or what is made of its output.
enum class Moment : std::uint8_t { Before, Inside, After };

// The variables around a place, innermost last.
struct Surroundings {
  std::vector<std::string> items;
  std::vector<std::string> indexes;
  std::vector<std::string> errors;
  int loops = 0;
  bool guarded = false;  // a `try` would catch what is raised here
};

[[nodiscard]] std::string random_condition(simulation::Choices& choices, const Surroundings& around, Moment moment);
[[nodiscard]] std::string random_data(simulation::Choices& choices, const Surroundings& around, Moment moment);
// For `export.as`: a small object, or the output.
[[nodiscard]] std::string random_context(simulation::Choices& choices);
// For `for.in`: at most three items.
[[nodiscard]] std::string random_collection(simulation::Choices& choices);
// One whose evaluation always or sometimes fails.
[[nodiscard]] std::string random_failure(simulation::Choices& choices);

}  // namespace baton::tests
