// The event log: appended to within a commit's transaction, read by users, trimmed.
//
// Its positions have no gaps, so what the log holds is known by its ends. They are in a row of their own, read once in a transaction
// that appends and written once. A transaction that does not append does nothing here.
#pragma once

#include "adapters/sqlite/database.hpp"
#include "runtime/ports/store.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace baton::adapters::sqlite {

class EventLog {
 public:
  EventLog(Database& database, Transactions& transactions);

  // Within a transaction that writes: begin() first, and finish() before it commits. finish() says what was appended.
  struct Ends {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
    std::uint64_t bytes = 0;  // of the bodies between them
  };
  void begin() { ends_.reset(); }
  [[nodiscard]] runtime::Appended append(const runtime::EventRow& event);
  struct Grown {
    std::uint64_t events = 0;
    std::uint64_t last = 0;  // the log's last position, if there are any
  };
  [[nodiscard]] Grown finish();
  // For a savepoint: what was appended since it was taken can be undone.
  [[nodiscard]] const std::optional<Ends>& ends() const { return ends_; }
  void undo_to(const std::optional<Ends>& ends) { ends_ = ends; }

  [[nodiscard]] runtime::EventRows read(const runtime::EventRowQuery& asked);
  // As BlockingJournal has them.
  [[nodiscard]] runtime::ListenerPage waiting(const runtime::Shard& shard, const runtime::ListenerPlace& from,
                                              std::size_t limit);
  [[nodiscard]] std::vector<runtime::FoundEvents> wanted(std::span<const runtime::WantedEvents> all, std::size_t limit);
  // Within a transaction that writes.
  [[nodiscard]] runtime::Trimmed trim(const runtime::Trim& trim);

 private:
  [[nodiscard]] Ends read_ends();
  void write_ends(const Ends& ends);
  runtime::Trimmed drop(Ends& ends, const runtime::Trim& trim);
  [[nodiscard]] Ends ends_after(Ends ends, const runtime::Trim& trim, std::size_t limit);
  // The first event before the end for which a listener waits, and whose.
  struct Awaited {
    std::uint64_t position = 0;
    std::vector<InstanceId> instances = {};
  };
  [[nodiscard]] Awaited first_awaited(std::uint64_t first, std::uint64_t end, const runtime::Trim& trim);
  [[nodiscard]] bool is_late(const Ends& ends, const runtime::Trim& trim);
  std::uint64_t forget_keys(const Ends& ends, const runtime::Trim& trim);

  Transactions& transactions_;
  std::optional<Ends> ends_;       // in the present transaction, once it has appended
  std::uint64_t last_before_ = 0;  // as it was read
  Statement read_ends_;
  Statement write_ends_;
  Statement append_;
  Statement append_finder_;
  Statement find_key_;
  Statement read_;
  Statement oldest_;
  Statement awaited_;
  Statement drop_;
  Statement drop_finders_;
  Statement finders_;
  Statement listeners_;
  Statement wanted_;
  Statement dropped_;
  Statement forget_;
};

}  // namespace baton::adapters::sqlite
