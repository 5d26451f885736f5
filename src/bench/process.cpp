#include "bench/process.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <fstream>
#include <string>

namespace baton::bench {
namespace {

// The number after `label` in one of the kernel's files about this process; 0 if it is not there.
double number_in(const char* path, const std::string& label) {
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    double number = 0;
    if (word == label && file >> number) return number;
  }
  return 0;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double disk_bytes() {
  return number_in("/proc/self/io", "write_bytes:");
}

double resident_bytes() {
  return number_in("/proc/self/status", "VmRSS:") * 1024;
}

double peak_rss_bytes() {
  return number_in("/proc/self/status", "VmHWM:") * 1024;
}

void forget_peak_rss() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

}  // namespace baton::bench
