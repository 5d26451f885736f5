#include "cli/buses.hpp"

#include "cli/console.hpp"
#include "cli/interrupt.hpp"
#include "cli/text.hpp"

#include <chrono>
#include <utility>

namespace baton::cli {
namespace {

constexpr std::chrono::seconds kDrains{5};
constexpr Duration kLooksAfter{100};

}  // namespace

Result<std::vector<Bus>> open_buses(Engine& engine, const std::vector<std::string>& urls, const LogChoice& log) {
  std::vector<Bus> buses;
  const auto logger = stderr_log(log);
  for (const std::string& url : urls) {
    auto bus = Bus::open(engine, url, {.logger = logger});
    if (!bus) return std::unexpected(std::move(bus).error());
    buses.push_back(*std::move(bus));
  }
  return buses;
}

void drain(std::vector<Bus>& buses) {
  for (Bus& bus : buses) {
    const auto end = std::chrono::steady_clock::now() + kDrains;
    auto drained = bus.drain(kLooksAfter);
    while (!drained && std::chrono::steady_clock::now() < end && !interrupted()) drained = bus.drain(kLooksAfter);
    if (!drained) say(one_line(drained.error().message));
  }
}

}  // namespace baton::cli
