#include "simulation/disk/disk_file.hpp"

#include <algorithm>

namespace baton::simulation {
namespace {

void put(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  bytes.copy(content.data() + offset, bytes.size());
}

}  // namespace

std::string_view DiskFile::read(std::uint64_t offset, std::uint64_t size) const {
  return offset < cache_.size() ? std::string_view(cache_).substr(offset, size) : std::string_view();
}

DiskFile::Extent DiskFile::draw_extent(Choices& choices) {
  return static_cast<Extent>(choices.below(3));
}

void DiskFile::write(std::uint64_t offset, std::string_view bytes) {
  put(cache_, offset, bytes);
  const std::uint64_t first = offset / kSectorBytes * kSectorBytes;
  const std::uint64_t end = (offset + bytes.size() + kSectorBytes - 1) / kSectorBytes * kSectorBytes;
  unsynced_.push_back(Written{.offset = first, .image = cache_.substr(first, end - first)});
}

void DiskFile::truncate(std::uint64_t size) {
  cache_.resize(size);
  unsynced_.push_back(Truncated{.size = size});
}

void DiskFile::sync() {
  for (const Operation& operation : unsynced_) reach(operation);
  unsynced_.clear();
}

void DiskFile::fail_to_sync(Choices& choices) {
  if (unsynced_.empty()) return;
  const auto extent = draw_extent(choices);
  for (const Operation& operation : unsynced_) {
    reach(operation, std::holds_alternative<Truncated>(operation) ? Extent::All : extent, choices);
  }
  unsynced_.clear();
}

void DiskFile::lose_power(Choices& choices) {
  if (!unsynced_.empty()) {
    const auto extent = draw_extent(choices);
    for (const Operation& operation : unsynced_) reach(operation, extent, choices);
  }
  unsynced_.clear();
  cache_ = disk_;
}

void DiskFile::reach(const Operation& operation) {
  if (const auto* truncated = std::get_if<Truncated>(&operation)) {
    disk_.resize(truncated->size);
  } else {
    const auto& written = std::get<Written>(operation);
    put(disk_, written.offset, written.image);
  }
}

// Some: each operation for itself is drawn to have reached it, or not, or in part.
void DiskFile::reach(const Operation& operation, Extent extent, Choices& choices) {
  const auto* written = std::get_if<Written>(&operation);
  const Extent own = extent == Extent::Some ? draw_extent(choices) : extent;
  if (own == Extent::All || (own == Extent::Some && written == nullptr)) return reach(operation);
  if (own == Extent::Nothing) return;
  const std::string_view image = written->image;
  for (std::uint64_t at = 0; at < image.size(); at += kSectorBytes) {
    if (choices.below(2) == 0) put(disk_, written->offset + at, image.substr(at, kSectorBytes));
  }
}

}  // namespace baton::simulation
