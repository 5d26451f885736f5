#include "simulation/disk/disk_directory.hpp"

namespace baton::simulation {

DiskNodePtr DiskDirectory::find(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : found->second;
}

DiskNodePtr DiskDirectory::create(const std::string& name) {
  auto node = std::make_shared<DiskNode>();
  unsynced_.push_back({name, node});
  apply(unsynced_.back(), names_);
  return node;
}

void DiskDirectory::remove(const std::string& name) {
  unsynced_.push_back({name, nullptr});
  apply(unsynced_.back(), names_);
}

void DiskDirectory::sync() {
  names_on_disk_ = names_;
  unsynced_.clear();
}

void DiskDirectory::end_processes() {
  for (const auto& [name, node] : names_) node->sharing = {};
}

void DiskDirectory::lose_power(Choices& choices) {
  const std::size_t reached = unsynced_.size() - choices.below(unsynced_.size() + 1);
  for (std::size_t i = 0; i < reached; ++i) apply(unsynced_[i], names_on_disk_);
  unsynced_.clear();
  names_ = names_on_disk_;
  for (const auto& [name, node] : names_) node->file.lose_power(choices);
}

void DiskDirectory::apply(const Change& change, Names& names) {
  if (change.node != nullptr) {
    names[change.name] = change.node;
  } else {
    names.erase(change.name);
  }
}

}  // namespace baton::simulation
