// Reading and changing a value along a path: a list of keys, each a string, a number or {"start": ..., "end": ...}.
#pragma once

#include "jq/machine.hpp"

namespace baton::jq {

[[nodiscard]] Value index_value(Machine& machine, const Value& container, const Value& key);
[[nodiscard]] Value slice_key(Machine& machine, const Value& from, const Value& upto);
[[nodiscard]] Value get_path(Machine& machine, const Value& root, std::span<const Value> path);
[[nodiscard]] Value set_path(Machine& machine, Value root, std::span<const Value> path, Value leaf);
// Removes all of them as if at the same time. Each path must be an array.
[[nodiscard]] Value delete_paths(Machine& machine, Value root, std::vector<Value> paths);

}  // namespace baton::jq
