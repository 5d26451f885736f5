#include "server/streams/log_stream.hpp"

#include "engine/json_views.hpp"
#include "server/limits.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace baton::server {
namespace {

std::string named_event(const std::string& name, const Value& data) {
  return "event: " + name + "\ndata: " + to_json(data) + "\n\n";
}

class LogStream final : public EventStream {
 public:
  LogStream(AsyncEngine engine, LogTail& tail, Following following)
      : engine_(std::move(engine)),
        tail_(tail),
        following_(std::move(following)),
        next_(following_.from),
        said_(following_.from - 1) {}

  void begin(std::function<void()> moved) override { watcher_ = tail_.watch(following_.last + 1, std::move(moved)); }

  Async<News> read() override {
    if (!watcher_) co_return failed(watcher_.error());
    (*watcher_)->looks();
    News news;
    if (following_.is_unknown) {
      news.text = named_event("reset", {{"reason", "the last event id is not in this log"}});
    }
    while (true) {
      if (const auto recent = tail_.since(next_, kStreamPage)) {
        append(news, *recent);
        if (recent->empty() || !news.text.empty()) break;
        continue;
      }
      const EventQuery query{.from = next_, .limit = page_, .filter = following_.filter};
      const auto page = co_await engine_.events(query);
      if (!page) co_return failed(page.error());
      append(news, *page);
      if (!news.text.empty() || page->next > page->last || is_far()) break;
    }
    following_.is_unknown = false;
    say_where(news);
    co_return news;
  }

 private:
  [[nodiscard]] bool is_far() const { return next_ - 1 >= said_ + kStreamSkip; }
  [[nodiscard]] bool is_full(const News& news) const { return news.text.size() >= kStreamBytes; }

  void append(News& news, const std::vector<std::shared_ptr<const PrintedEvent>>& recent) {
    for (const auto& event : recent) {
      if (is_full(news)) return;
      add(news, *event);
      next_ = event->position + 1;
    }
  }
  // What is beyond a full text is read again: the next page is shorter then.
  void append(News& news, const EventPage& page) {
    if (page.gap && !following_.is_unknown) {
      news.text += named_event(
          "reset", {{"reason", "the log has dropped events before this one"}, {"gap", engine::json_of(*page.gap)}});
    }
    std::size_t count = 0;
    for (const LoggedEvent& logged : page.events) {
      if (is_full(news)) break;
      add(news, printed(logged));
      next_ = logged.position + 1;
      ++count;
    }
    if (count < page.events.size()) {
      page_ = std::max<std::size_t>(count, 1);
    } else {
      next_ = page.next;
      page_ = std::min(page_ * 2, kStreamPage);
    }
  }
  void add(News& news, const PrintedEvent& event) {
    if (!is_chosen(following_.filter, event)) return;
    news.text += event.text;
    said_ = event.position;
  }
  // A client whose filter chooses little is told how far its stream has come: an id without data, which clients remember and do not report.
  void say_where(News& news) {
    if (!is_far()) return;
    said_ = next_ - 1;
    news.text += "id: " + std::to_string(said_) + "\n\n";
  }
  static News failed(const Error& error) {
    return {.text = named_event("error", {{"detail", error.message}}), .is_last = true};
  }

  AsyncEngine engine_;
  LogTail& tail_;
  Following following_;
  std::uint64_t next_;             // the position to be read next
  std::uint64_t said_;             // what the client knows as its last id, at least
  std::size_t page_ = kFirstPage;  // events of the next page from the store
  Result<std::shared_ptr<LogTail::Watcher>> watcher_;

  static constexpr std::size_t kFirstPage = 16;
};

}  // namespace

std::shared_ptr<EventStream> log_stream(AsyncEngine engine, LogTail& tail, Following following) {
  return std::make_shared<LogStream>(std::move(engine), tail, std::move(following));
}

}  // namespace baton::server
