// The pieces of a step, one by one.
#include "allocations.hpp"

#include "adapters/memory/memory_store.hpp"
#include "adapters/sqlite/sqlite_store.hpp"
#include "core/handle.hpp"
#include "dsl/dsl.hpp"
#include "jq/jq.hpp"
#include "runtime/codec/codec.hpp"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace baton;

// A list of calls; the last one leads back to the first, so that a run of it never ends.
std::string document(int tasks) {
  std::string text = "document: { dsl: '1.0.3', namespace: bench, name: flow, version: '1.0.0' }\ndo:\n";
  for (int i = 0; i < tasks; ++i) {
    text += "  - t" + std::to_string(i) + ": { call: op.noop, with: { n: '${ .n }' }";
    text += i + 1 == tasks ? ", then: t0 }\n" : " }\n";
  }
  return text;
}

core::Event event(core::EventBody body) {
  return {.at = Timestamp{Duration{1'000'000}}, .seed = 1, .body = std::move(body)};
}

// A run in the middle of its work: one call is in flight. The instance moves in and out, as in the runtime.
struct Run {
  std::shared_ptr<const core::Program> program = dsl::compile(document(10))->program;
  core::Instance instance =
      core::handle(*program, core::new_instance(InstanceId{"order-4711"}, *program),
                   event(core::Start{.run_id = "0198c5f0a1b27c3d",
                                     .input = Value::object({{"n", Value::number(std::int64_t{1})}}),
                                     .parent = {}}))
          .next;

  [[nodiscard]] core::Decision answer_call() {
    core::Answer answer{.key = instance.pending.front().key, .outcome = core::Succeeded{instance.input}};
    return core::handle(*program, std::move(instance), event(std::move(answer)));
  }
};

void CompileDocument(benchmark::State& state) {
  const std::string text = document(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(dsl::compile(text));
}
BENCHMARK(CompileDocument)->Arg(10)->Arg(1000)->Unit(benchmark::kMicrosecond);

void CompileExpression(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        jq::compile("{id, total: (.lines | map(.price * .count) | add), name: .customer.name}", {}));
  }
}
BENCHMARK(CompileExpression);

void EvaluatePath(benchmark::State& state) {
  const auto program = jq::compile(".order.customer.name", {}).value();
  const Value input = parse_json(R"({"order": {"customer": {"name": "Ada"}}})").value();
  for (auto _ : state) benchmark::DoNotOptimize(jq::evaluate(program, {.input = input, .variables = {}, .now = {}}));
}
BENCHMARK(EvaluatePath);

void EvaluateObject(benchmark::State& state) {
  const auto program =
      jq::compile("{id, total: (.lines | map(.price * .count) | add), name: .customer.name}", {}).value();
  const Value input = parse_json(R"({"id": 4711, "customer": {"name": "Ada"},
    "lines": [{"price": 12.5, "count": 2}, {"price": 3, "count": 10}]})")
                          .value();
  for (auto _ : state) benchmark::DoNotOptimize(jq::evaluate(program, {.input = input, .variables = {}, .now = {}}));
}
BENCHMARK(EvaluateObject);

void EvaluateSum(benchmark::State& state) {
  const auto program = jq::compile(".items|map(.price*.qty)|add", {}).value();
  const Value input = parse_json(R"({"items": [{"price": 12.5, "qty": 2}, {"price": 3, "qty": 10}]})").value();
  for (auto _ : state) benchmark::DoNotOptimize(jq::evaluate(program, {.input = input, .variables = {}, .now = {}}));
}
BENCHMARK(EvaluateSum);

void CopyValue(benchmark::State& state) {
  const Value value = parse_json(R"({"order": {"customer": {"name": "Ada"}}})").value();
  for (auto _ : state) {
    Value copy = value;
    benchmark::DoNotOptimize(copy);
  }
}
BENCHMARK(CopyValue);

void BuildObject(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(Value::object({{"id", Value::number(std::int64_t{4711})},
                                            {"name", Value::string("Ada")},
                                            {"address", Value::string("12 St James's Square, London")},
                                            {"paid", Value::boolean(true)}}));
  }
}
BENCHMARK(BuildObject);

void SetMember(benchmark::State& state) {  // of an object that others share, so that it is copied
  const Value order = parse_json(R"({"id": 4711, "name": "Ada", "paid": false, "lines": []})").value();
  for (auto _ : state) benchmark::DoNotOptimize(order.with("paid", Value::boolean(true)));
}
BENCHMARK(SetMember);

void ParseJson(benchmark::State& state) {
  const std::string text = R"({"id": 4711, "customer": {"name": "Ada"}, "lines": [{"price": 12.5, "count": 2}]})";
  for (auto _ : state) benchmark::DoNotOptimize(parse_json(text));
}
BENCHMARK(ParseJson);

void PrintJson(benchmark::State& state) {
  const Value value =
      parse_json(R"({"id": 4711, "customer": {"name": "Ada"}, "lines": [{"price": 12.5, "count": 2}]})").value();
  for (auto _ : state) benchmark::DoNotOptimize(to_json(value));
}
BENCHMARK(PrintJson);

void Handle(benchmark::State& state) {
  Run run;
  const CountedAllocations counted(state);
  for (auto _ : state) {
    core::Decision decision = run.answer_call();
    run.instance = std::move(decision.next);
  }
}
BENCHMARK(Handle);

// How long an expression that never ends holds the thread before it runs into its budget.
void EndRunaway(benchmark::State& state, const char* expression) {
  const auto program = jq::compile(expression, {}).value();
  for (auto _ : state) {
    if (jq::evaluate(program, {.input = {}, .variables = {}, .now = {}})) state.SkipWithError("it ended by itself");
  }
}
BENCHMARK_CAPTURE(EndRunaway, failures, "limit(1e18; repeat(1)).a? // 3")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EndRunaway, numbers, "reduce range(1e9) as $i (0; . + $i)")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EndRunaway, members, "reduce range(1e9) as $i ({}; .[\"k\\($i)\"] = $i)")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EndRunaway, paths, "[limit(1e9; repeat({} | .a.b.c.d = 1))]")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EndRunaway, memory, "[range(60)] | combinations(60)")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(EndRunaway, retries, "[limit(1e9; repeat(\"aaaaaaaaaaaaaaaaaa\" | test(\"(a+)+b\")))]")
    ->Unit(benchmark::kMillisecond);

void Encode(benchmark::State& state) {
  Run run;
  const core::Decision decision = run.answer_call();
  runtime::Parts parts;
  std::size_t bytes = 0;
  const CountedAllocations counted(state);
  for (auto _ : state) {
    const runtime::Write write = runtime::encode(decision, parts);
    bytes = write.head.size() + write.records[0].body.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(Encode);

void commit_batches(benchmark::State& state, runtime::Store& store) {
  Run run;
  const core::Decision decision = run.answer_call();
  std::vector<runtime::Write> writes;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    runtime::Parts parts;
    runtime::Write write = runtime::encode(decision, parts);
    write.instance.id = InstanceId{"i" + std::to_string(i)};
    writes.push_back(std::move(write));
  }
  std::uint64_t revision = 0;
  for (auto _ : state) {
    for (runtime::Write& write : writes) {
      write.expected = Revision{revision};
      write.instance.revision = write.records[0].revision = Revision{revision + 1};
    }
    ++revision;
    if (!store.commit({.writes = writes})) state.SkipWithError("the commit failed");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void CommitToMemory(benchmark::State& state) {
  const auto store = adapters::open_memory_store();
  commit_batches(state, *store);
}
BENCHMARK(CommitToMemory)->Arg(1)->Arg(128)->Arg(1000);

void CommitToSqlite(benchmark::State& state) {
  const auto directory = std::filesystem::temp_directory_path() / ("baton-bench-" + std::to_string(getpid()));
  std::filesystem::create_directories(directory);
  {
    const auto store = adapters::open_sqlite_store((directory / "bench.db").string(), adapters::OpenMode::Write);
    commit_batches(state, **store);
  }
  std::filesystem::remove_all(directory);
}
BENCHMARK(CommitToSqlite)->Arg(1)->Arg(128)->Arg(1000)->UseRealTime();

}  // namespace
