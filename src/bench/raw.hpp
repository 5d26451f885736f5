// What the disk and SQLite can do without Baton: the limit that figures are compared with, measured beside them.
#pragma once

#include <baton/error.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace baton::bench {

// The engine's own load, as it was counted.
struct RawLoad {
  std::size_t instances = 1;
  std::size_t batch = 1;  // transitions of a commit
  std::size_t head_bytes = 0;
  std::size_t record_bytes = 0;
};
struct RawRun {
  std::string file;  // a new one
  double seconds = 1;
  std::function<bool()> goes_on;
};

// Transitions per second of bare SQLite: the store's pragmas, prepared statements, one upsert and one insert for each, into
// tables without indexes.
[[nodiscard]] Result<double> raw_sqlite(const RawLoad& load, const RawRun& run);

// The median time, in microseconds, to write this many bytes over existing ones and have them synced.
[[nodiscard]] Result<double> raw_fdatasync_us(std::size_t bytes, const RawRun& run);

}  // namespace baton::bench
