// What enters an instance can be stored and read again: texts are valid UTF-8, and data is nested at most kMaxDataDepth
// levels and has at most kMaxDataBytes. A Value's texts are valid by construction; a Problem's are checked here. handle()
// admits answers, and limits what it builds; the runtime refuses a start or an event with such data.
#pragma once

#include "core/intent.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace baton::core {

// Why data cannot be kept: "the input is nested deeper than …"; nullopt if it can.
[[nodiscard]] std::optional<std::string> reason_not_to_keep(std::string_view what, const Value& data);

// Its texts with U+FFFD for what is not UTF-8, cut where they are too long, and without further members that cannot be kept.
[[nodiscard]] Problem admitted(Problem problem);
// An output that cannot be kept: the call may have happened, but its outcome is unknown. Nearly always there is
// nothing to change, so it is changed in place.
void admit(Outcome& outcome);

}  // namespace baton::core
