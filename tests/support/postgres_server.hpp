// A PostgreSQL server of the test's own: made in a temporary folder, reached only through a socket in it, gone with it. It
// is configured as PostgreSQL comes, with fsync. No other server is needed, used or disturbed.
//
//   class Server : public testing::Environment { … PostgresServer server; };     // starting one takes about two seconds
//   const std::string connection = server.create_database();                     // an empty database for each test
//
// PostgreSQL refuses to run as root: then the server, and its folder, belong to the user "postgres", or to "nobody".
// Without PostgreSQL's programs, in PATH or in Debian's /usr/lib/postgresql/VERSION/bin, the constructor throws.
// The server ends with the program that started it, also if that is killed.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

namespace baton::tests {

class PostgresServer {
 public:
  PostgresServer();  // returns when it accepts connections; throws std::runtime_error with what the server said
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  // A connection string for the database of this name; "postgres" is always there.
  [[nodiscard]] std::string connection_to(const std::string& database) const;
  // A new, empty database. Its connection string.
  [[nodiscard]] std::string create_database();

 private:
  void stop() noexcept;

  std::filesystem::path folder_;
  pid_t server_ = -1;
  std::thread log_reader_;
  std::atomic<int> databases_ = 0;
};

}  // namespace baton::tests
