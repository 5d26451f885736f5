#include "adapters/store_support/page_cursor.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace baton::adapters {
namespace {

constexpr char kSeparator = '~';  // not part of any id
constexpr std::size_t kMaxId = 128;

bool is_id(std::string_view text) {
  constexpr std::string_view kPunctuation = "._:-";
  return !text.empty() && text.size() <= kMaxId && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || kPunctuation.contains(c);
  });
}

}  // namespace

std::string encode_cursor(const PageCursor& cursor) {
  return std::to_string(cursor.started_at.time_since_epoch().count()) + kSeparator + cursor.id.value;
}

std::optional<PageCursor> decode_cursor(std::string_view text) {
  const std::size_t separator = text.find(kSeparator);
  if (separator == std::string_view::npos || !is_id(text.substr(separator + 1))) return std::nullopt;
  Duration::rep started_at = 0;
  const char* const begin = text.data();
  const char* const end = begin + separator;
  const auto [stop, error] = std::from_chars(begin, end, started_at);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return PageCursor{Timestamp{Duration{started_at}}, InstanceId{std::string(text.substr(separator + 1))}};
}

runtime::StoreResult<PageCursor> page_start(const runtime::InstanceQuery& query) {
  using runtime::StoreError;
  if (query.cursor.empty()) return PageCursor{Timestamp::max(), InstanceId{}};
  if (auto cursor = decode_cursor(query.cursor)) return *std::move(cursor);
  return std::unexpected(
      StoreError{StoreError::Kind::Invalid, "'" + query.cursor + "' is not a cursor from an earlier listing", 0});
}

std::size_t page_size(std::size_t asked) {
  return std::clamp<std::size_t>(asked, 1, kMaxPage);
}

}  // namespace baton::adapters
