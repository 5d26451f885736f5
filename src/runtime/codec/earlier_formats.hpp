// What instances of earlier formats mean in this one.
//
//   format 1      repeats in the head what the row's columns say of the instance
//   formats 1, 2  the retry point of an unwinding frame has all frames of the instance
//   formats 1-3   a call has no kind: its name means it
//                 a machine is a workflow of one task: its state is the context, and what it has asked is in its frame
#pragma once

#include "core/instance.hpp"
#include "core/program.hpp"

#include <cstdint>
#include <expected>
#include <string>

namespace baton::runtime {

// A head with the members that it has in this format. Why it cannot be that.
[[nodiscard]] std::expected<Value, std::string> in_this_format(const Value& head, std::int64_t format,
                                                               const core::Program& program);
// A snapshot. What has ended is taken for a workflow.
[[nodiscard]] std::expected<Value, std::string> in_this_format(const Value& snapshot, std::int64_t format);

// Calls get the kind that their names mean.
void name_call_kinds(core::Instance& instance);

// Only the frames within an unwinding frame count in its retry point.
void narrow_retry_points(core::ProgramState& state);

}  // namespace baton::runtime
