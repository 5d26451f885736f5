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
  reach_partly(choices);
  unsynced_.clear();
}

void DiskFile::lose_power(Choices& choices) {
  reach_partly(choices);
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

void DiskFile::reach_partly(Choices& choices) {
  if (unsynced_.empty()) return;
  const auto extent = static_cast<Extent>(choices.below(3));
  for (const Operation& operation : unsynced_) {
    if (extent == Extent::All) reach(operation);
    if (extent == Extent::Some) reach_partly(operation, choices);
  }
}

void DiskFile::reach_partly(const Operation& operation, Choices& choices) {
  const auto extent = static_cast<Extent>(choices.below(3));
  const auto* written = std::get_if<Written>(&operation);
  if (extent == Extent::All || (extent == Extent::Some && written == nullptr)) return reach(operation);
  if (extent == Extent::Nothing) return;
  for (std::uint64_t at = 0; at < written->image.size(); at += kSectorBytes) {
    if (choices.below(2) == 0)
      put(disk_, written->offset + at, std::string_view(written->image).substr(at, kSectorBytes));
  }
}

}  // namespace baton::simulation
