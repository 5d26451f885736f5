#include "adapters/sqlite/sqlite_store.hpp"

#include "adapters/sqlite/empty_file.hpp"
#include "adapters/sqlite/errors.hpp"
#include "adapters/sqlite/file_path.hpp"
#include "adapters/sqlite/forked.hpp"
#include "adapters/sqlite/limits.hpp"
#include "adapters/sqlite/reading.hpp"
#include "adapters/sqlite/session.hpp"
#include "adapters/sqlite/writer_lock.hpp"
#include "adapters/store_support/page_cursor.hpp"

#include <filesystem>
#include <optional>
#include <type_traits>
#include <utility>

namespace baton::adapters {
namespace {

using namespace runtime;
using sqlite::Session;

class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, std::optional<sqlite::WriterLock> lock, std::unique_ptr<sqlite::OpenDatabase> open,
              std::unique_ptr<Session> session)
      : path_(std::move(path)), lock_(std::move(lock)), open_(std::move(open)), session_(std::move(session)) {}

  StoreResult<std::vector<WriteResult>> commit(const Shard& shard, std::span<const Write> writes) override {
    return change([&](Session& session) { return session.commits.commit(shard, writes); });
  }

  StoreResult<std::optional<StoredInstance>> load(const Shard& shard, const InstanceId& id) override {
    return call([&](Session& session) { return session.instances.load(shard, id); });
  }

  StoreResult<std::vector<DueTimer>> due_timers(const Shard& shard, const DueTimer& after, Timestamp now,
                                                std::size_t limit) override {
    return call([&](Session& session) { return session.instances.due_timers(shard, after, now, limit); });
  }

  StoreResult<std::optional<Timestamp>> next_timer(const Shard& shard, Timestamp now) override {
    return call([&](Session& session) { return session.instances.next_timer(shard, now); });
  }

  StoreResult<std::vector<InstanceId>> with_pending(const Shard& shard, const InstanceId& after,
                                                    std::size_t limit) override {
    return call([&](Session& session) { return session.instances.with_pending(shard, after, limit); });
  }

  StoreResult<Removed> remove(const Shard& shard, const InstanceId& id) override {
    return change([&](Session& session) { return session.commits.remove(shard, id); });
  }

  StoreResult<void> put_definition(const DefinitionRow& definition) override {
    return change([&](Session& session) { session.definitions.put(definition); });
  }

  StoreResult<std::vector<Deployed>> deploy_all(std::span<const DefinitionRow> definitions) override {
    return change([&](Session& session) { return session.definitions.deploy_all(definitions); });
  }

  StoreResult<std::optional<DefinitionRow>> find_definition(const Digest& digest) override {
    return call([&](Session& session) { return session.definitions.find(digest); });
  }

  StoreResult<std::optional<DefinitionRow>> find_deployed(const DefinitionName& name) override {
    return call([&](Session& session) { return session.definitions.find_deployed(name); });
  }

  StoreResult<std::vector<DefinitionRow>> list_deployed() override {
    return call([&](Session& session) { return session.definitions.list_deployed(); });
  }

  StoreResult<std::optional<InstanceRow>> find(const InstanceId& id) override {
    return call([&](Session& session) { return session.instances.find(id); });
  }

  StoreResult<InstancePage> list(const InstanceQuery& query) override {
    const auto after = page_start(query);
    if (!after) return std::unexpected(after.error());
    return call([&](Session& session) { return session.instances.list(query, *after); });
  }

  StoreResult<InstancePage> children(const InstanceId& parent, std::string_view run_id, const std::string& cursor,
                                     std::size_t limit) override {
    return call([&](Session& session) { return session.instances.children(parent, run_id, cursor, limit); });
  }

  StoreResult<std::vector<HistoryRow>> history(const InstanceId& id, Revision after, std::size_t limit) override {
    return call([&](Session& session) { return session.instances.history(id, after, limit); });
  }

  StoreResult<std::vector<PartRow>> parts(const InstanceId& id) override {
    return call([&](Session& session) { return session.instances.parts(id); });
  }

 private:
  [[nodiscard]] OpenMode mode() const { return lock_ ? OpenMode::Write : OpenMode::Read; }

  // A reader of an idle store reads again where a writer was at work meanwhile.
  template <class Work, class Result = std::invoke_result_t<Work, Session&>>
  StoreResult<Result> call(Work work) {
    for (int attempt = 0; attempt < sqlite::kReadAttempts; ++attempt) {
      if (!files_are_as_read()) session_.reset();
      auto result = call_once(work);
      if (files_are_as_read()) return result;
    }
    return std::unexpected(
        StoreError{StoreError::Kind::Busy, "'" + path_ + "' changes while it is read; try again", 0});
  }

  [[nodiscard]] bool files_are_as_read() const {
    return session_ == nullptr || !session_->files || *session_->files == sqlite::look_at_files(path_);
  }

  // The one place where failures become the port's errors.
  template <class Work, class Result = std::invoke_result_t<Work, Session&>>
  StoreResult<Result> call_once(Work& work) {
    try {
      if (session_ == nullptr) {
        auto reopened = sqlite::open_session(path_, mode());
        if (!reopened) return std::unexpected(reopened.error());
        session_ = *std::move(reopened);
      }
      if constexpr (std::is_void_v<Result>) {
        work(*session_);
        return {};
      } else {
        return work(*session_);
      }
    } catch (const sqlite::Failure& failure) {
      if (sqlite::breaks_connection(failure)) drop_session();
      return std::unexpected(sqlite::to_store_error(failure, path_));
    }
  }

  template <class Work, class Result = std::invoke_result_t<Work, Session&>>
  StoreResult<Result> change(Work work) {
    if (mode() == OpenMode::Read) {
      return std::unexpected(StoreError{StoreError::Kind::ReadOnly, "'" + path_ + "' was opened for reading only", 0});
    }
    return call(std::move(work));
  }

  // What the log holds is made durable by the next one that is opened, which is then the first to act upon it.
  void drop_session() {
    if (session_ != nullptr) session_->database.forbid_checkpoint_on_close();
    session_.reset();
  }

  std::string path_;
  std::optional<sqlite::WriterLock> lock_;  // of a writer only; outlives the session
  std::unique_ptr<sqlite::OpenDatabase> open_;
  std::unique_ptr<Session> session_;  // null after a failure that breaks it, until the next call
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
  std::unique_ptr<Session> session;
};

StoreResult<Opened> try_to_open(const std::string& path, OpenMode mode) {
  auto claim = sqlite::OpenDatabase::claim(path);
  if (!claim) return std::unexpected(std::move(claim).error());
  try {
    auto session = sqlite::open_session(path, mode);
    if (!session) return std::unexpected(std::move(session).error());
    return Opened{.claim = *std::move(claim), .session = *std::move(session)};
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
    return std::make_unique<SqliteStore>(path, std::move(lock), std::move(opened->claim), std::move(opened->session));
  if (lock) {
    if (!was_there) sqlite::remove_database(file);
    lock->abandon();
  }
  return std::unexpected(std::move(opened).error());
}

}  // namespace baton::adapters
