// What `baton sim` works on, read and checked before the first run.
#pragma once

#include "cli/arguments.hpp"
#include "cli/documents.hpp"

#include "simulation/made_events.hpp"
#include "simulation/mocks.hpp"

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <vector>

namespace baton::cli {

struct Subject {
  Document document;
  std::shared_ptr<const core::Program> program;
};

struct Subjects {
  std::vector<Subject> all;  // those to run first, then those that they may start
  std::size_t to_run = 0;
  std::vector<Value> inputs;  // at least one
  simulation::Mocks mocks;
  simulation::MadeEvents events;

  [[nodiscard]] const Subject* find(const Digest& digest) const;
};

[[nodiscard]] Result<Subjects> read_subjects(const SimArguments& arguments);

}  // namespace baton::cli
