// What a machine says about why its instance cannot be moved: a user's text, at the end of a reason. It may show data, so it is for
// those who ask about the instance, and for no log.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace baton::runtime {

inline constexpr std::string_view kMachineSays = "; it says: ";

[[nodiscard]] inline std::string machine_says(std::string reason, std::string_view text) {
  return std::move(reason.append(kMachineSays).append(text));
}
[[nodiscard]] inline std::string_view without_text_of_machine(std::string_view reason) {
  return reason.substr(0, reason.find(kMachineSays));
}

}  // namespace baton::runtime
