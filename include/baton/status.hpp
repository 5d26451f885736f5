// The status phases of an instance (DSL: "Status Phases").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace baton {

enum class Status : std::uint8_t {
  Pending,    // created, its first task not yet begun
  Running,    // has work in progress
  Waiting,    // has nothing in progress but waits
  Suspended,  // held by a user until resumed
  Cancelled,  // ended: by a user or a parent
  Faulted,    // ended: by an error nobody caught
  Completed   // ended: ran to completion
};

[[nodiscard]] std::string_view status_name(Status status) noexcept;  // "pending", "running", …
[[nodiscard]] std::optional<Status> status_from_name(std::string_view name) noexcept;
[[nodiscard]] constexpr bool has_ended(Status status) noexcept {
  return status == Status::Cancelled || status == Status::Faulted || status == Status::Completed;
}

}  // namespace baton
