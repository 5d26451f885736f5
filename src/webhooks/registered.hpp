// Whether an engine has webhooks, for those who need to know no more.
#pragma once

namespace baton {

class Engine;

namespace webhooks {

// Has add_webhooks() been called?
[[nodiscard]] bool are_in(const Engine& engine);

}  // namespace webhooks
}  // namespace baton
