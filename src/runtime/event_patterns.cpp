#include "runtime/event_patterns.hpp"

#include "core/events/lifecycle.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace baton::runtime {
namespace {

// Most definitions do not, and need not be compiled.
bool may_listen(const DefinitionRow& row) {
  return row.document.contains("\"listen\"") || row.document.contains("\"topics\"");
}

}  // namespace

bool EventPatterns::is_ready() {
  is_wanted_ = true;
  return is_ready_;
}

std::optional<DefinitionsRequest> EventPatterns::begin() {
  if (!is_wanted_ || is_ready_ || is_under_way_) return std::nullopt;
  is_under_way_ = true;
  return DefinitionsRequest{.after = after_, .limit = kDefinitionPage};
}

// One that this version cannot compile has no instances that move here.
void EventPatterns::read(const DefinitionsRequest& request, std::span<const DefinitionRow> page) {
  is_under_way_ = false;
  for (const DefinitionRow& row : page) {
    if (may_listen(row) && programs_.known(row.digest) == nullptr) {
      static_cast<void>(programs_.take(row.digest, row, programs_.deployments()));
    }
  }
  is_ready_ = page.size() < request.limit;
  if (!page.empty()) after_ = page.back().digest;
}

bool EventPatterns::note(std::span<EventRow> events) {
  take_new_programs();
  bool any = false;
  for (EventRow& event : events) {
    event.found_by = found_by(event);
    any |= !event.found_by.empty();
  }
  return any;
}

void EventPatterns::take_new_programs() {
  if (programs_.listening_count() == taken_) return;
  for (const ProgramPtr& program : programs_.listening_since(taken_)) {
    add(program);
    ++taken_;
  }
}

void EventPatterns::add(const ProgramPtr& program) {
  bool is_new = false;
  for (core::EventPattern& pattern : core::patterns_of(*program)) {
    if (!known_.insert(pattern.id).second) continue;
    is_new = true;
    const std::string* type = core::type_of(pattern);
    (type == nullptr ? of_any_type_ : by_type_[*type]).push_back(std::move(pattern));
  }
  if (is_new) kept_.push_back(program);
}

// Lifecycle events, of which each transition makes some, are found only by filters that name their type.
std::vector<FoundBy> EventPatterns::found_by(const EventRow& event) const {
  const auto of_type = by_type_.find(event.type);
  const bool may_be_of_any = !of_any_type_.empty() && !core::is_lifecycle_type(event.type);
  if (of_type == by_type_.end() && !may_be_of_any) return {};
  const auto body = parse_json(event.body);
  if (!body) return {};
  std::vector<FoundBy> all;
  const auto hold_against = [&](const std::vector<core::EventPattern>& patterns) {
    for (const core::EventPattern& pattern : patterns) {
      auto correlation = core::found_by(pattern, *body, event.at);
      if (correlation) all.push_back({.pattern = pattern.id, .correlation = *std::move(correlation)});
    }
  };
  if (of_type != by_type_.end()) hold_against(of_type->second);
  if (may_be_of_any) hold_against(of_any_type_);
  return all;
}

}  // namespace baton::runtime
