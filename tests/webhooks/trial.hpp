// One webhook in a hostile world: processes die, the receiver fails, answers late, asks for patience or is gone, and clients publish, pause, suspend, change
// and test it. In the end the world is kind, and each event must have come, in order, or be a dead letter that can be sent again.
#pragma once

#include <cstdint>
#include <string>

namespace baton::tests {

// What is wrong with what the webhook did; empty: nothing. The same seed gives the same run.
[[nodiscard]] std::string try_webhook(std::uint64_t seed);

}  // namespace baton::tests
