#include "core/instance.hpp"

namespace baton::core {

bool operator==(const Start& left, const Start& right) {
  const bool same_heritage =
      left.inherited == right.inherited ||
      (left.inherited != nullptr && right.inherited != nullptr && *left.inherited == *right.inherited);
  return left.run_id == right.run_id && left.input == right.input && left.parent == right.parent &&
         left.origin == right.origin && same_heritage;
}

}  // namespace baton::core
