#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/given_events.hpp"
#include "cli/interrupt.hpp"
#include "cli/run_instance.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/text.hpp"
#include "cli/user.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <baton/cloud_event.hpp>

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::cli {
namespace {

struct Emitted {
  CloudEvent event;
  PublishedEvent published;
};

// The instances that have consumed what was emitted, as they tell of it.
class Consumers {
 public:
  void note(const HistoryEntry& entry) {
    if (entry.kind != "event.consumed") return;
    const std::lock_guard lock(mutex_);
    if (std::ranges::find(ids_, entry.instance) == ids_.end()) ids_.push_back(entry.instance);
  }
  void say_which() {
    constexpr std::size_t kMostNames = 20;
    const std::lock_guard lock(mutex_);
    if (ids_.empty()) return;
    std::string text = "consumed by " + counted(ids_.size(), "instance") + ':';
    for (const InstanceId& id : ids_ | std::views::take(kMostNames)) text += ' ' + id.value;
    say(text + (ids_.size() > kMostNames ? " and others" : ""));
  }

 private:
  std::mutex mutex_;  // entries come on the engine's loop
  std::vector<InstanceId> ids_;
};

Result<void> print_emitted(const std::vector<Emitted>& all, const Common& common) {
  std::vector<Value> json;
  std::vector<std::vector<std::string>> rows{{"POSITION", "TYPE", "SOURCE", "ID", "CHANGE"}};
  for (const auto& [event, published] : all) {
    const char* const change = published.is_new ? "new" : "known";
    rows.push_back({std::to_string(published.position), event.type, event.source, published.id, change});
    json.push_back(Value::object({{"position", number(published.position)},
                                  {"type", Value::string(event.type)},
                                  {"source", Value::string(event.source)},
                                  {"id", Value::string(published.id)},
                                  {"change", Value::string(change)}}));
  }
  return common.json ? print_json(Value::array(std::move(json))) : print(table(rows));
}

// What an attempt has appended before it was ended by an error or by Ctrl-C.
struct Appending {
  std::vector<Emitted> emitted;
  std::size_t left = 0;
  std::optional<Error> failure;
};

// `target` is an Engine or a client::Client.
template <class Target>
Appending append_in_batches(Target& target, std::span<const CloudEvent> events, std::size_t most_bytes) {
  Appending appending;
  while (!events.empty() && !appending.failure && !interrupted()) {
    const auto batch = events.first(batch_of(events, most_bytes));
    events = events.subspan(batch.size());
    auto published = target.publish_all({batch.begin(), batch.end()}, this_user());
    if (!published) appending.failure = std::move(published).error();
    for (std::size_t i = 0; !appending.failure && i < batch.size(); ++i) {
      appending.emitted.push_back({batch[i], (*published)[i]});
    }
  }
  appending.left = events.size();
  return appending;
}

ExitCode said_end(const Appending& appending) {
  if (appending.left == 0) return ExitCode::Success;
  say("interrupted: " + counted(appending.left, "event") +
      " were not appended; with ids, the same command appends them");
  return ExitCode::NotEnded;
}

Result<void> report_appended(const Appending& appending, const Common& common) {
  if (auto printed = print_emitted(appending.emitted, common); !printed) return printed;
  if (appending.failure) return std::unexpected(*appending.failure);
  return {};
}

// Ids are drawn here where there are none, so that a batch can be repeated while the server is away.
Result<ExitCode> emit_remotely(const EmitArguments& arguments, std::vector<CloudEvent> events) {
  if (!arguments.secrets.empty()) return std::unexpected(bad_argument("--secrets is the server's own"));
  for (CloudEvent& event : events) {
    if (event.id.empty()) event.id = random_id();
  }
  client::Client server = open_client(arguments.common);
  const Appending appending = append_in_batches(server, events, kRemoteBatchBytes);
  if (auto done = report_appended(appending, arguments.common); !done) return std::unexpected(done.error());
  return said_end(appending);
}

}  // namespace

Result<ExitCode> perform(const EmitArguments& arguments) {
  const auto events = read_events(arguments.events);
  if (!events) return std::unexpected(events.error());
  if (is_remote(arguments.common)) return emit_remotely(arguments, *events);
  Consumers consumers;
  Engine::Subscription subscription;  // outlives the engine
  auto engine = open_engine(
      {.common = arguments.common, .use = StoreUse::Change, .secrets = arguments.secrets, .continue_listeners = true});
  if (!engine) return std::unexpected(engine.error());
  subscription = engine->subscribe([&](const HistoryEntry& entry) { consumers.note(entry); });
  const Appending appending = append_in_batches(*engine, *events, kLocalBatchBytes);
  if (auto done = report_appended(appending, arguments.common); !done) return std::unexpected(done.error());
  if (auto rested = run_all_until_idle(*engine); !rested) return std::unexpected(rested.error());
  consumers.say_which();
  return said_end(appending);
}

}  // namespace baton::cli
