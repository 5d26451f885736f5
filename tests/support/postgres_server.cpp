#include "support/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <future>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace baton::tests {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("PostgresServer: " + what);
}

// Where initdb and postgres are: in Debian's folder of the newest version, otherwise in PATH.
fs::path programs() {
  std::optional<std::pair<int, fs::path>> newest;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    const int number = std::atoi(version.path().filename().c_str());
    if (fs::exists(version.path() / "bin/postgres") && (!newest || number > newest->first)) {
      newest.emplace(number, version.path() / "bin");
    }
  }
  if (newest) return newest->second;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (fs::exists(fs::path(folder) / "initdb") && fs::exists(fs::path(folder) / "postgres")) return folder;
  }
  fail("neither in /usr/lib/postgresql nor in PATH are PostgreSQL's programs; ./dev test installs them");
}

struct User {
  uid_t uid;
  gid_t gid;
};
// Whom the server runs as, if not as whoever runs the test.
std::optional<User> other_user() {
  if (geteuid() != 0) return std::nullopt;
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* user = getpwnam(name)) return User{user->pw_uid, user->pw_gid};
  }
  fail("run as root, and there is neither a user 'postgres' nor 'nobody'");
}

fs::path make_folder(const std::optional<User>& user) {
  std::string name = (fs::temp_directory_path() / "baton-pg-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) fail("cannot make a folder: " + std::string(std::strerror(errno)));
  if (user && chown(name.c_str(), user->uid, user->gid) != 0) fail("cannot give its folder away");
  return name;
}

// A program that was started and what it says: the read end of a pipe from its stdout and stderr.
struct Started {
  pid_t pid;
  int output;
};
Started start(const std::vector<std::string>& command, const fs::path& folder, const std::optional<User>& user) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("no pipe");
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) fail("cannot fork");
  if (pid == 0) {
    // Between fork and exec, only what is safe after a fork of a program with threads.
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    if (user && (setgroups(0, nullptr) != 0 || setgid(user->gid) != 0 || setuid(user->uid) != 0)) _exit(126);
    if (chdir(folder.c_str()) != 0) _exit(126);
    // SIGQUIT makes the server end at once, and its processes with it.
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent) _exit(126);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(ends[1]);
  return {.pid = pid, .output = ends[0]};
}

// The next piece of what it says; empty when it has ended.
std::string read_some(int output) {
  std::array<char, 4096> buffer{};
  ssize_t size = 0;
  do {
    size = read(output, buffer.data(), buffer.size());
  } while (size < 0 && errno == EINTR);
  return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void make_cluster(const fs::path& bin, const fs::path& folder, const std::optional<User>& user) {
  // What initdb writes need not survive a loss of power; what the server writes later is synced as ever.
  const Started initdb = start({(bin / "initdb").string(), "--pgdata=data", "--username=baton", "--auth=trust",
                                "--no-locale", "--encoding=UTF8", "--no-sync", "--no-instructions"},
                               folder, user);
  std::string said;
  for (std::string piece; !(piece = read_some(initdb.output)).empty();) said += piece;
  close(initdb.output);
  if (wait_for(initdb.pid) != 0) fail("initdb failed:\n" + said);
}

// Reads what the server says to its end, so that it does not wait for a full pipe. `ready` becomes true when it
// accepts connections, or what it said before it ended.
void read_log(int output, std::promise<std::optional<std::string>> ready) {
  std::string said;
  bool is_ready = false;
  for (std::string piece; !(piece = read_some(output)).empty();) {
    if (is_ready) continue;
    said += piece;
    is_ready = said.find("database system is ready to accept connections") != std::string::npos;
    if (is_ready) ready.set_value(std::nullopt);
  }
  if (!is_ready) ready.set_value(said);
  close(output);
}

}  // namespace

PostgresServer::PostgresServer() {
  const fs::path bin = programs();
  const std::optional<User> user = other_user();
  folder_ = make_folder(user);
  try {
    make_cluster(bin, folder_, user);
    const Started server = start(
        {(bin / "postgres").string(), "-D", "data", "-c", "listen_addresses=", "-c",
         "unix_socket_directories=" + folder_.string(), "-c", "logging_collector=off", "-c", "shared_buffers=16MB"},
        folder_, user);
    server_ = server.pid;
    std::promise<std::optional<std::string>> ready;
    auto failure = ready.get_future();
    log_reader_ = std::thread(read_log, server.output, std::move(ready));
    if (const auto said = failure.get()) fail("the server did not start:\n" + *said);
  } catch (...) {
    stop();
    throw;
  }
}

PostgresServer::~PostgresServer() {
  stop();
}

// "Fast": connections are ended, not awaited.
void PostgresServer::stop() noexcept {
  if (server_ > 0) {
    kill(server_, SIGINT);
    wait_for(server_);
  }
  if (log_reader_.joinable()) log_reader_.join();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresServer::connection_to(const std::string& database) const {
  return "host=" + folder_.string() + " user=baton dbname=" + database;
}

std::string PostgresServer::create_database() {
  const std::string name = "test_" + std::to_string(++databases_);
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(connection_to("postgres").c_str()),
                                                                &PQfinish);
  const std::string sql = "CREATE DATABASE " + name;
  const std::unique_ptr<PGresult, decltype(&PQclear)> created(PQexec(connection.get(), sql.c_str()), &PQclear);
  if (PQresultStatus(created.get()) != PGRES_COMMAND_OK)
    fail("no new database: " + std::string(PQerrorMessage(connection.get())));
  return connection_to(name);
}

}  // namespace baton::tests
