#include "bench/raw.hpp"

#include "bench/histogram.hpp"

#include "adapters/sqlite/limits.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>

namespace baton::bench {
namespace {

using Clock = std::chrono::steady_clock;

std::unexpected<Error> failed(const std::string& what) {
  return std::unexpected(
      Error{.kind = Error::Kind::StoreFailed, .message = "the raw limit cannot be measured: " + what});
}

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

class BareSqlite {
 public:
  explicit BareSqlite(const RawLoad& load)
      : load_(load), head_(load.head_bytes, 'h'), record_(load.record_bytes, 'r') {}

  bool open(const std::string& file) {
    sqlite3* database = nullptr;
    const int code = sqlite3_open(file.c_str(), &database);
    database_.reset(database);
    namespace limits = adapters::sqlite;
    const std::string pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = " +
                                std::to_string(limits::kCachePages) +
                                "; PRAGMA wal_autocheckpoint = " + std::to_string(limits::kCheckpointPages) +
                                "; PRAGMA journal_size_limit = " + std::to_string(limits::kMaxIdleLogBytes) + ";";
    return code == SQLITE_OK && execute(pragmas.c_str()) &&
           execute(
               "CREATE TABLE instances(n INTEGER PRIMARY KEY, revision INTEGER NOT NULL, head BLOB NOT NULL) STRICT;"
               "CREATE TABLE history(r INTEGER PRIMARY KEY, n INTEGER NOT NULL, revision INTEGER NOT NULL,"
               " body BLOB NOT NULL) STRICT;") &&
           prepare(
               "INSERT INTO instances(n, revision, head) VALUES(?1, ?2, ?3)"
               " ON CONFLICT(n) DO UPDATE SET revision = excluded.revision, head = excluded.head",
               upsert_) &&
           prepare("INSERT INTO history(n, revision, body) VALUES(?1, ?2, ?3)", insert_) && prepare("BEGIN", begin_) &&
           prepare("COMMIT", commit_);
  }

  bool commit_batch() {
    bool good = step(begin_);
    for (std::size_t i = 0; good && i < load_.batch; ++i) {
      ++transitions_;
      const auto n = static_cast<std::int64_t>(transitions_ % load_.instances);
      good = write(upsert_, n, head_) && write(insert_, n, record_);
    }
    return good && step(commit_);
  }

  [[nodiscard]] std::string message() const { return sqlite3_errmsg(database_.get()); }

 private:
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;

  bool execute(const char* sql) { return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK; }
  bool prepare(const char* sql, Statement& statement) {
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    statement.reset(prepared);
    return code == SQLITE_OK;
  }
  static bool step(const Statement& statement) {
    const int code = sqlite3_step(statement.get());
    return sqlite3_reset(statement.get()) == SQLITE_OK && code == SQLITE_DONE;
  }
  bool write(const Statement& statement, std::int64_t n, const std::string& bytes) const {
    sqlite3_bind_int64(statement.get(), 1, n);
    sqlite3_bind_int64(statement.get(), 2, static_cast<std::int64_t>(transitions_));
    sqlite3_bind_blob64(statement.get(), 3, bytes.data(), bytes.size(), SQLITE_STATIC);
    return step(statement);
  }

  RawLoad load_;
  std::string head_;
  std::string record_;
  std::uint64_t transitions_ = 0;
  std::unique_ptr<sqlite3, Close> database_;
  Statement upsert_;
  Statement insert_;
  Statement begin_;
  Statement commit_;
};

class File {
 public:
  explicit File(const std::string& path) : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  [[nodiscard]] bool write_and_sync(const std::string& bytes, std::size_t at) const {
    const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(at));
    return written == static_cast<ssize_t>(bytes.size()) && fdatasync(descriptor_) == 0;
  }

 private:
  int descriptor_;
};

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

}  // namespace

Result<double> raw_sqlite(const RawLoad& load, const RawRun& run) {
  BareSqlite sqlite({.instances = std::max<std::size_t>(load.instances, 1),
                     .batch = std::max<std::size_t>(load.batch, 1),
                     .head_bytes = load.head_bytes,
                     .record_bytes = load.record_bytes});
  if (!sqlite.open(run.file)) return failed(sqlite.message());
  const double warm_up = run.seconds / 5;
  auto begin = Clock::now();
  while (run.goes_on() && seconds_since(begin) < warm_up) {
    if (!sqlite.commit_batch()) return failed(sqlite.message());
  }
  double transitions = 0;
  begin = Clock::now();
  do {
    if (!sqlite.commit_batch()) return failed(sqlite.message());
    transitions += static_cast<double>(std::max<std::size_t>(load.batch, 1));
  } while (run.goes_on() && seconds_since(begin) < run.seconds);
  return transitions / seconds_since(begin);
}

Result<double> raw_fdatasync_us(std::size_t bytes, const RawRun& run) {
  constexpr std::size_t extent = std::size_t{4} << 20;
  const File file(run.file);
  const std::string page(std::clamp<std::size_t>(bytes, 1, extent), 'p');
  if (!file.write_and_sync(std::string(extent, '0'), 0)) return failed(std::strerror(errno));
  Histogram times;
  std::size_t at = 0;
  const auto begin = Clock::now();
  do {
    const auto before = Clock::now();
    if (!file.write_and_sync(page, at)) return failed(std::strerror(errno));
    times.add(static_cast<std::uint64_t>(std::chrono::nanoseconds(Clock::now() - before).count()));
    at = at + 2 * page.size() <= extent ? at + page.size() : 0;
  } while (run.goes_on() && seconds_since(begin) < run.seconds);
  return times.median() / 1'000;
}

}  // namespace baton::bench
