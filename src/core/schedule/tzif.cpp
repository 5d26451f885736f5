// TZif files, RFC 8536: a block with 4-byte times for old readers, which is skipped; a block with 8-byte times; the yearly rule.
#include "core/schedule/zone.hpp"

#include <algorithm>
#include <utility>

namespace baton::core {
namespace {

using ZoneFailure = std::unexpected<std::string>;

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  // Big-endian; `size` bytes are there.
  std::int64_t take_number(std::size_t size) {
    std::uint64_t number = 0;
    const std::string_view bytes = take(size);
    if (!bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0) number = ~std::uint64_t{0};
    for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
    return static_cast<std::int64_t>(number);
  }

 private:
  std::string_view rest_;
};

struct TzifHeader {
  char version = 0;
  std::size_t ut_count = 0;
  std::size_t standard_count = 0;
  std::size_t leap_count = 0;
  std::size_t time_count = 0;
  std::size_t type_count = 0;
  std::size_t name_bytes = 0;

  [[nodiscard]] std::size_t block_bytes(std::size_t time_bytes) const {
    constexpr std::size_t type_bytes = 6;
    return time_count * (time_bytes + 1) + type_count * type_bytes + name_bytes + leap_count * (time_bytes + 4) +
           standard_count + ut_count;
  }
};

std::expected<TzifHeader, std::string> take_header(ByteReader& reader) {
  constexpr std::size_t header_bytes = 44;
  constexpr std::size_t reserved_bytes = 15;
  constexpr std::size_t count_bytes = 4;
  if (reader.left() < header_bytes || reader.take(4) != "TZif") return ZoneFailure("it is no TZif file");
  TzifHeader header{.version = reader.take(1)[0]};
  reader.take(reserved_bytes);
  for (std::size_t* count : {&header.ut_count, &header.standard_count, &header.leap_count, &header.time_count,
                             &header.type_count, &header.name_bytes}) {
    const std::int64_t number = reader.take_number(count_bytes);
    if (number < 0 || std::cmp_greater(number, kMaxZoneBytes)) return ZoneFailure("a count in it is too large");
    *count = static_cast<std::size_t>(number);
  }
  return header;
}

// Of the block with 8-byte times, which is there whole.
std::expected<Zone, std::string> take_changes(ByteReader& reader, const TzifHeader& header) {
  constexpr std::size_t time_bytes = 8;
  constexpr std::chrono::seconds most{26 * 3'600};
  Zone zone;
  for (std::size_t i = 0; i < header.time_count; ++i) {
    const std::int64_t at = reader.take_number(time_bytes);
    const std::int64_t first = kFirstInstant.time_since_epoch().count();
    const std::int64_t last = kLastInstant.time_since_epoch().count();
    zone.changes.push_back({.at = std::chrono::sys_seconds{std::chrono::seconds{std::clamp(at, first, last)}}});
  }
  const std::string_view types = reader.take(header.time_count);
  std::vector<std::chrono::seconds> offsets;
  for (std::size_t i = 0; i < header.type_count; ++i) {
    offsets.emplace_back(reader.take_number(4));
    reader.take(2);
    if (offsets.back() < -most || offsets.back() > most) return ZoneFailure("an offset in it is longer than a day");
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto type = static_cast<unsigned char>(types[i]);
    if (type >= offsets.size()) return ZoneFailure("it refers to a type of time that it does not have");
    zone.changes[i].offset = offsets[type];
  }
  // The clamp may have made equal ones of the first.
  if (!std::ranges::is_sorted(zone.changes, {}, &ZoneChange::at)) return ZoneFailure("its changes are not in order");
  zone.first_offset = offsets.front();
  reader.take(header.name_bytes + header.standard_count + header.ut_count);
  return zone;
}

}  // namespace

std::expected<Zone, std::string> read_tzif(std::string_view bytes) {
  if (bytes.size() > kMaxZoneBytes) return ZoneFailure("it is too large");
  ByteReader reader(bytes);
  const auto old = take_header(reader);
  if (!old) return ZoneFailure(old.error());
  if (old->version < '2') return ZoneFailure("it is of version 1, which ends in 2037");
  constexpr std::size_t old_time_bytes = 4;
  if (reader.left() < old->block_bytes(old_time_bytes)) return ZoneFailure("it is cut off");
  reader.take(old->block_bytes(old_time_bytes));
  const auto header = take_header(reader);
  if (!header) return ZoneFailure(header.error());
  constexpr std::size_t time_bytes = 8;
  if (reader.left() < header->block_bytes(time_bytes)) return ZoneFailure("it is cut off");
  if (header->leap_count > 0) return ZoneFailure("it counts leap seconds, which the UTC clock does not");
  if (header->type_count == 0) return ZoneFailure("it has no type of time");
  auto zone = take_changes(reader, *header);
  if (!zone) return zone;
  const std::string_view footer = reader.rest();
  if (footer.size() < 2 || footer.front() != '\n' || footer.find('\n', 1) == std::string_view::npos) {
    return ZoneFailure("it is cut off before its yearly rule");
  }
  const std::string_view rule = footer.substr(1, footer.find('\n', 1) - 1);
  if (rule.empty()) return zone;
  auto parsed = parse_yearly_rule(rule);
  if (!parsed) return ZoneFailure(parsed.error());
  zone->rule = *parsed;
  return zone;
}

}  // namespace baton::core
