#include "engine/bulk.hpp"

#include "engine/errors.hpp"
#include "engine/limits.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace baton::engine {
namespace {

// What the instance is, and not what the engine or its store can do now, is why.
bool is_refusal(const Error& error) {
  return error.kind == Error::Kind::Conflict || error.kind == Error::Kind::NotFound ||
         error.kind == Error::Kind::MissingOperators || error.kind == Error::Kind::NotSupported ||
         error.kind == Error::Kind::InvalidArgument;
}

// The next instance will fare no better.
bool ends_all(const Error& error) {
  return error.kind == Error::Kind::StoreFailed || error.kind == Error::Kind::Busy ||
         error.kind == Error::Kind::Unavailable;
}

std::string text_of_filter(const InstanceFilter& filter) {
  std::string text = filter.status ? "status " + std::string(status_name(*filter.status)) : std::string("any status");
  if (!filter.space.empty()) text += ", namespace " + filter.space;
  if (!filter.name.empty()) text += ", workflow " + filter.name;
  return text;
}

}  // namespace

std::string_view name_of(BulkAction action) {
  switch (action) {
    case BulkAction::Cancel:
      return "cancel";
    case BulkAction::Suspend:
      return "suspend";
    case BulkAction::Resume:
      return "resume";
    case BulkAction::Retry:
      return "retry";
    case BulkAction::Remove:
      return "remove";
  }
  std::unreachable();
}

bool applies(BulkAction action, Status status) {
  switch (action) {
    case BulkAction::Cancel:
      return !has_ended(status);
    case BulkAction::Suspend:
      return !has_ended(status) && status != Status::Suspended;
    case BulkAction::Resume:
      return status == Status::Suspended;
    case BulkAction::Retry:
      return status == Status::Faulted;
    case BulkAction::Remove:
      return has_ended(status);
  }
  std::unreachable();
}

Result<BulkReport> Bulk::run(const Caller& caller) {
  const Timestamp before = desk_.now();
  if (!options_.dry_run) {
    const std::string subject = text_of_filter(options_.filter);
    const auto noted = desk_.note(caller, "bulk " + std::string(name_of(options_.action)), {&subject, 1});
    if (!noted) return std::unexpected(noted.error());
  }
  if (auto run = run_pages(before); !run) return std::unexpected(run.error());
  if (report_.is_complete) cancel_children();
  return std::move(report_);
}

bool Bulk::matches(const InstanceSummary& instance, Timestamp before) const {
  if (instance.started_at > before) return false;
  return options_.filter.status || applies(options_.action, instance.status);
}

// The listing is from the newest to the oldest, by start: what changes meanwhile does not move on it, and what is started
// meanwhile does not come on it.
Result<void> Bulk::run_pages(Timestamp before) {
  InstanceFilter filter = options_.filter;
  filter.limit = kBulkPage;
  filter.cursor.clear();
  do {
    const auto page = desk_.list(filter);
    if (!page) return std::unexpected(page.error());
    std::vector<InstanceId> ids;
    for (const InstanceSummary& each : page->instances) {
      if (!matches(each, before)) continue;
      ++report_.matched;
      if (options_.dry_run && !applies(options_.action, each.status)) {
        ++report_.refused;
        continue;
      }
      const bool is_left_to_parent =
          options_.action == BulkAction::Cancel && each.parent.has_value() && !has_ended(each.status);
      (is_left_to_parent ? children_ : ids).push_back(each.id);
    }
    for (const QuarantinedInstance& each : page->quarantined) {
      ++report_.matched;
      count(each.id, {.kind = Error::Kind::Quarantined, .message = each.reason});
    }
    if (!options_.dry_run && !ids.empty()) perform(ids, false);
    if (!is_to_continue()) return {};
    filter.cursor = page->cursor;
  } while (!filter.cursor.empty());
  return {};
}

// A child that is cancelled before its parent would be a failure to it. One whose parent was cancelled, and that has therefore
// ended already, or is about to, is done.
void Bulk::cancel_children() {
  if (options_.dry_run) return;
  std::span<const InstanceId> left = children_;
  while (!left.empty()) {
    const auto page = left.first(std::min(left.size(), kBulkPage));
    left = left.subspan(page.size());
    perform({page.begin(), page.end()}, true);
    if (!is_to_continue()) return;
  }
}

void Bulk::perform(const std::vector<InstanceId>& ids, bool are_children) {
  const std::vector<Result<void>> results = apply_(ids);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool went_with_parent = are_children && !results[i] && results[i].error().kind == Error::Kind::Conflict;
    if (results[i] || went_with_parent) {
      ++report_.done;
    } else {
      count(ids[i], results[i].error());
    }
  }
}

void Bulk::count(const InstanceId& id, const Error& error) {
  ++(is_refusal(error) ? report_.refused : report_.failed);
  if (report_.problems.size() < kMaxBulkProblems) report_.problems.push_back({.id = id, .error = error});
  if (ends_all(error)) report_.is_complete = false;
}

bool Bulk::is_to_continue() {
  if (report_.is_complete && options_.progress && !options_.progress(report_)) report_.is_complete = false;
  return report_.is_complete;
}

}  // namespace baton::engine
