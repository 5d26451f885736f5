// The JSON that --json prints: the engine's.
#pragma once

#include "engine/json_views.hpp"

namespace baton::cli {

using engine::envelope;
using engine::json_of;
using engine::number;
using engine::strings;

}  // namespace baton::cli
