// Runs every file of cases/ as a test. README.md says what is in them.
#include <baton/cloud_event.hpp>

#include "dsl/dsl.hpp"
#include "scenarios/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace baton::tests {
namespace {

struct Section {
  std::string name;
  std::string text;
};

std::vector<Section> read_sections(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<Section> sections;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("--- ")) {
      sections.push_back({line.substr(4), ""});
    } else if (!sections.empty()) {
      sections.back().text += line + "\n";
    }
  }
  return sections;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

World::ProgramPtr compiled(const std::string& text) {
  auto result = dsl::compile(text);
  if (result) return result->program;
  std::string problems;
  for (const dsl::Diagnostic& problem : result.error()) {
    problems += std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": " + problem.message + "\n";
  }
  ADD_FAILURE() << problems;
  return nullptr;
}

void tell_world(World& world, const std::string& line) {
  if (line.starts_with("at ")) {
    const std::size_t gap = line.find(' ', 3);
    const auto milliseconds = static_cast<std::int64_t>(std::stod(line.substr(3)) * 1000);
    const std::string what = line.substr(gap + 1);
    if (what.starts_with("event ")) {
      const Value event = parse_json(what.substr(6)).value();
      world.add_action({Duration(milliseconds), to_value(cloud_event_from(event).value()), what});
      return;
    }
    core::EventBody event = core::Cancel{.compensate = what == "cancel compensate"};
    if (what == "suspend") event = core::Suspend{};
    if (what == "resume") event = core::Resume{};
    if (what == "retry") event = core::Retry{};
    world.add_action({Duration(milliseconds), event, what});
    return;
  }
  const std::size_t colon = line.find(": ");
  world.add_answer(line.substr(0, colon), line.substr(colon + 2));
}

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, HappensAsWritten) {
  const std::filesystem::path file = std::filesystem::path(BATON_SCENARIOS) / (GetParam() + ".txt");
  const std::vector<Section> sections = read_sections(file);
  World world;
  World::ProgramPtr program;
  Value input;
  std::string expected;
  for (const Section& section : sections) {
    if (section.name == "workflow") program = compiled(section.text);
    if (section.name == "child") {
      const auto child = compiled(section.text);
      ASSERT_NE(child, nullptr);
      world.add_child(child);
    }
    if (section.name == "input") input = parse_json(section.text).value();
    if (section.name == "trace") expected = section.text;
    if (section.name != "world") continue;
    for (const std::string& line : lines_of(section.text)) tell_world(world, line);
  }
  ASSERT_NE(program, nullptr);
  world.run(program, input);
  std::string actual;
  for (const std::string& line : world.trace()) actual += line + "\n";
  if (std::getenv("BATON_UPDATE_SCENARIOS") != nullptr) {
    std::ofstream out(file);
    for (const Section& section : sections) {
      if (section.name != "trace") out << "--- " << section.name << "\n" << section.text;
    }
    out << "--- trace\n" << actual;
    return;
  }
  EXPECT_EQ(lines_of(actual), lines_of(expected)) << "the trace that came out:\n" << actual;
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(BATON_SCENARIOS)) {
    names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Core, Scenario, testing::ValuesIn(case_names()), [](const auto& name) { return name.param; });

}  // namespace
}  // namespace baton::tests
