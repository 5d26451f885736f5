#include <baton/status.hpp>

#include <array>
#include <cstddef>

namespace baton {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"pending",   "running", "waiting",  "suspended",
                                                    "cancelled", "faulted", "completed"};

}  // namespace

std::string_view status_name(Status status) noexcept {
  return kNames[static_cast<std::size_t>(status)];
}

std::optional<Status> status_from_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Status>(i);
  }
  return std::nullopt;
}

}  // namespace baton
