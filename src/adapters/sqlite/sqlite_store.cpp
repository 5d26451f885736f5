#include "adapters/sqlite/sqlite_store.hpp"

#include "adapters/sqlite/empty_file.hpp"
#include "adapters/sqlite/errors.hpp"
#include "adapters/sqlite/file_path.hpp"
#include "adapters/sqlite/forked.hpp"
#include "adapters/sqlite/limits.hpp"
#include "adapters/sqlite/readers.hpp"
#include "adapters/sqlite/session.hpp"
#include "adapters/sqlite/writer_lock.hpp"
#include "adapters/store_support/page_cursor.hpp"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace baton::adapters {
namespace {

using namespace runtime;
using sqlite::Session;

template <class T>
struct AsResultOf {
  using Type = StoreResult<T>;
};
template <class T>
struct AsResultOf<StoreResult<T>> {
  using Type = StoreResult<T>;
};
template <class T>
using AsResult = typename AsResultOf<T>::Type;

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& path, std::optional<sqlite::WriterLock> lock,
              std::unique_ptr<sqlite::OpenDatabase> open, std::unique_ptr<Session> writer,
              std::unique_ptr<Session> reader)
      : path_(path),
        lock_(std::move(lock)),
        open_(std::move(open)),
        writer_(std::move(writer)),
        readers_(path, lock_ ? OpenMode::Write : OpenMode::Read) {
    readers_.keep(std::move(reader));
  }

  CommitResult commit(const Commit& commit) override {
    return write([&](Session& session) { return session.commits.commit(commit); });
  }

  StoreResult<Trimmed> trim_events(const Trim& trim) override {
    return write([&](Session& session) { return session.commits.trim_events(trim); });
  }

  StoreResult<EventRows> events(const EventRowQuery& query) override {
    return read_as_user([&](Session& session) { return session.events.read(query); });
  }

  StoreResult<std::optional<StoredInstance>> load(const Shard& shard, const InstanceId& id) override {
    return read_as_writer([&](Session& session) { return session.instances.load(shard, id); });
  }

  StoreResult<std::vector<DueTimer>> due_timers(const Shard& shard, const DueTimer& after, Timestamp now,
                                                std::size_t limit) override {
    return read_as_writer([&](Session& session) { return session.instances.due_timers(shard, after, now, limit); });
  }

  StoreResult<std::optional<Timestamp>> next_timer(const Shard& shard, Timestamp now) override {
    return read_as_writer([&](Session& session) { return session.instances.next_timer(shard, now); });
  }

  StoreResult<std::vector<InstanceId>> with_pending(const Shard& shard, const InstanceId& after,
                                                    std::size_t limit) override {
    return read_as_writer([&](Session& session) { return session.instances.with_pending(shard, after, limit); });
  }

  StoreResult<ListenerPage> waiting_listeners(const Shard& shard, const ListenerPlace& from,
                                              std::size_t limit) override {
    return read_as_writer([&](Session& session) { return session.events.waiting(shard, from, limit); });
  }

  StoreResult<std::vector<FoundEvents>> wanted_events(std::span<const WantedEvents> wanted,
                                                      std::size_t limit) override {
    return read_as_writer([&](Session& session) { return session.events.wanted(wanted, limit); });
  }

  StoreResult<Removed> remove(const Shard& shard, const InstanceId& id) override {
    return write([&](Session& session) { return session.commits.remove(shard, id); });
  }

  StoreResult<void> consume(const Consumed& message) override {
    return write([&](Session& session) -> StoreResult<void> {
      session.commits.consume(message);
      return {};
    });
  }

  StoreResult<void> put_definition(const DefinitionRow& definition) override {
    return write([&](Session& session) -> StoreResult<void> {
      session.definitions.put(definition);
      return {};
    });
  }

  StoreResult<std::vector<Deployed>> deploy_all(std::span<const DefinitionRow> definitions) override {
    return write([&](Session& session) { return session.definitions.deploy_all(definitions); });
  }

  StoreResult<Undeployed> undeploy(const DefinitionName& name) override {
    return write([&](Session& session) { return session.definitions.undeploy(name); });
  }

  StoreResult<std::vector<DefinitionRow>> definitions(const Digest& after, std::size_t limit) override {
    return read_as_user([&](Session& session) { return session.definitions.all(after, limit); });
  }

  StoreResult<std::optional<DefinitionRow>> find_definition(const Digest& digest) override {
    return read_as_user([&](Session& session) { return session.definitions.find(digest); });
  }

  StoreResult<std::optional<DefinitionRow>> find_deployed(const DefinitionName& name) override {
    return read_as_user([&](Session& session) { return session.definitions.find_deployed(name); });
  }

  StoreResult<std::vector<DefinitionRow>> list_deployed() override {
    return read_as_user([&](Session& session) { return session.definitions.list_deployed(); });
  }

  StoreResult<std::optional<InstanceRow>> find(const InstanceId& id) override {
    return read_as_user([&](Session& session) { return session.instances.find(id); });
  }

  StoreResult<std::optional<StoredInstance>> read(const InstanceId& id) override {
    return read_as_user([&](Session& session) { return session.instances.read(id); });
  }

  StoreResult<InstancePage> list(const InstanceQuery& query) override {
    const auto after = page_start(query);
    if (!after) return std::unexpected(after.error());
    return read_as_user([&](Session& session) { return session.instances.list(query, *after); });
  }

  StoreResult<InstancePage> children(const InstanceId& parent, const std::string& cursor, std::size_t limit) override {
    return read_as_user([&](Session& session) { return session.instances.children(parent, cursor, limit); });
  }

  StoreResult<std::vector<HistoryRow>> history(const InstanceId& id, Revision after, std::size_t limit) override {
    return read_as_user([&](Session& session) { return session.instances.history(id, after, limit); });
  }

  StoreResult<InstanceExtras> extras(const InstanceId& id) override {
    return read_as_user([&](Session& session) { return session.instances.extras(id); });
  }

  StoreResult<void> add_audit(std::span<const AuditRow> rows) override {
    return write([&](Session& session) -> StoreResult<void> {
      session.audit.add(rows);
      return {};
    });
  }

  StoreResult<std::vector<AuditRow>> audit(std::uint64_t before, std::size_t limit) override {
    return read_as_user([&](Session& session) { return session.audit.read(before, limit); });
  }

  StoreResult<std::vector<PartRow>> parts(const InstanceId& id) override {
    return read_as_user([&](Session& session) { return session.instances.parts(id); });
  }

 private:
  // On the writer's connection: that of the loop, its commit thread, and those who deploy; one at a time. This and
  // Readers::read() are the places where failures become the port's errors.
  template <class Work, class Result = AsResult<std::invoke_result_t<Work, Session&>>>
  Result as_writer(Work work) {
    const std::lock_guard lock(mutex_);
    try {
      if (writer_ == nullptr) {
        auto reopened = sqlite::open_session(path_, OpenMode::Write);
        if (!reopened) return std::unexpected(reopened.error());
        writer_ = *std::move(reopened);
        is_broken_ = false;
      }
      return work(*writer_);
    } catch (const sqlite::Failure& failure) {
      if (sqlite::breaks_connection(failure)) drop_sessions();
      return std::unexpected(sqlite::to_store_error(failure, path_));
    }
  }

  template <class Work, class Result = AsResult<std::invoke_result_t<Work, Session&>>>
  Result read_as_writer(Work work) {
    return lock_ ? as_writer(std::move(work)) : readers_.read(std::move(work));
  }

  // After a failure the writer comes first: what a user then reads is durable, as it was before.
  template <class Work, class Result = AsResult<std::invoke_result_t<Work, Session&>>>
  Result read_as_user(Work work) {
    if (is_broken_) {
      const auto mended = as_writer([](Session&) { return StoreResult<void>(); });
      if (!mended) return std::unexpected(mended.error());
    }
    return readers_.read(std::move(work));
  }

  template <class Work, class Result = AsResult<std::invoke_result_t<Work, Session&>>>
  Result write(Work work) {
    if (lock_) return as_writer(std::move(work));
    return std::unexpected(StoreError{StoreError::Kind::ReadOnly, "'" + path_ + "' was opened for reading only", 0});
  }

  // What the log holds is made durable by the next one that is opened, which is then the first to act upon it. Readers that
  // stayed would keep what SQLite remembers of the log, which may no longer be what is in it.
  void drop_sessions() {
    is_broken_ = true;
    readers_.drop();
    if (writer_ != nullptr) writer_->database.forbid_checkpoint_on_close();
    writer_.reset();
  }

  std::string path_;
  std::optional<sqlite::WriterLock> lock_;  // of a writer only; outlives the sessions
  std::unique_ptr<sqlite::OpenDatabase> open_;
  std::mutex mutex_;                 // of writer_
  std::unique_ptr<Session> writer_;  // null after a failure that breaks it, until the next call
  std::atomic<bool> is_broken_ = false;
  sqlite::Readers readers_;  // ends before the writer, which may then empty the log
};

std::optional<StoreError> unusable_path(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (!path.empty() && (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)))
    return std::nullopt;
  return StoreError{StoreError::Kind::Invalid, "'" + path + "' is not the path of a file", 0};
}

struct Opened {
  std::unique_ptr<sqlite::OpenDatabase> claim;
  std::unique_ptr<Session> writer;  // where it is opened for writing
  std::unique_ptr<Session> reader;
};

StoreResult<Opened> try_to_open(const std::string& path, OpenMode mode) {
  auto claim = sqlite::OpenDatabase::claim(path);
  if (!claim) return std::unexpected(std::move(claim).error());
  try {
    auto session = sqlite::open_session(path, mode);
    if (!session) return std::unexpected(std::move(session).error());
    Opened opened{.claim = *std::move(claim), .writer = nullptr, .reader = *std::move(session)};
    if (mode == OpenMode::Write) opened.writer = std::exchange(opened.reader, sqlite::open_beside_writer(path));
    return opened;
  } catch (const sqlite::Failure& failure) {
    return std::unexpected(sqlite::to_store_error(failure, path));
  }
}

}  // namespace

StoreResult<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, OpenMode mode) {
  if (auto reason = unusable_path(path)) return std::unexpected(*reason);
  std::optional<sqlite::WriterLock> lock;
  if (mode == OpenMode::Write) {
    auto acquired = sqlite::WriterLock::acquire(path);
    if (!acquired) return std::unexpected(acquired.error());
    lock.emplace(*std::move(acquired));
  }
  const std::string file = sqlite::canonical(path);
  std::error_code ignored;
  const bool was_there = std::filesystem::exists(file, ignored);
  auto opened = try_to_open(path, mode);
  if (opened)
    return std::make_unique<SqliteStore>(path, std::move(lock), std::move(opened->claim), std::move(opened->writer),
                                         std::move(opened->reader));
  if (lock) {
    if (!was_there) sqlite::remove_database(file);
    lock->abandon();
  }
  return std::unexpected(std::move(opened).error());
}

}  // namespace baton::adapters
