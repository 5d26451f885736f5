// reference_service COMMAND...: runs the command while a server answers at the address $PETS. It knows the pet 1, and schemas.
#include "adapters/http/loopback_server.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using baton::http::Reply;
using baton::http::ServedRequest;

Reply answer(const ServedRequest& request) {
  const std::string json = "Content-Type: application/json\r\n";
  if (request.target == "/pets/1") return baton::http::reply("200 OK", json, R"({"id": 1, "name": "Rex"})");
  return baton::http::reply("404 Not Found", json, "{}");
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fputs("usage: reference_service COMMAND...\n", stderr);
    return 2;
  }
  const baton::http::LoopbackServer server(answer);
  setenv("PETS", server.url("").c_str(), 1);
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[1], nullptr, nullptr, arguments + 1, environ) != 0) {
    std::fprintf(stderr, "%s cannot be run\n", arguments[1]);
    return 2;
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
