// Where a page of instances ended: the same in every store, so that a cursor means the same everywhere.
#pragma once

#include "runtime/ports/store.hpp"

#include <baton/ids.hpp>
#include <baton/time.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace baton::adapters {

// The most rows of one page, whatever the caller asks for; a page has at least one row, to make progress.
inline constexpr std::size_t kMaxPage = 1000;

// The last row of the page before. Pages are ordered by descending start, then by ascending id.
struct PageCursor {
  Timestamp started_at;
  InstanceId id;

  friend bool operator==(const PageCursor&, const PageCursor&) = default;
};

[[nodiscard]] std::string encode_cursor(const PageCursor& cursor);
// Nothing when the text is not one that encode_cursor() gave.
[[nodiscard]] std::optional<PageCursor> decode_cursor(std::string_view text);

// The start of the requested page; Invalid if the query's cursor did not come from a listing.
[[nodiscard]] runtime::StoreResult<PageCursor> page_start(const runtime::InstanceQuery& query);
[[nodiscard]] std::size_t page_size(std::size_t asked);

}  // namespace baton::adapters
