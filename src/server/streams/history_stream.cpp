#include "server/streams/history_stream.hpp"

#include "engine/json_views.hpp"
#include "server/limits.hpp"

#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace baton::server {
namespace {

std::string event_text(const std::string& kind, const std::string& id, const Value& data) {
  std::string text;
  if (!id.empty()) text += "id: " + id + "\n";
  return text + "event: " + kind + "\ndata: " + to_json(data) + "\n\n";
}

bool ends_instance(const HistoryEntry& entry) {
  return entry.kind == "workflow.completed" || entry.kind == "workflow.faulted" || entry.kind == "workflow.cancelled";
}

class HistoryStream final : public EventStream {
 public:
  HistoryStream(AsyncEngine engine, Watchers& watchers, InstanceId id, std::optional<Place> after)
      : engine_(std::move(engine)),
        watchers_(watchers),
        id_(std::move(id)),
        after_(after),
        is_resumed_(after.has_value()) {}

  void begin(std::function<void()> moved) override { watching_ = watchers_.watch(id_, std::move(moved)); }

  Async<News> read() override {
    News news;
    if (std::exchange(is_resumed_, false)) {
      const auto instance = co_await engine_.find(id_);
      if (!instance) co_return failed(instance.error());
      if (instance->summary.revision < after_->revision) {
        after_.reset();
        news.text = event_text("reset", "", {{"reason", "the last event id is not in this history"}});
      }
    }
    // The transition of the last entry may have more of them.
    const std::uint64_t seen = after_ && after_->revision.value > 0 ? after_->revision.value - 1 : 0;
    const HistoryRange range{.after = {seen}, .transitions = kStreamPage};
    const auto entries = co_await engine_.history(id_, range);
    if (!entries) co_return failed(entries.error());
    append(news, *entries);
    if (!news.text.empty() || !may_be_over_) co_return news;
    const auto instance = co_await engine_.find(id_);
    if (!instance) co_return failed(instance.error());
    if (has_ended(instance->summary.status) && after_ && instance->summary.revision == after_->revision) {
      news.text = event_text("end", "", {{"status", status_name(instance->summary.status)}});
      news.is_last = true;
    }
    may_be_over_ = false;
    co_return news;
  }

 private:
  // They begin with the transition of the last entry, unless that is gone.
  void append(News& news, const std::vector<HistoryEntry>& entries) {
    if (after_ && !entries.empty() && entries.front().revision > after_->revision) {
      news.text += event_text("reset", "", {{"reason", "entries before this one are gone"}});
    }
    for (const HistoryEntry& entry : entries) {
      const Place place{.revision = entry.revision, .position = entry.position};
      if (after_ && place <= *after_) continue;
      after_ = place;
      may_be_over_ = may_be_over_ || ends_instance(entry);
      news.text += event_text(entry.kind, std::to_string(place.revision.value) + "." + std::to_string(place.position),
                              engine::json_of(entry));
    }
  }
  static News failed(const Error& error) {
    return {.text = event_text("error", "", {{"detail", error.message}}), .is_last = true};
  }

  AsyncEngine engine_;
  Watchers& watchers_;
  InstanceId id_;
  std::optional<Place> after_;
  bool is_resumed_;
  bool may_be_over_ = true;  // an entry has said that the instance has ended, or nobody has looked yet
  Watchers::Handle watching_;
};

}  // namespace

std::optional<Place> place_from(std::string_view last_event_id) {
  Place place;
  const char* const end = last_event_id.data() + last_event_id.size();
  const auto revision = std::from_chars(last_event_id.data(), end, place.revision.value);
  if (revision.ec != std::errc() || revision.ptr == end || *revision.ptr != '.') return std::nullopt;
  const auto position = std::from_chars(revision.ptr + 1, end, place.position);
  if (position.ec != std::errc() || position.ptr != end) return std::nullopt;
  return place;
}

std::shared_ptr<EventStream> history_stream(AsyncEngine engine, Watchers& watchers, InstanceId id,
                                            std::optional<Place> after) {
  return std::make_shared<HistoryStream>(std::move(engine), watchers, std::move(id), after);
}

}  // namespace baton::server
