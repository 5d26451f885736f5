// A directory in which `baton` is run, and documents to run.
#pragma once

#include "cli/process.hpp"
#include "contract/temporary_directory.hpp"

#include <baton/value.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::testing {

// A document with these tasks, as lines of YAML under `do`.
inline std::string workflow(const std::string& name, const std::string& tasks, const std::string& more = "") {
  return "document: {dsl: '1.0.3', namespace: test, name: " + name + ", version: '1.0.0'}\n" + more + "do:\n" + tasks;
}

inline const std::string kGreet = workflow("greet", R"(  - greet: {set: {text: '${ "hello " + .name }'}}
)");
inline const std::string kFail = workflow("fail", R"(  - broken:
      raise:
        error: {type: https://example.com/broken, status: 418, title: Broken, detail: it is broken}
)");
// Waits for as long as a test could take.
inline const std::string kLong = workflow("long", R"(  - pause: {wait: {hours: 1}}
  - done: {set: {late: true}}
)");
// Long enough to be killed in, short enough to be waited for.
inline const std::string kShort = workflow("short", R"(  - pause: {wait: {seconds: 2}}
  - done: {set: {kept: '${ $workflow.input }'}}
)");
inline const std::string kCall = workflow("call", R"(  - pay: {call: payment.charge, with: {cents: 1}}
)");

class Cli : public ::testing::Test {
 protected:
  using Arguments = std::vector<std::string>;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(home_.file(name), std::ios::binary) << text;
    return name;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(home_.file(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::string path(const std::string& name) const { return home_.file(name); }

  [[nodiscard]] Process::Command command(Arguments arguments) const {
    return {.arguments = std::move(arguments), .directory = home_.file("")};
  }
  [[nodiscard]] Outcome baton(Arguments arguments, const std::string& input = "") const {
    Process::Command with_input = command(std::move(arguments));
    with_input.input = input;
    return Process(with_input).wait();
  }
  // What a verb that succeeds prints as JSON.
  [[nodiscard]] Value json(const Arguments& arguments) const {
    const Outcome outcome = baton(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    const auto value = parse_json(outcome.out);
    EXPECT_TRUE(value.has_value()) << outcome.out;
    return value.value_or(Value());
  }

 private:
  TemporaryDirectory home_;
};

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace baton::testing
