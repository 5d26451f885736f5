// The events that tell of instances themselves.
#pragma once

#include <baton/ids.hpp>
#include <baton/value.hpp>

#include <string_view>

namespace baton::core {

inline constexpr std::string_view kLifecyclePrefix = "io.serverlessworkflow.";
[[nodiscard]] constexpr bool is_lifecycle_type(std::string_view type) {
  return type.starts_with(kLifecyclePrefix);
}

// Does the event, as structured JSON, tell of this instance? Nothing hears of itself: each of its transitions would be an event for it.
[[nodiscard]] inline bool tells_of(const Value& event, const InstanceId& instance) {
  const Value* type = event.find("type");
  const Value* subject = event.find("subject");
  return type != nullptr && type->is_string() && is_lifecycle_type(type->as_string()) && subject != nullptr &&
         *subject == Value::string(instance.value);
}

}  // namespace baton::core
