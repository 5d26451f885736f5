#include "cli/console.hpp"
#include "cli/given_events.hpp"
#include "cli/interrupt.hpp"
#include "cli/run_instance.hpp"
#include "cli/store.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"
#include "cli/user.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <baton/cloud_event.hpp>

#include <algorithm>
#include <cstddef>
#include <mutex>
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

}  // namespace

Result<ExitCode> perform(const EmitArguments& arguments) {
  const auto events = read_events(arguments.events);
  if (!events) return std::unexpected(events.error());
  Consumers consumers;
  Engine::Subscription subscription;  // outlives the engine
  auto engine = open_engine(
      {.common = arguments.common, .use = StoreUse::Change, .secrets = arguments.secrets, .continue_listeners = true});
  if (!engine) return std::unexpected(engine.error());
  subscription = engine->subscribe([&](const HistoryEntry& entry) { consumers.note(entry); });
  std::vector<Emitted> emitted;
  std::span<const CloudEvent> rest = *events;
  std::optional<Error> failure;
  while (!rest.empty() && !failure && !interrupted()) {
    const auto batch = rest.first(batch_of(rest));
    rest = rest.subspan(batch.size());
    auto published = engine->publish_all({batch.begin(), batch.end()}, this_user());
    if (!published) failure = std::move(published).error();
    for (std::size_t i = 0; !failure && i < batch.size(); ++i) emitted.push_back({batch[i], (*published)[i]});
  }
  if (auto printed = print_emitted(emitted, arguments.common); !printed) return std::unexpected(printed.error());
  if (failure) return std::unexpected(*std::move(failure));
  if (auto rested = run_all_until_idle(*engine); !rested) return std::unexpected(rested.error());
  consumers.say_which();
  if (rest.empty()) return ExitCode::Success;
  say("interrupted: " + counted(rest.size(), "event") + " were not appended; with ids, the same command appends them");
  return ExitCode::NotEnded;
}

}  // namespace baton::cli
