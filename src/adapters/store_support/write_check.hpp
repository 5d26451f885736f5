// What every store refuses before it touches anything, and the limits of what it takes.
#pragma once

#include "runtime/ports/store.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace baton::adapters {

// The longest head, part or history record that a store takes.
inline constexpr std::size_t kMaxBody = std::size_t{64} << 20;

// Why no store could ever take this write of an instance whose next free part id is `next_part`; nothing if it is sound.
[[nodiscard]] std::optional<std::string> reason_to_refuse(const runtime::Write& write, std::uint64_t next_part);
// Why no store could ever take this event.
[[nodiscard]] std::optional<std::string> reason_to_refuse(const runtime::EventRow& event);
// Why a shard's owner may not write any more, and why it may not write an instance that is in another shard.
[[nodiscard]] std::string lost_shard(const runtime::Shard& shard, std::int64_t newest_epoch);
[[nodiscard]] std::string in_other_shard(std::int64_t shard);
// The next free part id once the write is stored.
[[nodiscard]] std::uint64_t next_part_after(const runtime::Write& write, std::uint64_t next_part);

}  // namespace baton::adapters
