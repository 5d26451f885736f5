// Which files a SQLite store opens, and what it says of the others.
#include "contract/sqlite_home.hpp"
#include "contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <filesystem>

namespace baton::testing {
namespace {

using namespace runtime;
using ::testing::HasSubstr;
using Kind = StoreError::Kind;

constexpr OpenMode kBothModes[] = {OpenMode::Write, OpenMode::Read};

TEST(SqliteFile, OfANewerFormatIsRefusedUnchanged) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  open_store(path);
  run_sql(path, "PRAGMA user_version = 99");
  const std::string before = bytes_of(path);
  for (const OpenMode mode : kBothModes) {
    const StoreError error = open_error(path, mode);
    EXPECT_EQ(error.kind, Kind::NewerFormat);
    EXPECT_THAT(error.message, HasSubstr("format 99"));
    EXPECT_FALSE(error.is_transient());
  }
  EXPECT_EQ(bytes_of(path), before);
}

TEST(SqliteFile, OfAnOlderFormatIsMigratedWhenItIsOpenedForWriting) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  ASSERT_TRUE(open_store(path)->commit({.writes = std::vector{write_of("order-1", 1)}}).has_value());
  run_sql(path,
          "DROP TABLE events; DROP TABLE event_log; DROP TABLE event_finders;"
          "CREATE TABLE outbox(e INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, body BLOB NOT NULL) STRICT;"
          "PRAGMA user_version = 3");
  EXPECT_EQ(open_error(path, OpenMode::Read).kind, Kind::ReadOnly);
  {
    const auto store = open_store(path);
    EXPECT_TRUE(store->load(kShard, InstanceId{"order-1"}).value());
    EXPECT_EQ(store->events({}).value().last, 0U);
    const std::vector event{EventRow{.position = 0, .at = at(1), .key = "k", .type = "t", .body = "b"}};
    EXPECT_EQ(store->commit({.writes = {}, .published = event, .log = kShard})->last_event, 1U);
  }
  EXPECT_EQ(open_store(path, OpenMode::Read)->events({}).value().last, 1U);
}

TEST(SqliteFile, OfAnotherApplicationIsRefusedUnchanged) {
  TemporaryDirectory directory;
  const std::string path = directory.file("other.db");
  run_sql(path, "CREATE TABLE songs(title); INSERT INTO songs VALUES('one')");
  const std::string before = bytes_of(path);
  for (const OpenMode mode : kBothModes) {
    const StoreError error = open_error(path, mode);
    EXPECT_EQ(error.kind, Kind::Invalid);
    EXPECT_THAT(error.message, HasSubstr("another application"));
  }
  EXPECT_EQ(bytes_of(path), before);
}

TEST(SqliteFile, ThatIsNotADatabaseIsRefusedUnchanged) {
  TemporaryDirectory directory;
  const std::string path = directory.file("notes.txt");
  const std::string notes = "Remember the milk.\n" + std::string(5000, '.');
  std::ofstream(path) << notes;
  for (const OpenMode mode : kBothModes) {
    const StoreError error = open_error(path, mode);
    EXPECT_EQ(error.kind, Kind::Corrupt);
    EXPECT_THAT(error.message, HasSubstr("not an SQLite database"));
  }
  EXPECT_EQ(bytes_of(path), notes);
}

TEST(SqliteFile, ThatIsRefusedGetsNothingBesideIt) {
  TemporaryDirectory directory;
  const std::string path = directory.file("notes.txt");
  std::ofstream(path) << "Remember the milk.\n" + std::string(5000, '.');
  for (const OpenMode mode : kBothModes) EXPECT_EQ(open_error(path, mode).kind, Kind::Corrupt);
  const std::filesystem::directory_iterator files(std::filesystem::path(path).parent_path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(SqliteFile, ThatIsEmptyBecomesAStore) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  std::ofstream{path};
  EXPECT_EQ(open_error(path, OpenMode::Read).kind, Kind::ReadOnly);
  open_store(path);
  EXPECT_EQ(open_store(path, OpenMode::Read)->find(InstanceId{"a"}).value(), std::nullopt);
}

TEST(SqliteFile, ThatIsDamagedIsCorrupt) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  {
    auto store = open_store(path);
    ASSERT_TRUE(store->commit({.writes = std::vector{write_of("order-1", 1)}}).has_value());
  }
  const auto size = std::filesystem::file_size(path);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4096);
  file << std::string(size - 4096, '\xEE');
  file.close();
  const auto store =
      try_open(path);  // already fails where the description of the tables does not fit into the first page
  const auto found = store ? (*store)->find(InstanceId{"order-1"}) : std::unexpected(store.error());
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().kind, Kind::Corrupt);
  EXPECT_THAT(found.error().message, HasSubstr(path));
}

TEST(SqliteFile, WithoutItsDirectorySaysSo) {
  const StoreError error = open_error("/nonexistent/baton.db");
  EXPECT_EQ(error.kind, Kind::Unavailable);
  EXPECT_THAT(error.message, HasSubstr("no directory '/nonexistent'"));
}

TEST(SqliteFile, InAPlaceWithoutFilesIsUnavailable) {
  const StoreError error = open_error("/proc/baton.db");
  EXPECT_THAT(error.message, HasSubstr("'/proc/baton.db' cannot be opened for writing"));
}

TEST(SqliteFile, ThatIsADirectoryOrNamelessIsInvalid) {
  for (const OpenMode mode : kBothModes) {
    EXPECT_EQ(open_error("/tmp", mode).kind, Kind::Invalid);
    EXPECT_EQ(open_error("", mode).kind, Kind::Invalid);
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp.lock"));
}

TEST(SqliteFile, MustExistToBeRead) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  const StoreError error = open_error(path, OpenMode::Read);
  EXPECT_EQ(error.kind, Kind::Unavailable);
  EXPECT_THAT(error.message, HasSubstr("No such file"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(SqliteReader, SeesWhatLaterWritersCommitAndMakesNoFile) {
  TemporaryDirectory directory;
  const std::string path = directory.file("strange name?a=b%20#.db");
  open_store(path);
  const auto has = [&](const char* suffix) { return std::filesystem::exists(path + suffix); };
  auto reader = open_store(path, OpenMode::Read);
  EXPECT_FALSE(reader->find(InstanceId{"order-1"}).value().has_value());
  EXPECT_FALSE(has("-wal") || has("-shm"));
  for (std::uint64_t revision = 1; revision <= 3; ++revision) {
    auto writer = open_store(path);
    ASSERT_TRUE(writer->commit({.writes = std::vector{write_of("order-1", revision)}}).has_value());
    if (revision == 2) {
      EXPECT_EQ(reader->find(InstanceId{"order-1"}).value().value().revision.value, revision) << "beside the writer";
    }
    writer.reset();
    EXPECT_EQ(reader->find(InstanceId{"order-1"}).value().value().revision.value, revision);
  }
}

TEST(SqliteReader, SeesWhatTheWriterCommitsAndChangesNothing) {
  TemporaryDirectory directory;
  const std::string path = directory.file("baton.db");
  auto writer = open_store(path);
  auto reader = open_store(path, OpenMode::Read);
  for (std::uint64_t revision = 1; revision <= 3; ++revision) {
    const std::vector writes{write_of("order-1", revision)};
    ASSERT_TRUE(writer->commit({.writes = writes}).has_value());
    EXPECT_EQ(reader->find(InstanceId{"order-1"}).value().value().revision.value, revision);
    EXPECT_EQ(reader->load(kShard, InstanceId{"order-1"}).value().value().head, writes[0].head);
  }
  const DefinitionRow order = definition("order", "1.0.0", "d1");
  EXPECT_EQ(reader->commit({.writes = std::vector{write_of("order-1", 4)}}).error().kind, Kind::ReadOnly);
  EXPECT_EQ(reader->remove(kShard, InstanceId{"order-1"}).error().kind, Kind::ReadOnly);
  EXPECT_EQ(reader->put_definition(order).error().kind, Kind::ReadOnly);
  EXPECT_EQ(reader->deploy(order).error().kind, Kind::ReadOnly);
  writer.reset();
  EXPECT_TRUE(reader->find(InstanceId{"order-1"}).value().has_value());
}

}  // namespace
}  // namespace baton::testing
