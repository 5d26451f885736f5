// The numbers under which enumerators and the alternatives of variants are stored (docs/formats/instance.md).
//
// A number keeps its meaning for ever. One that is given up is never used again: leave a gap. What is new gets the next
// number, wherever it stands in its enumeration or variant. Reading refuses a number that is not listed here. The compiler
// refuses an enumerator or an alternative without a number, and a number that stands for two.
#pragma once

#include "core/history.hpp"
#include "core/instance.hpp"
#include "runtime/ports/store.hpp"

#include <baton/status.hpp>

#include <boost/mp11.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>
#include <variant>

namespace baton::runtime {

// Enumerators have their numbers where they are declared. Each list here is a switch without `default`, so that the
// compiler asks for what is missing.
[[nodiscard]] constexpr bool is_stored(Status status) {
  switch (status) {
    case Status::Pending:
    case Status::Running:
    case Status::Waiting:
    case Status::Suspended:
    case Status::Cancelled:
    case Status::Faulted:
    case Status::Completed:
      return true;
  }
  return false;
}
[[nodiscard]] constexpr bool is_stored(core::Phase phase) {
  switch (phase) {
    case core::Phase::Ready:
    case core::Phase::Active:
    case core::Phase::Draining:
      return true;
  }
  return false;
}
[[nodiscard]] constexpr bool is_stored(core::Unwinding::Next next) {
  switch (next) {
    case core::Unwinding::Next::Fault:
    case core::Unwinding::Next::Complete:
    case core::Unwinding::Next::RepeatBlock:
    case core::Unwinding::Next::EndWorkflow:
    case core::Unwinding::Next::EndCancelled:
    case core::Unwinding::Next::Close:
      return true;
  }
  return false;
}
[[nodiscard]] constexpr bool is_stored(core::TimerPurpose purpose) {
  switch (purpose) {
    case core::TimerPurpose::TaskTimeout:
    case core::TimerPurpose::AttemptTimeout:
    case core::TimerPurpose::Wait:
    case core::TimerPurpose::RetryDelay:
    case core::TimerPurpose::DrainLimit:
      return true;
  }
  return false;
}
[[nodiscard]] constexpr bool is_stored(core::ChangeKind kind) {
  switch (kind) {
    case core::ChangeKind::WorkflowStarted:
    case core::ChangeKind::WorkflowSuspended:
    case core::ChangeKind::WorkflowResumed:
    case core::ChangeKind::WorkflowRetried:
    case core::ChangeKind::WorkflowCancelled:
    case core::ChangeKind::WorkflowFaulted:
    case core::ChangeKind::WorkflowCompleted:
    case core::ChangeKind::TaskStarted:
    case core::ChangeKind::TaskSkipped:
    case core::ChangeKind::TaskRetried:
    case core::ChangeKind::TaskCancelled:
    case core::ChangeKind::TaskFaulted:
    case core::ChangeKind::TaskCompleted:
    case core::ChangeKind::CompensationStarted:
    case core::ChangeKind::CompensationCompleted:
    case core::ChangeKind::CompensationFaulted:
    case core::ChangeKind::EventIgnored:
    case core::ChangeKind::EventHandled:
    case core::ChangeKind::StateChanged:
    case core::ChangeKind::IntentDecided:
    case core::ChangeKind::EventRefused:
    case core::ChangeKind::EventEmitted:
    case core::ChangeKind::CorrelationStarted:
    case core::ChangeKind::EventConsumed:
    case core::ChangeKind::CorrelationCompleted:
      return true;
  }
  return false;
}

[[nodiscard]] constexpr bool is_stored(core::CallKind kind) {
  switch (kind) {
    case core::CallKind::Operator:
    case core::CallKind::Http:
      return true;
  }
  return false;
}

template <class T>
concept StoredEnum = std::is_enum_v<T> && requires(T value) {
  { is_stored(value) } -> std::same_as<bool>;
};

// Numbers with a type of their own; any value has a meaning to somebody.
template <class T>
concept StrongNumber = std::same_as<T, core::TaskId> || std::same_as<T, core::FrameId> || std::same_as<T, TimerId> ||
                       std::same_as<T, ListenerId> || std::same_as<T, PartId>;

// An alternative of a variant and its number.
template <std::int64_t number, class T>
struct Alternative {
  using Type = T;
  static constexpr std::int64_t kNumber = number;
};

template <class Variant, class... Alternatives>
struct Numbering {
  using List = boost::mp11::mp_list<Alternatives...>;
  using Types = boost::mp11::mp_list<typename Alternatives::Type...>;

  static_assert(sizeof...(Alternatives) == std::variant_size_v<Variant>, "list each alternative once");
  static_assert(boost::mp11::mp_is_set<Types>::value, "an alternative has two numbers");
  static_assert(boost::mp11::mp_is_set<
                    boost::mp11::mp_list<std::integral_constant<std::int64_t, Alternatives::kNumber>...>>::value,
                "two alternatives have the same number");

  template <class T>
  static constexpr std::int64_t number_of() {
    static_assert(boost::mp11::mp_contains<Types, T>::value, "an alternative has no number");
    return ((std::same_as<typename Alternatives::Type, T> ? Alternatives::kNumber : 0) + ...);
  }
};

template <class Variant>
struct Numbers;  // one for each variant that is stored

template <>
struct Numbers<core::Request>
    : Numbering<core::Request, Alternative<0, core::Call>, Alternative<1, core::StartChild>,
                Alternative<2, core::CancelChild>, Alternative<3, core::Notify>, Alternative<4, core::Yield>> {};

template <>
struct Numbers<core::Outcome> : Numbering<core::Outcome, Alternative<0, core::Succeeded>, Alternative<1, core::Failed>,
                                          Alternative<2, core::OutcomeUnknown>> {};

template <>
struct Numbers<core::EventBody>
    : Numbering<core::EventBody, Alternative<0, core::Start>, Alternative<1, core::Answer>,
                Alternative<2, core::Acknowledged>, Alternative<3, core::TimerFired>, Alternative<4, core::Continue>,
                Alternative<5, core::Cancel>, Alternative<6, core::Suspend>, Alternative<7, core::Resume>,
                Alternative<8, core::Retry>, Alternative<9, core::Deliver>, Alternative<10, core::Arrival>,
                Alternative<11, core::Offer>> {};

// Until format 3, 8 was a machine: a task of its program.
template <>
struct Numbers<core::TaskState>
    : Numbering<core::TaskState, Alternative<0, std::monostate>, Alternative<1, core::DoState>,
                Alternative<2, core::ForState>, Alternative<3, core::ForkState>, Alternative<4, core::TryState>,
                Alternative<5, core::WaitState>, Alternative<6, core::CallState>,
                Alternative<7, core::RunWorkflowState>, Alternative<9, core::ListenState>> {};

template <>
struct Numbers<core::ProgramState>
    : Numbering<core::ProgramState, Alternative<0, core::WorkflowState>, Alternative<1, core::HostedState>> {};

}  // namespace baton::runtime
