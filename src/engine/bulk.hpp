// A request for many instances: they are found and processed page by page. The loop never has more of them than a page, and others come
// between two of them.
#pragma once

#include "engine/desk.hpp"
#include "engine/requests/request.hpp"

#include <baton/bulk.hpp>
#include <baton/caller.hpp>

#include <functional>
#include <string_view>
#include <vector>

namespace baton::engine {

[[nodiscard]] std::string_view name_of(BulkAction action);  // "cancel", …
// Does the action make sense for an instance with this status?
[[nodiscard]] bool applies(BulkAction action, Status status);

class Bulk {
 public:
  // Does what is asked of each of these instances, and answers each, in order.
  using Apply = std::function<std::vector<Result<void>>(const std::vector<InstanceId>& ids)>;

  Bulk(Desk& desk, const BulkOptions& options, Apply apply)
      : desk_(desk), options_(options), apply_(std::move(apply)) {}

  // Covers the instances that were started before now. An error: it has not begun, or instances could not be listed.
  [[nodiscard]] Result<BulkReport> run(const Caller& caller);

 private:
  [[nodiscard]] bool matches(const InstanceSummary& instance, Timestamp before) const;
  [[nodiscard]] Result<void> run_pages(Timestamp before);
  void cancel_children();
  void perform(const std::vector<InstanceId>& ids, bool are_children);
  void count(const InstanceId& id, const Error& error);
  [[nodiscard]] bool is_to_continue();

  Desk& desk_;
  const BulkOptions& options_;
  Apply apply_;
  BulkReport report_;
  std::vector<InstanceId> children_;  // left to their parents, until these have been cancelled
};

}  // namespace baton::engine
