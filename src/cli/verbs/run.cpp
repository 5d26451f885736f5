#include "cli/buses.hpp"
#include "cli/console.hpp"
#include "cli/documents.hpp"
#include "cli/events_file.hpp"
#include "cli/given_events.hpp"
#include "cli/progress.hpp"
#include "cli/report.hpp"
#include "cli/resources.hpp"
#include "cli/run_instance.hpp"
#include "cli/start_input.hpp"
#include "cli/store.hpp"
#include "cli/text.hpp"
#include "cli/user.hpp"
#include "cli/verbs/verbs.hpp"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace baton::cli {
namespace {

// All that can be wrong with the command line, found before the store is opened.
struct Prepared {
  std::string text;  // of the document, with what it refers to
  std::optional<Value> input;
  std::optional<EventsFile> events;
  std::vector<CloudEvent> emitted;
};

Result<Prepared> prepare(const RunArguments& arguments) {
  if ((arguments.file == "-") + (arguments.input == "-") + (arguments.emit == "-") > 1) {
    return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                                 .message = "only one of the document, the input and the events can come from stdin"});
  }
  auto document = read_document(arguments.file);
  if (!document) return std::unexpected(document.error());
  const auto resources = ResourceReader::open(arguments.resources, arguments.common.outgoing);
  if (!resources) return std::unexpected(resources.error());
  const auto program = compile(*document, *resources);
  if (!program) return std::unexpected(program.error());
  auto input = read_given_input(arguments.input);
  if (!input) return std::unexpected(input.error());
  Prepared prepared{
      .text = text_to_deploy(*document, **program), .input = *std::move(input), .events = std::nullopt, .emitted = {}};
  if (!arguments.emit.empty()) {
    auto emitted = read_events(arguments.emit);
    if (!emitted) return std::unexpected(emitted.error());
    prepared.emitted = *std::move(emitted);
  }
  if (!arguments.events.empty()) {
    auto events = EventsFile::open(arguments.events);
    if (!events) return std::unexpected(events.error());
    prepared.events.emplace(*std::move(events));
  }
  return prepared;
}

std::unique_ptr<ProgressView> progress_view(const RunArguments& arguments) {
  if (arguments.quiet) return nullptr;
  return stderr_can_redraw() ? make_progress_tree() : make_progress_lines();
}

Result<void> emit(Engine& engine, std::span<const CloudEvent> events) {
  while (!events.empty()) {
    const auto batch = events.first(batch_of(events, kLocalBatchBytes));
    events = events.subspan(batch.size());
    const auto published = engine.publish_all({batch.begin(), batch.end()}, this_user());
    if (!published) return std::unexpected(published.error());
  }
  return {};
}

// Says once what a workflow waits for that only listens: without a bus, nothing comes by itself while this process has the store.
class WaitingNote {
 public:
  WaitingNote(Engine& engine, const InstanceId& id, const RunArguments& arguments)
      : engine_(engine), id_(id), common_(arguments.common), has_buses_(!arguments.buses.empty()) {}

  void look() {
    if (is_said_ || !engine_.wait_until_all_idle(Duration::zero())) return;
    const auto instance = engine_.find(id_);
    if (!instance) return;
    for (const TaskInProgress& task : instance->tasks) {
      if (!task.doing.starts_with("listening for ")) continue;
      is_said_ = true;
      say(one_line(task.reference + " is " + task.doing));
    }
    if (!is_said_ || has_buses_ || !keeps(common_.store)) return;
    say("to send it an event, stop this with Ctrl-C, then: " + command_line("emit EVENT", common_));
  }

 private:
  Engine& engine_;
  const InstanceId& id_;
  const Common& common_;
  bool has_buses_;
  bool is_said_ = false;
};

// Starts or continues it, and waits.
Result<RunResult> run_instance(Engine& engine, const RunArguments& arguments, const Prepared& prepared,
                               Progress& progress) {
  auto beginning = begin(engine, arguments.id, prepared.input);
  if (!beginning) return std::unexpected(beginning.error());
  const auto id = start_unless_interrupted(
      [&] { return engine.run(prepared.text, {.input = beginning->input, .id = arguments.id}, this_user()); });
  if (!id) return std::unexpected(id.error());
  if (!arguments.quiet) say_start(*id, *beginning);
  if (auto recovered = continue_existing(engine, *beginning); !recovered) return std::unexpected(recovered.error());
  const auto& existing = beginning->existing;
  progress.follow(*id, existing);
  if (auto emitted = emit(engine, prepared.emitted); !emitted) return std::unexpected(emitted.error());
  WaitingNote note(engine, *id, arguments);
  return run_to_the_end(engine, *id, [&] {
    progress.refresh();
    note.look();
  });
}

std::string command_to_continue(const RunArguments& arguments, const InstanceSummary& instance) {
  const bool run_resumes = instance.status != Status::Suspended && arguments.file != "-";
  return command_line(
      run_resumes ? "run " + shell_word(arguments.file) + " --id " + instance.id.value : "resume " + instance.id.value,
      arguments.common);
}

// With an engine of its own, which is closed when this returns.
Result<ExitCode> run(const RunArguments& arguments, Prepared& prepared) {
  Progress progress(progress_view(arguments));
  Engine::Subscription subscription;  // outlives the engine, which may send events until its end
  announce_start();
  auto engine =
      open_engine({.common = arguments.common, .use = StoreUse::Create, .secrets = arguments.resources.secrets});
  if (!engine) return std::unexpected(engine.error());
  subscription = engine->subscribe([&](const HistoryEntry& entry) {
    if (prepared.events) prepared.events->append(entry);
    progress.record(entry);
  });

  auto buses = open_buses(*engine, arguments.buses, arguments.common.log);
  if (!buses) return std::unexpected(buses.error());
  const auto run_result = run_instance(*engine, arguments, prepared, progress);
  progress.refresh();
  drain(*buses);
  if (!run_result) return std::unexpected(run_result.error());
  return report(*run_result, {arguments.common, command_to_continue(arguments, run_result->instance.summary)});
}

}  // namespace

Result<ExitCode> perform(const RunArguments& arguments) {
  auto prepared = prepare(arguments);
  if (!prepared) return std::unexpected(prepared.error());
  auto code = run(arguments, *prepared);
  if (code && prepared->events && prepared->events->failure()) return std::unexpected(*prepared->events->failure());
  return code;
}

}  // namespace baton::cli
