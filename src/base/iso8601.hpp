// Instants as text: "2026-01-31T23:59:59.123Z", always UTC with milliseconds.
#pragma once

#include <baton/time.hpp>

#include <string>

namespace baton {

[[nodiscard]] std::string to_iso8601(Timestamp time);

}  // namespace baton
