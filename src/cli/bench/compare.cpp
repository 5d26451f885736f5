#include "cli/bench/results.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"
#include "cli/views.hpp"

#include <algorithm>
#include <optional>

namespace baton::cli {
namespace {

std::unexpected<Error> no_results(const std::string& file) {
  return std::unexpected(
      Error{.kind = Error::Kind::InvalidArgument, .message = "'" + file + "' is not a result of `baton bench --json`"});
}

// The benchmarks in a file, each an object with a name.
Result<std::vector<Value>> read_benchmarks(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  const auto json = parse_json(*text);
  const Value* benchmarks = json ? json->find("benchmarks") : nullptr;
  if (benchmarks == nullptr || !benchmarks->is_array()) return no_results(file);
  const auto items = benchmarks->items();
  const auto is_named = [](const Value& item) {
    const Value* name = item.find("name");
    return name != nullptr && name->is_string();
  };
  if (!std::ranges::all_of(items, is_named)) return no_results(file);
  return std::vector<Value>(items.begin(), items.end());
}

std::string name_of(const Value& benchmark) {
  return std::string(benchmark.find("name")->as_string());
}

const Value* find_named(const std::vector<Value>& benchmarks, const std::string& name) {
  const auto found = std::ranges::find(benchmarks, name, name_of);
  return found == benchmarks.end() ? nullptr : &*found;
}

std::vector<std::string> only_in(const std::vector<Value>& here, const std::vector<Value>& there) {
  std::vector<std::string> names;
  for (const Value& benchmark : here) {
    if (find_named(there, name_of(benchmark)) == nullptr) names.push_back(name_of(benchmark));
  }
  return names;
}

std::optional<double> ratio_of(const BenchComparison::Row& row) {
  if (row.before == 0) return std::nullopt;
  return row.after / row.before;
}

std::string one_sided(const std::vector<std::string>& names, const std::string& where) {
  std::string text;
  for (const std::string& name : names) text += one_line(name) + ": only in the " + where + " file\n";
  return text;
}

}  // namespace

Result<BenchComparison> compare_runs(const std::string& first, const std::string& second) {
  const auto before = read_benchmarks(first);
  if (!before) return std::unexpected(before.error());
  const auto after = read_benchmarks(second);
  if (!after) return std::unexpected(after.error());
  BenchComparison comparison{
      .rows = {}, .only_first = only_in(*before, *after), .only_second = only_in(*after, *before)};
  for (const Value& benchmark : *before) {
    const Value* other = find_named(*after, name_of(benchmark));
    if (other == nullptr) continue;
    for (const Member& figure : benchmark.members()) {
      const Value* number = other->find(figure.key.as_string());
      if (!figure.value.is_number() || number == nullptr || !number->is_number()) continue;
      comparison.rows.push_back({.benchmark = name_of(benchmark),
                                 .figure = std::string(figure.key.as_string()),
                                 .before = figure.value.as_double(),
                                 .after = number->as_double()});
    }
  }
  return comparison;
}

Value comparison_json(const BenchComparison& comparison) {
  std::vector<Value> rows;
  for (const BenchComparison::Row& row : comparison.rows) {
    const auto ratio = ratio_of(row);
    rows.push_back(Value::object({{"benchmark", Value::string(row.benchmark)},
                                  {"figure", Value::string(row.figure)},
                                  {"before", Value::number(row.before)},
                                  {"after", Value::number(row.after)},
                                  {"ratio", ratio ? Value::number(*ratio) : Value()}}));
  }
  return Value::object({{"figures", Value::array(std::move(rows))},
                        {"only_before", strings(comparison.only_first)},
                        {"only_after", strings(comparison.only_second)}});
}

std::string comparison_text(const BenchComparison& comparison) {
  std::vector<std::vector<std::string>> rows{{"BENCHMARK", "FIGURE", "BEFORE", "AFTER", "AFTER/BEFORE"}};
  std::string last;
  for (const BenchComparison::Row& row : comparison.rows) {
    const auto ratio = ratio_of(row);
    rows.push_back({row.benchmark == last ? "" : row.benchmark, row.figure, rounded(row.before), rounded(row.after),
                    ratio ? rounded(*ratio) : ""});
    last = row.benchmark;
  }
  return table(rows) + one_sided(comparison.only_first, "first") + one_sided(comparison.only_second, "second");
}

}  // namespace baton::cli
