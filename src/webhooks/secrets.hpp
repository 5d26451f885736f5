// The secrets that sign. They come from those of the engine, by name, and go into signatures alone.
#pragma once

#include <baton/value.hpp>

#include <optional>
#include <string>

namespace baton {

class Engine;

namespace webhooks {

// The text of that name; nullopt if there is none, or an empty one.
[[nodiscard]] std::optional<std::string> secret_in(const Value& secrets, const std::string& name);
[[nodiscard]] bool has_secret(Engine& engine, const std::string& name);

}  // namespace webhooks
}  // namespace baton
