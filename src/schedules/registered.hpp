// Whether an engine has schedules, for those who need to know no more.
#pragma once

namespace baton {

class Engine;

namespace schedules {

// Has add_schedules() been called?
[[nodiscard]] bool are_in(const Engine& engine);

}  // namespace schedules
}  // namespace baton
