// What the operating system counts of this process.
#pragma once

namespace baton::bench {

[[nodiscard]] double cpu_seconds();     // user and system, of all threads
[[nodiscard]] double disk_bytes();      // sent to the disk so far; 0 where the kernel does not tell
[[nodiscard]] double resident_bytes();  // now
[[nodiscard]] double peak_rss_bytes();  // since forget_peak_rss(), or since the process began where that cannot be
// Gives back what has been freed, and begins to look for a new peak.
void forget_peak_rss();

}  // namespace baton::bench
