#include "cli/out_of_memory.hpp"

#include "cli/exit_code.hpp"

#include <unistd.h>

#include <cstdlib>
#include <new>
#include <string_view>

namespace baton::cli {
namespace {

// Allocates nothing.
[[noreturn]] void out_of_memory() {
  constexpr std::string_view text =
      "baton: out of memory; what was confirmed is saved. Give the process more memory (ulimit -v), and run this "
      "again\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
  std::_Exit(static_cast<int>(ExitCode::StoreFailed));
}

}  // namespace

void exit_when_out_of_memory() {
  std::set_new_handler(&out_of_memory);
}

}  // namespace baton::cli
