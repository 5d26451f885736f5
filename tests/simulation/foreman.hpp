// The foreman of the simulation is a machine that has its jobs done by children, one after the other: under an id of its own, under
// one that the engine chooses, by a child that it does not await, and under an id that other foremen want too. It remembers how
// each ended.
#pragma once

#include "runtime/programs.hpp"

#include <baton/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::tests {

[[nodiscard]] runtime::ProgramPtr foreman_program();
// `name`: of the foreman; the child is the workflow of that name in the namespace "test".
[[nodiscard]] Value foreman_input(const std::string& name, const std::string& child, std::uint64_t jobs);

// A job, as its intent and its outcome tell it.
struct Job {
  std::uint64_t number = 0;
  std::string id;  // of the child; empty: the engine's choice
  bool await = true;
};
[[nodiscard]] Job job_of(const Value& intent_or_outcome);

}  // namespace baton::tests
