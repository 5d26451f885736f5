#include "cli/events_file.hpp"

#include "cli/console.hpp"

#include <baton/engine.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace baton::cli {

Result<EventsFile> EventsFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor >= 0) return EventsFile(descriptor, path);
  return std::unexpected(Error{.kind = Error::Kind::InvalidArgument,
                               .message = "cannot write events to " + path + ": " + std::strerror(errno)});
}

EventsFile::EventsFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}

EventsFile::EventsFile(EventsFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      failure_(std::move(other.failure_)) {}

EventsFile::~EventsFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

void EventsFile::append(const HistoryEntry& entry) {
  if (failure_) return;
  std::string lines;
  for (const Value& event : lifecycle_cloud_events(entry)) lines += to_json(event) + "\n";
  if (auto written = write_all(descriptor_, lines, path_); !written) failure_ = written.error();
}

}  // namespace baton::cli
