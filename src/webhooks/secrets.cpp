#include "webhooks/secrets.hpp"

#include "engine/implementation.hpp"

namespace baton::webhooks {

std::optional<std::string> secret_in(const Value& secrets, const std::string& name) {
  const Value* secret = secrets.find(name);
  if (secret == nullptr || !secret->is_string() || secret->as_string().empty()) return std::nullopt;
  return std::string(secret->as_string());
}

// An Engine's host is its implementation.
bool has_secret(Engine& engine, const std::string& name) {
  return secret_in(static_cast<Engine::Implementation&>(engine.machine_host()).secrets(), name).has_value();
}

}  // namespace baton::webhooks
