// One file of a simulated disk: what its readers see, and what of it is on the disk.
//
// Between the two lies the system's cache. A write goes into the cache and is, sector by sector, remembered as an image
// of what the cache held after it; to reach the disk means that such images are copied there. A sector on the disk is
// therefore always one that the cache held at some time, old or new, never a mixture; but no order holds between
// sectors, nor between writes.
#pragma once

#include "simulation/choices.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::simulation {

inline constexpr std::uint64_t kSectorBytes = 512;

class DiskFile {
 public:
  [[nodiscard]] std::uint64_t size() const { return cache_.size(); }
  // As much as there is of it, without what would be past the end.
  [[nodiscard]] std::string_view read(std::uint64_t offset, std::uint64_t size) const;
  void write(std::uint64_t offset, std::string_view bytes);
  void truncate(std::uint64_t size);

  // All of it is on the disk now, except for what a sync has forgotten.
  void sync();
  // A sync that fails, as Linux does it: data that did not reach the disk counts as clean from now on. It can still be
  // read, but no later sync writes it, unless its sector is written again. Truncations are in the file system's journal
  // and not lost by that.
  void fail_to_sync(Choices& choices);
  // The cache is gone; what had reached the disk by itself is for `choices` to say.
  void lose_power(Choices& choices);

  [[nodiscard]] bool has_unsynced() const { return !unsynced_.empty(); }

 private:
  struct Written {
    std::uint64_t offset = 0;  // of a sector
    std::string image;         // whole sectors, or up to the file's end
  };
  struct Truncated {
    std::uint64_t size = 0;
  };
  using Operation = std::variant<Written, Truncated>;
  // How much has reached the disk.
  enum class Extent : std::uint8_t { All, Nothing, Some };

  static Extent draw_extent(Choices& choices);
  void reach(const Operation& operation);
  void reach(const Operation& operation, Extent extent, Choices& choices);

  std::string cache_;
  std::string disk_;
  std::vector<Operation> unsynced_;  // in the order in which they were done
};

}  // namespace baton::simulation
