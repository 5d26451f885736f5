// Answers as Baton: reads lines EXPRESSION, tab, INPUT and prints for each one line: {"results":[...]}, {"error":VALUE} or
// {"compile":true}. With --generate COUNT SEED it prints random questions instead.
#include "jq/jq.hpp"

#include "jq/expression_generator.hpp"

#include <charconv>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using baton::Value;

Value answer(const std::string& expression, const std::string& input) {
  const auto program = baton::jq::compile(expression, {});
  if (!program) return {{"compile", true}};
  const auto value = baton::parse_json(input);
  if (!value) return {{"failed", "the input is not JSON: " + value.error().message}};
  constexpr baton::Timestamp kNow{baton::Duration(1425599507250)};
  auto results = baton::jq::evaluate(*program, {.input = *value, .variables = {}, .now = kNow});
  if (!results) return {{"error", results.error().value}};
  return {{"results", Value::array(*std::move(results))}};
}

void answer_all() {
  for (std::string line; std::getline(std::cin, line);) {
    const std::size_t tab = line.find('\t');
    const std::string input = tab == std::string::npos ? "" : line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1);
    std::cout << to_json(answer(line.substr(0, tab), input.empty() ? "null" : input)) << '\n';
  }
}

void generate(int count, std::uint64_t seed) {
  rc::Random random(seed);
  for (int turn = 0; turn < count; ++turn) {
    constexpr int kSize = 20;
    const auto question = rc::gen::pair(baton::jq::generate::expression(), baton::jq::generate::input());
    const auto [expression, input] = question(random.split(), kSize).value();
    std::cout << expression << '\t' << to_json(input) << '\n';
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 4 && std::string_view(arguments[1]) == "--generate") {
    generate(std::atoi(arguments[2]), std::strtoull(arguments[3], nullptr, 10));
  } else {
    answer_all();
  }
  return 0;
}
