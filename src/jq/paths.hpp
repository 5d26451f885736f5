// Reading and changing a value along a path: a list of keys, each a string, a number or {"start": ..., "end": ...}.
#pragma once

#include "jq/execution.hpp"

namespace baton::jq {

[[nodiscard]] Value index_value(Execution& execution, const Value& container, const Value& key);
[[nodiscard]] Value slice_key(Execution& execution, const Value& from, const Value& upto);
[[nodiscard]] Value get_path(Execution& execution, const Value& root, std::span<const Value> path);
[[nodiscard]] Value set_path(Execution& execution, Value root, std::span<const Value> path, Value leaf);
// Removes all of them as if at the same time. Each path must be an array.
[[nodiscard]] Value delete_paths(Execution& execution, Value root, std::vector<Value> paths);

}  // namespace baton::jq
