// The buses that a verb carries events with: --bus URL.
#pragma once

#include "cli/log.hpp"

#include <baton/bus.hpp>
#include <baton/engine.hpp>
#include <baton/error.hpp>

#include <string>
#include <vector>

namespace baton::cli {

// They are to be destroyed before the engine.
[[nodiscard]] Result<std::vector<Bus>> open_buses(Engine& engine, const std::vector<std::string>& urls,
                                                  const LogChoice& log);

// Sends what the log has now, within a few seconds for each or until the user interrupts; says what has not been sent.
void drain(std::vector<Bus>& buses);

}  // namespace baton::cli
