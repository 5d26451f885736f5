// Of figures nothing is asked but that they are there and make sense: how fast a machine is, no test can know.
#include "cli/home.hpp"

#include <csignal>

#include <filesystem>

namespace baton::testing {
namespace {

class Bench : public Cli {
 protected:
  void SetUp() override { std::filesystem::create_directory(path("files")); }

  // Short and small.
  static Arguments bench(Arguments more) {
    Arguments arguments{"bench", "--seconds", "0.05", "--size", "20", "--folder", "files"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  static double figure(const Value& benchmark, std::string_view name) {
    const Value* number = benchmark.find(name);
    EXPECT_TRUE(number != nullptr && number->is_number()) << name << " of " << to_json(benchmark);
    return number != nullptr && number->is_number() ? number->as_double() : -1;
  }
  static std::vector<std::string> names(const Value& report) {
    std::vector<std::string> names;
    for (const Value& benchmark : report.find("benchmarks")->items()) {
      names.emplace_back(benchmark.find("name")->as_string());
    }
    return names;
  }
  [[nodiscard]] bool left_nothing_behind() const { return std::filesystem::is_empty(path("files")); }
};

TEST_F(Bench, MeasuresTheMainOnes) {
  const Value report = json(bench({"--json"}));
  EXPECT_EQ(names(report), (Arguments{"throughput-sqlite", "throughput-memory", "lone-step", "machines", "loop"}));
  for (const Value& benchmark : report.find("benchmarks")->items()) {
    EXPECT_GE(figure(benchmark, "steps"), 1);
    EXPECT_GT(figure(benchmark, "steps_per_second"), 0);
    EXPECT_GT(figure(benchmark, "cpu_us_per_step"), 0);
    EXPECT_GT(figure(benchmark, "bytes_written_per_step"), 0);
    EXPECT_GT(figure(benchmark, "peak_rss_bytes"), 0);
    EXPECT_GT(figure(benchmark, "p50_us"), 0);
    EXPECT_LE(figure(benchmark, "p50_us"), figure(benchmark, "p99_us"));
    EXPECT_LE(figure(benchmark, "p99_us"), figure(benchmark, "p999_us"));
  }
  EXPECT_TRUE(left_nothing_behind());
}

TEST_F(Bench, MeasuresEveryOne) {
  const Value report = json({"bench", "--all", "--json", "--seconds", "0.02", "--size", "2", "--folder", "files"});
  EXPECT_EQ(names(report),
            (Arguments{"throughput-sqlite", "throughput-memory", "lone-step", "machines", "loop", "history", "payload",
                       "fork", "recovery", "events", "foreach-sqlite", "foreach-memory", "listen-sqlite",
                       "listen-memory", "listeners", "long-listen", "timers"}));
  for (const Value& benchmark : report.find("benchmarks")->items()) {
    EXPECT_GE(figure(benchmark, "steps"), 1) << to_json(benchmark);
    EXPECT_EQ(figure(benchmark, "size"), 2);
  }
  EXPECT_TRUE(left_nothing_behind());
}

TEST_F(Bench, ComparesSqliteWithTheRawLimit) {
  const Value report = json(bench({"--json", "--only", "throughput-sqlite", "--only", "lone-step"}));
  EXPECT_EQ(names(report), (Arguments{"throughput-sqlite", "lone-step"}));
  for (const Value& benchmark : report.find("benchmarks")->items()) {
    EXPECT_GT(figure(benchmark, "raw_steps_per_second"), 0);
    EXPECT_GT(figure(benchmark, "ratio_to_raw"), 0);
    EXPECT_GE(figure(benchmark, "median_batch"), 1);
  }
}

TEST_F(Bench, PrintsATable) {
  const auto ran = baton(bench({"--only", "throughput-memory"}));
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("BENCHMARK")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "\nthroughput-memory  ")) << ran.out;
  EXPECT_TRUE(contains(ran.err, "1 of 1: throughput-memory")) << ran.err;
}

TEST_F(Bench, StopsCleanly) {
  Arguments arguments = bench({"--only", "throughput-sqlite"});
  arguments[2] = "600";
  Process process(command(arguments));
  ASSERT_TRUE(process.says("throughput-sqlite"));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().status, 5);
  EXPECT_TRUE(left_nothing_behind());
}

TEST_F(Bench, PrintsNothingWhereItsFolderCannotBeUsed) {
  const auto failed = baton({"bench", "--folder", "/nonexistent", "--seconds", "0.01"});
  EXPECT_EQ(failed.status, 2);
  EXPECT_EQ(failed.out, "");
  EXPECT_TRUE(failed.err.starts_with("baton: cannot make a folder in '/nonexistent'")) << failed.err;
}

TEST_F(Bench, NamesTheBenchmarksThereAre) {
  const auto refused = baton(bench({"--only", "speed"}));
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.err, "there is no benchmark 'speed'; there are throughput-sqlite, ")) << refused.err;
  EXPECT_EQ(baton({"bench", "--folder", "nowhere", "--only", "throughput-sqlite"}).status, 2);
}

TEST_F(Bench, SetsTwoResultsSideBySide) {
  write("a.json", R"({"benchmarks":[{"name":"one","steps_per_second":100,"p50_us":0},{"name":"gone","p50_us":1}]})");
  write("b.json", R"({"benchmarks":[{"name":"new","p50_us":1},{"name":"one","steps_per_second":250,"p50_us":3}]})");
  const auto text = baton({"bench", "--compare", "a.json", "b.json"});
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_EQ(text.out,
            "BENCHMARK  FIGURE            BEFORE  AFTER  AFTER/BEFORE\n"
            "one        steps_per_second  100     250    2.50\n"
            "           p50_us            0.000   3.00\n"
            "gone: only in the first file\n"
            "new: only in the second file\n");
  const Value compared = json({"bench", "--compare", "a.json", "b.json", "--json"});
  EXPECT_EQ(figure(compared.find("figures")->items()[0], "ratio"), 2.5);
  EXPECT_TRUE(compared.find("figures")->items()[1].find("ratio")->is_null());
}

TEST_F(Bench, RefusesToCompareOtherFiles) {
  write("a.json", R"({"benchmarks":[{"p50_us":1}]})");
  const auto refused = baton({"bench", "--compare", "a.json", "a.json"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_TRUE(contains(refused.err, "'a.json' is not a result of `baton bench --json`")) << refused.err;
  EXPECT_EQ(baton({"bench", "--compare", "a.json"}).status, 2);
}

}  // namespace
}  // namespace baton::testing
