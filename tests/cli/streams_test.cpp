// What is printed where, and what happens when it cannot be.
#include "cli/home.hpp"

#include <sys/resource.h>

#include <array>
#include <filesystem>
#include <iterator>

#include <csignal>

namespace baton::testing {
namespace {

class Streams : public Cli {};

TEST_F(Streams, HelpIsPrintedOnStdout) {
  for (const Arguments& arguments :
       {Arguments{"--help"}, Arguments{"run", "--help"}, Arguments{"ls", "--help"}, Arguments{"cancel", "-h"}}) {
    const auto help = baton(arguments);
    EXPECT_EQ(help.status, 0);
    EXPECT_EQ(help.err, "");
    EXPECT_TRUE(contains(help.out, "Examples:")) << help.out;
  }
  const std::string all = baton({"--help"}).out;
  for (const char* verb : {"run", "validate", "deploy", "start", "ls", "show", "history", "cancel", "suspend", "resume",
                           "retry", "rm", "emit", "events", "serve", "keys", "version"}) {
    EXPECT_TRUE(contains(all, std::string("\n  ") + verb + " ")) << verb;
  }
}

TEST_F(Streams, VersionIsPrintedInTwoWays) {
  EXPECT_TRUE(baton({"--version"}).out.starts_with("baton "));
  EXPECT_TRUE(contains(baton({"version"}).out, "stored instances: format "));
  EXPECT_TRUE(json({"version", "--json"}).find("formats")->find("instance")->is_number());
}

TEST_F(Streams, HelpThatCannotBePrintedIsReported) {
  for (const Arguments& arguments : {Arguments{"--help"}, Arguments{"run", "--help"}, Arguments{"sim", "-h"},
                                     Arguments{"--version"}, Arguments{"version"}, Arguments{"version", "--json"}}) {
    Process::Command full = command(arguments);
    full.stdout_path = "/dev/full";
    const auto failed = Process(full).wait();
    EXPECT_EQ(failed.status, 4) << arguments[0];
    EXPECT_EQ(failed.err, "baton: cannot write to stdout: No space left on device\n");
  }
}

TEST_F(Streams, AFullDiskIsReported) {
  write("greet.yaml", kGreet);
  Process::Command full = command({"run", "greet.yaml", "-q", "--input", R"({"name":"A"})"});
  full.stdout_path = "/dev/full";
  const auto failed = Process(full).wait();
  EXPECT_EQ(failed.status, 4);
  EXPECT_TRUE(contains(failed.err, "cannot write to stdout: No space left on device")) << failed.err;

  const auto events = baton({"run", "greet.yaml", "-q", "--input", R"({"name":"A"})", "--events", "/dev/full"});
  EXPECT_EQ(events.status, 4);
  EXPECT_TRUE(contains(events.err, "cannot write to /dev/full")) << events.err;
}

TEST_F(Streams, AClosedStdoutIsReportedAndHarmsNothingElse) {
  write("greet.yaml", kGreet);
  Process::Command closed = command({"run", "greet.yaml", "-q", "--id", "c-1", "--input", R"({"name":"A"})"});
  closed.closed_stdout = true;
  const auto done = Process(closed).wait();
  EXPECT_EQ(done.status, 4);
  EXPECT_EQ(done.err, "baton: cannot write to stdout: it is closed\n");
  EXPECT_EQ(*json({"show", "c-1", "--json"}).find("status"), Value::string("completed"));
}

TEST_F(Streams, AStoreThatMayNotGrowIsReported) {
  write("greet.yaml", kGreet);
  Process::Command limited = command({"run", "greet.yaml", "-q", "--input", R"({"name":"A"})"});
  limited.limits = {{RLIMIT_FSIZE, 4096}};
  const auto failed = Process(limited).wait();
  EXPECT_EQ(failed.status, 4) << failed.err;
  EXPECT_TRUE(contains(failed.err, "(ulimit -f)")) << failed.err;
}

TEST_F(Streams, AStoreThatCannotBeOpenedLeavesNoFile) {
  write("greet.yaml", kGreet);
  const auto files = [this] {
    return std::distance(std::filesystem::directory_iterator(path("")), std::filesystem::directory_iterator());
  };
  std::vector<Process::Limit> limits;
  for (const std::size_t bytes : {1, 1024, 10'240, 50'000}) limits.push_back({RLIMIT_FSIZE, bytes});
  // How many descriptors are too few depends on those that the test inherits.
  for (std::size_t descriptors = 4; descriptors < 16; ++descriptors) limits.push_back({RLIMIT_NOFILE, descriptors});
  std::size_t refused = 0;
  for (const Process::Limit& limit : limits) {
    Process::Command limited = command({"deploy", "greet.yaml"});
    limited.limits = {limit};
    const auto outcome = Process(limited).wait();
    if (outcome.status == 0) break;
    if (outcome.status == 4) ++refused;
    EXPECT_EQ(files(), 1) << limit.most << ": " << outcome.err;
  }
  EXPECT_GE(refused, 6u);
  EXPECT_EQ(baton({"deploy", "greet.yaml"}).status, 0);
}

TEST_F(Streams, ATerminalShowsATree) {
  write("tree.yaml", workflow("tree", R"(  - outer:
      do:
        - inner: {set: {x: 1}}
        - "a name that is far too long for the sixty columns of this narrow terminal": {set: {x: 2}}
)"));
  Process::Command terminal = command({"run", "tree.yaml"});
  terminal.terminal = true;
  const auto done = Process(terminal).wait();
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(done.out, "{\"x\":2}\n");
  EXPECT_TRUE(contains(done.err, "✓\x1b[0m test/tree/1.0.0")) << done.err;
  EXPECT_TRUE(contains(done.err, "\n    \x1b[32m✓\x1b[0m inner")) << done.err;
  EXPECT_TRUE(contains(done.err, "…")) << done.err;
}

TEST_F(Streams, ATerminalIsDrawnAsItsEnvironmentAsks) {
  write("greet.yaml", kGreet);
  Process::Command terminal = command({"run", "greet.yaml", "--input", R"({"name":"A"})"});
  terminal.terminal = true;
  terminal.environment = {"NO_COLOR=1", "LC_ALL=C"};
  const auto plain = Process(terminal).wait();
  EXPECT_TRUE(contains(plain.err, "\n  + greet")) << plain.err;
  EXPECT_FALSE(contains(plain.err, "\x1b[32m")) << plain.err;

  terminal.environment = {"TERM=dumb"};
  const auto dumb = Process(terminal).wait();
  EXPECT_FALSE(contains(dumb.err, "\x1b")) << dumb.err;
  EXPECT_TRUE(contains(dumb.err, "started /do/0/greet")) << dumb.err;
}

TEST_F(Streams, AnInterruptedTreeStaysOnTheScreen) {
  Process::Command terminal = command({"run", write("long.yaml", kLong), "--id", "t-1"});
  terminal.terminal = true;
  Process run(terminal);
  ASSERT_TRUE(run.says("pause"));
  run.signal(SIGINT);
  const auto interrupted = run.wait();
  EXPECT_EQ(interrupted.status, 5);
  EXPECT_TRUE(contains(interrupted.err, "baton run long.yaml --id t-1")) << interrupted.err;
}

TEST_F(Streams, ControlCharactersOfADocumentNeverReachTheTerminal) {
  write("evil.yaml",
        workflow("evil", R"(  - broken: {raise: {error: {type: https://example.com/x, status: 500, title: "\e[2J\a"}}}
)"));
  const auto faulted = baton({"run", "evil.yaml", "--id", "e-1"});
  EXPECT_EQ(faulted.status, 1) << faulted.err;
  for (const std::string& text : {faulted.err, baton({"show", "e-1"}).out, baton({"history", "e-1"}).out}) {
    EXPECT_FALSE(contains(text, "\x1b") || contains(text, "\a")) << text;
  }
}

// A title, a detail and a task's name with a line, or a direction of writing, of their own.
TEST_F(Streams, ADocumentForgesNoLine) {
  write("forger.yaml", workflow("forger", R"(  - "a\nb \u202Ec":
      raise:
        error: {type: https://example.com/x, status: 500, title: "T\nworkflow completed", detail: "D\r\nfaulted: no"}
)"));
  write("bad.yaml", workflow("bad", R"(  - a: {"set\nbaton: all is well \u2066": 1}
)"));
  const auto forged = [](const std::string& text) {
    return contains(text, "\nworkflow completed") || contains(text, "\nfaulted: no") || contains(text, "\nb ") ||
           contains(text, "\nbaton: all is well") || contains(text, "\u202E") || contains(text, "\u2066");
  };
  const auto run = baton({"run", "forger.yaml", "--id", "f-1"});
  EXPECT_EQ(run.status, 1) << run.err;
  EXPECT_TRUE(contains(run.err, "T\\nworkflow completed (500)")) << run.err;
  Process::Command terminal = command({"run", "forger.yaml", "--id", "f-2"});
  terminal.terminal = true;
  const auto tree = Process(terminal).wait();
  EXPECT_TRUE(contains(tree.err, "a\\nb \\u202Ec")) << tree.err;
  for (const std::string& text :
       {run.err, tree.err, baton({"ls"}).out, baton({"show", "f-1"}).out, baton({"history", "f-1"}).out,
        baton({"validate", "bad.yaml"}).out, baton({"run", "bad.yaml"}).err, baton({"sim", "bad.yaml"}).err,
        baton({"sim", "forger.yaml", "--runs", "3"}).out, baton({"sim", "forger.yaml", "--seed", "1"}).out}) {
    EXPECT_FALSE(forged(text)) << text;
  }
}

}  // namespace
}  // namespace baton::testing
