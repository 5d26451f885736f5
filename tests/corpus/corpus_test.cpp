// Everything that a released version may have stored is read for ever. README.md.
#include "corpus/census.hpp"
#include "corpus/corpus_file.hpp"
#include "corpus/doubter.hpp"
#include "dsl/dsl.hpp"
#include "engine/views.hpp"
#include "simulation/foreman.hpp"
#include "simulation/machine.hpp"
#include "support/random_world.hpp"
#include "support/stored_copy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace baton::tests {
namespace {

CorpusFile read_file(const std::string& name) {
  std::ifstream file(std::filesystem::path(BATON_CORPUS) / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return parse_corpus_file(text.str());
}

runtime::ProgramPtr program_of(const CorpusFile& file) {
  if (file.definition == "machine ladder") return ladder_program();
  if (file.definition == "machine doubter") return doubter_program();
  if (file.definition == "machine foreman") return foreman_program();
  auto compiled = dsl::compile(file.definition);
  EXPECT_TRUE(compiled);
  return compiled ? compiled->program : nullptr;
}

constexpr std::array<const char*, runtime::kFormat> kFormats = {"format1", "format2", "format3",
                                                                "format4", "format5", "format6"};

std::vector<std::string> names_in(const std::string& format) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(BATON_CORPUS) / format)) {
    names.push_back(format + '/' + entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const std::string format : kFormats) std::ranges::copy(names_in(format), std::back_inserter(names));
  return names;
}

// What encoding it again gives as its head.
std::string head_of(runtime::Loaded loaded) {
  core::Decision decision{.next = std::move(loaded.instance), .intents = {}, .record = {}};
  decision.record = {.revision = decision.next.revision,
                     .event = {.at = decision.next.updated_at, .seed = 0, .body = core::Resume{}},
                     .changes = {}};
  return runtime::encode(decision, loaded.parts).head;
}

class Corpus : public testing::TestWithParam<std::string> {
 protected:
  const CorpusFile file_ = read_file(GetParam());
  const runtime::ProgramPtr program_ = program_of(file_);
};

TEST_P(Corpus, IsRead) {
  const auto loaded = runtime::decode(*program_, file_.instance);
  ASSERT_TRUE(loaded) << loaded.error().message;
  (void)engine::view_of(*program_, loaded->instance);
  runtime::RecordReader reader(file_.parts);
  for (const runtime::HistoryRow& row : file_.history) {
    const auto record = reader.read(row);
    ASSERT_TRUE(record) << record.error().message;
    EXPECT_TRUE(engine::fits(*program_, record->record));
  }
}

TEST_P(Corpus, IsWrittenAgainAsItWasRead) {
  auto loaded = runtime::decode(*program_, file_.instance);
  ASSERT_TRUE(loaded) << loaded.error().message;
  const core::Instance instance = loaded->instance;
  runtime::StoredInstance again = file_.instance;
  again.head = head_of(*std::move(loaded));
  if (GetParam().starts_with("format" + std::to_string(runtime::kFormat))) {
    EXPECT_EQ(again.head, file_.instance.head);
  }
  const auto reloaded = runtime::decode(*program_, again);
  ASSERT_TRUE(reloaded) << reloaded.error().message;
  EXPECT_EQ(reloaded->instance, instance);
}

TEST_P(Corpus, RunsToItsEnd) {
  auto loaded = runtime::decode(*program_, file_.instance);
  ASSERT_TRUE(loaded) << loaded.error().message;
  core::Instance instance = loaded->instance;
  RandomWorld world(1, false, instance);
  StoredCopy copy(file_.instance, std::move(loaded->parts));
  constexpr int kMostEvents = 5'000;
  for (int i = 0; i < kMostEvents; ++i) {
    std::optional<core::Event> event =
        instance.status == Status::Suspended ? std::optional(world.resume()) : world.next(instance);
    if (!event) event = world.arrival(*program_, instance);
    if (!event) break;
    const core::Decision decision = core::handle(*program_, instance, *event);
    const auto wrong = copy.save(*program_, decision);
    ASSERT_FALSE(wrong) << *wrong;
    world.note(decision);
    instance = decision.next;
  }
  EXPECT_TRUE(has_ended(instance.status)) << status_name(instance.status);
  EXPECT_TRUE(instance.pending.empty());
}

INSTANTIATE_TEST_SUITE_P(Format, Corpus, testing::ValuesIn(all_names()), [](const auto& name) {
  std::string text = name.param.substr(0, name.param.rfind('.'));
  std::ranges::replace(text, '/', '_');
  return text;
});

Census census_of(const std::string& format) {
  Census census;
  for (const std::string& name : names_in(format)) {
    const CorpusFile file = read_file(name);
    const auto loaded = runtime::decode(*program_of(file), file.instance);
    if (loaded) census.count(loaded->instance);
    runtime::RecordReader reader(file.parts);
    for (const runtime::HistoryRow& row : file.history) {
      const auto record = reader.read(row);
      if (record) census.count(record->record);
      if (row.body.find("\"snapshot\"") != std::string::npos) census.note_finding("snapshot");
    }
  }
  return census;
}

template <class Enum>
std::set<std::int64_t> numbers() {
  std::set<std::int64_t> all;
  for (int number = 0; number <= std::numeric_limits<std::uint8_t>::max(); ++number) {
    if (runtime::is_stored(static_cast<Enum>(number))) all.insert(number);
  }
  return all;
}

template <class Variant>
std::set<std::int64_t> numbers_of_alternatives() {
  std::set<std::int64_t> all;
  boost::mp11::mp_for_each<typename runtime::Numbers<Variant>::List>(
      [&](auto alternative) { all.insert(decltype(alternative)::kNumber); });
  return all;
}

// A new number needs an instance that shows it: write the corpus again, see README.md.
TEST(CorpusOfTheFormat, HasEveryNumber) {
  for (const std::string format : kFormats) {
    SCOPED_TRACE(format);
    Census census = census_of(format);
    std::set<std::int64_t> statuses = numbers<Status>();
    statuses.erase(std::to_underlying(Status::Pending));  // never stored
    EXPECT_EQ(census.numbers_of<Status>(), statuses);
    EXPECT_EQ(census.numbers_of<core::Phase>(), numbers<core::Phase>());
    EXPECT_EQ(census.numbers_of<core::Unwinding::Next>(), numbers<core::Unwinding::Next>());
    EXPECT_EQ(census.numbers_of<core::TimerPurpose>(), numbers<core::TimerPurpose>());
    std::set<std::int64_t> changes = numbers<core::ChangeKind>();
    if (format < "format5") changes.erase(std::to_underlying(core::ChangeKind::EventRefused));
    std::set<std::int64_t> events = numbers_of_alternatives<core::EventBody>();
    std::set<std::int64_t> states = numbers_of_alternatives<core::TaskState>();
    if (format < "format6") {
      for (const auto kind : {core::ChangeKind::EventEmitted, core::ChangeKind::CorrelationStarted,
                              core::ChangeKind::EventConsumed, core::ChangeKind::CorrelationCompleted}) {
        changes.erase(std::to_underlying(kind));
      }
      events.erase(10);  // Arrival
      events.erase(11);  // Offer
      states.erase(9);   // ListenState
    }
    EXPECT_EQ(census.numbers_of<core::ChangeKind>(), changes);
    EXPECT_EQ(census.numbers_of<core::Request>(), numbers_of_alternatives<core::Request>());
    EXPECT_EQ(census.numbers_of<core::Outcome>(), numbers_of_alternatives<core::Outcome>());
    EXPECT_EQ(census.numbers_of<core::EventBody>(), events);
    EXPECT_EQ(census.numbers_of<core::TaskState>(), states);
    EXPECT_EQ(census.numbers_of<core::ProgramState>(), numbers_of_alternatives<core::ProgramState>());
  }
}

TEST(CorpusOfTheFormat, HasEveryKindOfCallSinceFormatFour) {
  for (const std::string format : kFormats) {
    if (format < "format4") continue;
    EXPECT_EQ(census_of(format).numbers_of<core::CallKind>(), numbers<core::CallKind>()) << format;
  }
}

TEST(CorpusOfTheFormat, HasTheChildrenOfMachinesAndWhatSuspendsThemSinceTheyAreStored) {
  for (const std::string format : kFormats) {
    if (format < "format5") continue;
    const Census census = census_of(format);
    for (const std::string finding : {"Instance.pending[].request=1.id", "Instance.pending[].request=1.await",
                                      "Instance.pending[].request=2.id", "Instance.error while suspended"}) {
      EXPECT_TRUE(census.findings().contains(finding)) << format << ' ' << finding;
    }
  }
}

TEST(CorpusOfTheFormat, HasEveryState) {
  for (const std::string format : kFormats) {
    SCOPED_TRACE(format);
    const Census census = census_of(format);
    for (const std::string finding : {"Instance.parent",
                                      "Instance.error",
                                      "Instance.held",
                                      "Instance.output",
                                      "Instance.state=0.retry_point",
                                      "Instance.state=0.failed_compensations",
                                      "Instance.state=0.frames[].unwinding.undoing",
                                      "Instance.state=0.frames[].unwinding.spare",
                                      "Instance.state=0.frames[].unwinding.retry_point",
                                      "Instance.state=0.frames[].cancelling",
                                      "Instance.state=0.frames[].compensation",
                                      "Instance.state=0.frames[].variables",
                                      "Instance.state=0.frames[].state=4.unknown",
                                      "Instance.state=0.frames[].state=4.reusable",
                                      "Instance.state=0.frames[].state=4.handling",
                                      "Instance.state=0.frames[].state=6.unknown",
                                      "Instance.state=1.requests[].key",
                                      "Instance.state=1.requests[].timer",
                                      "Instance.state=1.unknown",
                                      "RetryPoint.frames[].answered",
                                      "LedgerEntry.unknown",
                                      "snapshot"}) {
      EXPECT_TRUE(census.findings().contains(finding)) << finding;
    }
  }
}

}  // namespace
}  // namespace baton::tests
