// The file that `run --events` appends to: a line for each lifecycle CloudEvent.
#pragma once

#include <baton/error.hpp>
#include <baton/instance.hpp>

#include <optional>
#include <string>

namespace baton::cli {

// Used by one thread at a time.
class EventsFile {
 public:
  [[nodiscard]] static Result<EventsFile> open(const std::string& path);
  EventsFile(EventsFile&& other) noexcept;
  EventsFile& operator=(EventsFile&&) = delete;
  ~EventsFile();

  // Written at once. After a failure nothing is written any more.
  void append(const HistoryEntry& entry);
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }

 private:
  EventsFile(int descriptor, std::string path);

  int descriptor_;
  std::string path_;
  std::optional<Error> failure_;
};

}  // namespace baton::cli
