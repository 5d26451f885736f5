// For the tests of src/runtime/: a runtime with a store, calls and a clock in the hands of the test.
//
//   TestLoop test;
//   test.start("x", TestLoop::compiled(kCallTwice));
//   test.run();
//   test.answer(test.calls.front(), ok(1));
#pragma once

#include "adapters/memory/memory_store.hpp"
#include "dsl/dsl.hpp"
#include "runtime/ports/immediate_journal.hpp"
#include "runtime/runtime.hpp"

#include <gtest/gtest.h>
#include <contract/faulty_store.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {

// Answers at once; while it holds, commits wait until it is released.
class HeldJournal final : public Journal {
 public:
  explicit HeldJournal(Store& store) : store_(store), at_once_(store) {}

  void hold() { holds_ = true; }
  void release() { holds_ = false; }
  void hold_reads() { holds_reads_ = true; }
  void release_reads() { holds_reads_ = false; }

  void begin(JournalRequest request) override {
    const auto* commit = std::get_if<CommitRequest>(&request);
    if (commit != nullptr) begun.push_back(commit->writes.size());
    if (commit == nullptr && !holds_reads_) return at_once_.begin(std::move(request));
    (commit != nullptr ? commits_ : reads_).push_back(std::move(request));
  }
  [[nodiscard]] std::optional<JournalAnswer> finished() override {
    if (!holds_) {
      if (auto answer = next_of(commits_)) return answer;
    }
    if (!holds_reads_) {
      if (auto answer = next_of(reads_)) return answer;
    }
    return at_once_.finished();
  }

  std::vector<std::size_t> begun;  // sizes of the batches

 private:
  std::optional<JournalAnswer> next_of(std::deque<JournalRequest>& requests) {
    if (requests.empty()) return std::nullopt;
    JournalRequest request = std::move(requests.front());
    requests.pop_front();
    return answer_at_once(store_, std::move(request));
  }

  Store& store_;
  ImmediateJournal at_once_;
  std::deque<JournalRequest> commits_;
  std::deque<JournalRequest> reads_;
  bool holds_ = false;
  bool holds_reads_ = false;
};

// A runtime with a store, a gateway that waits to be told its answers, and a clock that is set by hand.
class TestLoop final : public Gateway, public Router, public EventBus, public Ids {
 public:
  TestLoop() : store(adapters::open_memory_store()) { boot(); }

  // The process ends and another one starts on the same store.
  void boot() {
    calls.clear();
    withdrawn.clear();
    programs.emplace(store, compile);
    loop = std::make_unique<Runtime>(
        Ports{.journal = journal, .gateway = *this, .router = *this, .bus = *this, .ids = *this}, *programs, Shard{},
        retention);
  }
  void crash() {
    boot();
    loop->recover();
  }

  static ProgramPtr compiled(const std::string& tasks, const std::string& extra = "") {
    auto result = dsl::compile("document: { dsl: '1.0.3', namespace: test, name: flow, version: '1.0.0' }\n" + extra +
                               "do:\n" + tasks);
    EXPECT_TRUE(result) << (result ? "" : result.error().front().message);
    return result ? result->program : nullptr;
  }

  // The results of starts and commands, in order.
  Reply keep() {
    return [this](CommandResult result) { results.push_back(std::move(result)); };
  }
  void start(const std::string& id, const ProgramPtr& program, Value input = {}) {
    EXPECT_TRUE(programs->add(program, now));
    loop->start({.id = InstanceId{id}, .program = program, .requested_version = {}, .input = std::move(input)}, keep());
  }
  void run() {
    while (loop->step(now)) {
    }
  }
  void pass(Duration time) {
    now += time;
    run();
  }
  void answer(const CallRequest& call, core::Outcome outcome) {
    loop->answer({call.instance, call.key, std::move(outcome), call.attempt, call.process});
    run();
  }

  [[nodiscard]] Status status(const std::string& id) { return store.find(InstanceId{id}).value()->status; }
  [[nodiscard]] core::Instance instance(const std::string& id) {
    const StoredInstance stored = *store.load({}, InstanceId{id}).value();
    return decode(*programs->find(stored.row.digest).value(), stored)->instance;
  }

  // The ports.
  void begin(CallRequest request) override { calls.push_back(std::move(request)); }
  void withdraw(const core::Withdraw& call) override { withdrawn.push_back(call); }
  [[nodiscard]] std::size_t capacity(core::CallKind) const override { return calls_at_a_time; }
  [[nodiscard]] std::vector<std::string> missing(const core::Program& program) const override {
    return has_operators ? std::vector<std::string>() : program.operator_calls;
  }
  void route(Message message) override {
    if (keeps_messages) return kept.push_back(std::move(message));
    if (!drops_messages) loop->receive(std::move(message));
  }
  void transitioned(const core::Program&, const core::Instance& instance, const core::HistoryRecord&) override {
    order.push_back(instance.id.value);
  }
  std::string next_id() override { return "run" + std::to_string(++ids_); }
  std::uint64_t next_seed() override { return ++seeds_; }

  testing::FaultyStore store;
  HeldJournal journal{store};
  std::optional<Programs> programs;
  std::unique_ptr<Runtime> loop;
  LogRetention retention = {};            // from the next boot() on
  CompileDocument compile = compile_row;  // likewise
  std::size_t calls_at_a_time = 1'000;
  bool has_operators = true;
  bool drops_messages = false;
  bool keeps_messages = false;
  std::vector<Message> kept;
  Timestamp now{Duration{1'000'000}};
  std::deque<CallRequest> calls;
  std::vector<core::Withdraw> withdrawn;
  std::vector<CommandResult> results;
  std::vector<std::string> order;  // whose transitions were committed, in order

  static std::expected<ProgramPtr, std::string> compile_row(const DefinitionRow& row) {
    const Value document = parse_json(row.document).value();
    if (auto machine = core::stored_machine(document))
      return std::make_shared<const core::Program>(*std::move(machine));
    auto compiled_document = dsl::compile(document);
    if (!compiled_document) return std::unexpected(compiled_document.error().front().message);
    return compiled_document->program;
  }

 private:
  std::uint64_t ids_ = 0;
  std::uint64_t seeds_ = 0;
};

inline const std::string kCallTwice = "  - a: { call: op.a }\n  - b: { call: op.b }\n";

inline core::Outcome ok(std::int64_t number) {
  return core::Succeeded{Value::number(number)};
}

}  // namespace baton::runtime
