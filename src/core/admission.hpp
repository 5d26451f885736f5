// What enters an instance can be stored and read again: texts are valid UTF-8, and data is nested at most kMaxDataDepth
// levels. A Value's texts are valid by construction; a Problem's are checked here. handle() admits answers, and limits what it
// builds; the runtime refuses a start or an event whose data is too deep.
#pragma once

#include "core/intent.hpp"

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <string>
#include <string_view>

namespace baton::core {

[[nodiscard]] bool is_too_deep(const Value& data);
// "the input is nested deeper than …"
[[nodiscard]] std::string too_deep(std::string_view what);

// Its texts with U+FFFD for what is not UTF-8, and without further members that are nested too deep.
[[nodiscard]] Problem admitted(Problem problem);
// An output that is nested too deep cannot be kept: the call may have happened, but nobody knows what came of it.
[[nodiscard]] Outcome admitted(Outcome outcome);

}  // namespace baton::core
