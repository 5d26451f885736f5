// What may go wrong between a client and the fake processor, and who decides it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <random>

namespace payment::fake {

enum class Fault : std::uint8_t {
  None,
  LostRequest,      // the connection breaks before anything happens
  LostAnswer,       // it is carried out, then the connection breaks
  LateAnswer,       // it is carried out, and the answer comes when the client no longer waits
  LateWork,         // the client gives up while it is still being carried out; until then its key is in use
  DeliveredTwice,   // something on the way repeats the request
  ErrorBefore,      // 503, nothing has happened
  ErrorAfter,       // 500, though it is carried out
  TooManyRequests,  // 429, nothing has happened
};
inline constexpr std::size_t kFaults = 9;

// Asked once for each request, in their order.
using Faults = std::function<Fault()>;

[[nodiscard]] inline Faults no_faults() {
  return [] { return Fault::None; };
}
// The same for every request.
[[nodiscard]] inline Faults always(Fault fault) {
  return [fault] { return fault; };
}
// All kinds, the same sequence for the same seed. Those for which a client has to wait are rarer.
[[nodiscard]] inline Faults drawn_from(std::uint64_t seed) {
  return [random = std::mt19937_64(seed)]() mutable {
    const std::uint64_t drawn = random() % 20;
    if (drawn == 0) return Fault::LateAnswer;
    if (drawn == 1) return Fault::LateWork;
    constexpr std::array quick = {Fault::None,        Fault::LostRequest, Fault::LostAnswer,     Fault::DeliveredTwice,
                                  Fault::ErrorBefore, Fault::ErrorAfter,  Fault::TooManyRequests};
    return quick[drawn % quick.size()];
  };
}

}  // namespace payment::fake
