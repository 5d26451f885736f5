// Port: what users read of a store.
//
// Called from any thread, as many as there are; a call never waits for a loop or a commit, and sees at least every commit
// that was reported before it began.
#pragma once

#include <baton/detail/visibility.hpp>
#include <baton/store/rows.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton BATON_PUBLIC {
namespace store {

class Queries {
 public:
  Queries() = default;
  Queries(const Queries&) = delete;
  Queries& operator=(const Queries&) = delete;
  virtual ~Queries() = default;

  [[nodiscard]] virtual StoreResult<std::optional<InstanceRow>> find(const InstanceId& id) = 0;
  [[nodiscard]] virtual StoreResult<std::optional<StoredInstance>> read(const InstanceId& id) = 0;
  [[nodiscard]] virtual StoreResult<InstancePage> list(const InstanceQuery& query) = 0;
  // Those that an instance of this id has started, in the order of their ids; `cursor`: of the page before.
  [[nodiscard]] virtual StoreResult<InstancePage> children(const InstanceId& parent, const std::string& cursor,
                                                           std::size_t limit) = 0;
  // Records after `after`, oldest first.
  [[nodiscard]] virtual StoreResult<std::vector<HistoryRow>> history(const InstanceId& id, Revision after,
                                                                     std::size_t limit) = 0;
  // Every part that head or history refers to, by id: to show history records.
  [[nodiscard]] virtual StoreResult<std::vector<PartRow>> parts(const InstanceId& id) = 0;
  [[nodiscard]] virtual StoreResult<InstanceExtras> extras(const InstanceId& id) = 0;
  // Of the audit trail, newest first: those before the one with that number; 0: from the newest.
  [[nodiscard]] virtual StoreResult<std::vector<AuditRow>> audit(std::uint64_t before, std::size_t limit) = 0;
};

}  // namespace store
}  // namespace baton BATON_PUBLIC
