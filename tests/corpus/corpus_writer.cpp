// corpus_writer DIRECTORY: writes the corpus again, as this version stores instances. README.md.
//
// Runs generated documents and the ladder machine with random events, and keeps an instance wherever it shows something
// that none of those kept before shows.
#include "core/forking.hpp"
#include "corpus/census.hpp"
#include "corpus/corpus_file.hpp"
#include "corpus/doubter.hpp"
#include "dsl/dsl.hpp"
#include "simulation/foreman.hpp"
#include "simulation/machine.hpp"
#include "simulation/moody.hpp"
#include "support/document_generator.hpp"
#include "support/random_world.hpp"
#include "support/stored_copy.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

constexpr std::uint64_t kRuns = 8'000;
constexpr int kMostEvents = 60;
constexpr std::size_t kMostRecords = 2;  // of one file: the newest
constexpr std::size_t kMostBytes = 4'800;

struct Subject {
  runtime::ProgramPtr program;
  std::string definition;
  Value input = {};
  std::uint64_t seed = 0;
};

bool is_command(const core::EventBody& event) {
  return std::holds_alternative<core::Cancel>(event) || std::holds_alternative<core::Suspend>(event) ||
         std::holds_alternative<core::Resume>(event) || std::holds_alternative<core::Retry>(event);
}

class Writer {
 public:
  // `most_bytes`: larger ones are passed over.
  void run(const Subject& subject, std::size_t most_bytes) {
    std::mt19937_64 random(subject.seed);
    core::Instance instance = core::new_instance(InstanceId{"i-" + std::to_string(subject.seed)}, *subject.program);
    StoredCopy copy;
    RandomWorld world(subject.seed, true);
    std::optional<core::Event> event = first_event(subject, random);
    for (int i = 0; event && i < kMostEvents; ++i) {
      core::Decision decision = core::handle(*subject.program, instance, *event);
      if (decision.next.status == Status::Pending) return;  // its machine has refused the start
      if (const auto wrong = copy.save(*subject.program, decision)) throw std::logic_error(*wrong);
      world.note(decision);
      instance = std::move(decision.next);
      consider(subject, copy, most_bytes);
      event = world.next(instance);
      if (!event || random() % 2 == 0) event = world.arrival(*subject.program, instance).or_else([&] { return event; });
      if (event && random() % 4 == 0) deliver(subject, random() % 100, *event);
      if (event) event->at = std::max(event->at, instance.updated_at);
      if (event && is_command(event->body)) event->caller = "alice@example.com";
      if (!event && instance.status == Status::Suspended) event = world.resume();
    }
  }

  // An instance that has lived long enough for a snapshot.
  void run_to_snapshot() {
    const Subject subject{
        .program = ladder_program(), .definition = "machine ladder", .input = ladder_input(2), .seed = 0};
    std::mt19937_64 random(subject.seed);
    core::Instance instance = core::new_instance(InstanceId{"snapshot"}, *subject.program);
    StoredCopy copy;
    core::Event event = first_event(subject, random);
    while (instance.revision.value < runtime::kHistoryRecords) {
      core::Decision decision = core::handle(*subject.program, instance, event);
      instance = decision.next;
      event.at += Duration{1};
      event.body = core::Answer{.key = IntentKey{"run/999999/0"}, .outcome = core::Succeeded{}};
      if (instance.revision.value + 1 < runtime::kHistoryRecords && instance.revision.value > 1) continue;
      if (const auto wrong = copy.save(*subject.program, decision)) throw std::logic_error(*wrong);
    }
    kept_.push_back({.text = text_of(file_of(subject, copy)), .findings = {"a snapshot"}});
  }

  // A fork, as it begins and while it undoes what it has inherited.
  void run_fork(const Subject& subject) {
    std::mt19937_64 random(subject.seed);
    core::Instance source = core::new_instance(InstanceId{"source"}, *subject.program);
    core::Event event{.at = Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}},
                      .seed = random(),
                      .body = core::Start{.run_id = "run", .input = subject.input, .parent = {}}};
    const core::Outcome done = core::Succeeded{Value::object({{"receipt", Value::string("r1")}})};
    source = core::handle(*subject.program, source, event).next;
    event.body = core::Answer{.key = source.pending.front().key, .outcome = done};
    source = core::handle(*subject.program, source, event).next;

    core::Instance fork = core::new_instance(InstanceId{"fork"}, *subject.program);
    const auto heritage = core::inherit({.from = *subject.program, .to = *subject.program, .source = source}).value();
    event.body = core::Start{.run_id = "run-of-fork",
                             .input = subject.input,
                             .parent = {},
                             .origin = core::Origin{.instance = source.id, .revision = source.revision},
                             .inherited = heritage.inherited};
    StoredCopy copy;
    const auto step = [&](const std::string& finding) {
      core::Decision decision = core::handle(*subject.program, fork, event);
      if (const auto wrong = copy.save(*subject.program, decision)) throw std::logic_error(*wrong);
      fork = std::move(decision.next);
      kept_.push_back({.text = text_of(file_of(subject, copy)), .findings = {finding}});
    };
    step("a fork that begins");
    event.body = core::Answer{.key = fork.pending.front().key,
                              .outcome = core::Failed{make_problem(ProblemKind::Runtime, "no stock")}};
    step("a fork that undoes what it has inherited");
  }

  // Writes what was kept, without what shows nothing that the others do not show too.
  void finish(const std::filesystem::path& directory) {
    std::map<std::string, int> shown;
    for (const Kept& kept : kept_) {
      for (const std::string& finding : kept.findings) ++shown[finding];
    }
    std::ranges::stable_sort(kept_, std::ranges::greater{}, [](const Kept& kept) { return kept.text.size(); });
    std::erase_if(kept_, [&](const Kept& kept) {
      if (std::ranges::any_of(kept.findings, [&](const auto& finding) { return shown[finding] == 1; })) return false;
      for (const std::string& finding : kept.findings) --shown[finding];
      return true;
    });
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      const std::string& text = kept_[kept_.size() - 1 - i].text;  // the smallest first
      std::ofstream(directory / (std::to_string(1'001 + i).substr(1) + ".txt"), std::ios::binary) << text;
      bytes += text.size();
    }
    std::printf("%zu files, %zu bytes, %zu findings\n", kept_.size(), bytes, seen_.size());
  }

 private:
  static core::Event first_event(const Subject& subject, std::mt19937_64& random) {
    core::Start start{.run_id = "run", .input = subject.input, .parent = {}};
    if (random() % 2 == 0) start.parent = core::Parent{.instance = InstanceId{"up"}, .start = IntentKey{"above/3/0"}};
    return {.at = Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}}, .seed = random(), .body = start};
  }

  static void deliver(const Subject& subject, std::uint64_t number, core::Event& event) {
    if (subject.definition == "machine ladder") event.body = event_for_ladder(number);
    if (subject.definition == "machine foreman") event.body = nudge(number);
    if (subject.definition == "machine doubter") event.body = poke();
  }

  // With the newest records only.
  static CorpusFile file_of(const Subject& subject, const StoredCopy& copy) {
    CorpusFile file{
        .definition = subject.definition, .instance = copy.instance(), .parts = {}, .history = copy.history()};
    if (file.history.size() > kMostRecords) file.history.erase(file.history.begin(), file.history.end() - kMostRecords);
    std::string bodies;
    for (const runtime::HistoryRow& record : file.history) bodies += record.body;
    for (const runtime::PartRow& part : copy.parts()) {
      const bool in_head =
          std::ranges::find(file.instance.parts, part.id, &runtime::PartRow::id) != file.instance.parts.end();
      if (in_head || bodies.find(':' + std::to_string(std::to_underlying(part.id))) != std::string::npos)
        file.parts.push_back(part);
    }
    return file;
  }

  void consider(const Subject& subject, const StoredCopy& copy, std::size_t most_bytes) {
    const CorpusFile file = file_of(subject, copy);
    std::string text = text_of(file);
    if (text.size() > most_bytes) return;
    Census census;
    census.count(runtime::decode(*subject.program, file.instance)->instance);
    runtime::RecordReader reader(file.parts);
    for (const runtime::HistoryRow& row : file.history) census.count(reader.read(row).value().record);
    if (std::ranges::includes(seen_, census.findings())) return;
    seen_.insert(census.findings().begin(), census.findings().end());
    kept_.push_back({.text = std::move(text), .findings = census.findings()});
  }

  struct Kept {
    std::string text;
    std::set<std::string> findings;
  };

  std::set<std::string> seen_;
  std::vector<Kept> kept_;
};

// Its first task makes more data than one transition may, so that another turn is asked for.
constexpr std::string_view kYields =
    R"({"document": {"dsl": "1.0.3", "namespace": "test", "name": "yields", "version": "1.0.0"}, "do": [)"
    R"({"big": {"input": {"from": "${ [range(200000)] }"}, "set": {"a": 1}}}, {"small": {"set": {"b": 2}}}]})";

// The generated documents call operators alone.
constexpr std::string_view kCallsHttp =
    R"({"document": {"dsl": "1.0.3", "namespace": "test", "name": "calls-http", "version": "1.0.0"}, "do": [)"
    R"({"get": {"call": "http", "with": {"method": "get", "endpoint": "http://example.com"}}}]})";

// Its first call can be undone.
constexpr std::string_view kForked =
    R"({"document": {"dsl": "1.0.3", "namespace": "test", "name": "forked", "version": "1.0.0"}, "do": [)"
    R"({"charge": {"call": "work.a", "metadata": {"compensate": [{"refund": {"call": "undo.it"}}]}}},)"
    R"({"ship": {"call": "work.b"}}]})";

Subject subject_of(std::uint64_t seed) {
  if (seed == 2) {
    return {.program = dsl::compile(kCallsHttp).value().program,
            .definition = std::string(kCallsHttp),
            .input = {},
            .seed = seed};
  }
  if (seed == 1) {
    return {.program = dsl::compile(kYields).value().program,
            .definition = std::string(kYields),
            .input = {},
            .seed = seed};
  }
  if (seed % 16 == 0) {
    return {
        .program = ladder_program(), .definition = "machine ladder", .input = ladder_input(1 + seed % 5), .seed = seed};
  }
  if (seed % 16 == 4) {
    auto random = std::make_shared<std::mt19937_64>(seed);
    return {.program = moody(foreman_program(), [random] { return (*random)() % 8 == 0; }),
            .definition = "machine foreman",
            .input = foreman_input("f", "kid", 1 + seed % 5),
            .seed = seed};
  }
  if (seed % 16 == 8) {
    return {.program = doubter_program(), .definition = "machine doubter", .input = {}, .seed = seed};
  }
  const Value document = random_document(seed, DocumentOptions{.events = true});
  return {
      .program = dsl::compile(document).value().program, .definition = to_json(document), .input = {}, .seed = seed};
}

int main(const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  Writer writer;
  writer.run_to_snapshot();
  writer.run_fork({.program = dsl::compile(kForked).value().program, .definition = std::string(kForked)});
  // The small ones first, so that the corpus stays small.
  for (const std::size_t most_bytes : {kMostBytes / 3, kMostBytes / 2, kMostBytes * 2 / 3, kMostBytes}) {
    for (std::uint64_t seed = 1; seed <= kRuns; ++seed) writer.run(subject_of(seed), most_bytes);
  }
  writer.finish(directory);
  return 0;
}

}  // namespace
}  // namespace baton::tests

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: corpus_writer DIRECTORY\n", stderr);
    return 2;
  }
  return baton::tests::main(argv[1]);
}
