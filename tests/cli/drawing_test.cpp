#include "cli/table.hpp"
#include "cli/task_tree.hpp"
#include "cli/text.hpp"
#include "cli/workflow_name.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace baton::cli {
namespace {

constexpr Terminal kPlain{.width = 40, .height = 10, .color = false, .utf8 = false};

Timestamp at(int seconds) {
  return Timestamp{std::chrono::seconds{seconds}};
}

HistoryEntry change(const std::string& kind, const std::string& task, int seconds) {
  HistoryEntry entry;
  entry.instance = {"id-1"};
  entry.definition = {"shop", "order", "1.0.0"};
  entry.at = at(seconds);
  entry.kind = kind;
  entry.task = task;
  entry.task_name = task.substr(task.rfind('/') + 1);
  return entry;
}

TEST(TaskTree, PutsTasksUnderTheirParents) {
  TaskTree tree;
  tree.apply(change("workflow.started", "/", 0));
  tree.apply(change("task.started", "/do/0/both", 0));
  tree.apply(change("task.started", "/do/0/both/fork/branches/0/left", 0));
  tree.apply(change("task.started", "/do/0/both/fork/branches/1/right", 0));
  tree.apply(change("task.started", "/do/0/both/fork/branches/0/left/do/0/leaf", 1));
  tree.apply(change("task.completed", "/do/0/both/fork/branches/1/right", 2));
  EXPECT_EQ(tree.lines(at(3), kPlain),
            (std::vector<std::string>{"> shop/order/1.0.0  id-1  3.0s", "  > both  3.0s", "    > left  3.0s",
                                      "      > leaf  2.0s", "    + right  2.0s"}));
}

TEST(TaskTree, ShowsAttempts) {
  TaskTree tree;
  tree.apply(change("task.started", "/do/0/call", 0));
  HistoryEntry retried = change("task.retried", "/do/0/call", 1);
  retried.attempt = 2;
  tree.apply(retried);
  EXPECT_EQ(tree.lines(at(2), kPlain), std::vector<std::string>{"~ call (attempt 2)  2.0s"});
}

TEST(TaskTree, FitsTheTerminal) {
  TaskTree tree;
  for (int i = 0; i < 30; ++i) {
    const std::string task =
        "/do/" + std::to_string(i) + "/task-with-a-name-that-is-longer-than-the-line-" + std::to_string(i);
    tree.apply(change("task.started", task, i));
    if (i != 3) tree.apply(change("task.completed", task, i));
  }
  for (const Terminal terminal : {kPlain, Terminal{.width = 5, .height = 2, .color = false, .utf8 = true},
                                  Terminal{.width = 1, .height = 1, .color = false, .utf8 = true}}) {
    const auto lines = tree.lines(at(30), terminal);
    EXPECT_LE(lines.size(), std::max<std::size_t>(terminal.height - 1, 2));
    for (const std::string& line : lines) EXPECT_LE(width_of(line), terminal.width) << line;
  }
  const auto lines = tree.lines(at(30), kPlain);
  EXPECT_TRUE(lines.front().starts_with("> task")) << "what is in progress is shown";
  EXPECT_EQ(lines.back(), "22 more tasks");
}

TEST(Table, AlignsItsColumns) {
  EXPECT_EQ(table({{"A", "LONG", "C"}, {"über", "x", ""}, {"b", "", "c"}}), "A     LONG  C\nüber  x\nb           c\n");
  EXPECT_EQ(table({{"a\nb", "c"}, {"x", "y"}}), "a\\nb  c\nx     y\n") << "a row is one line";
}

TEST(Text, IsSafeToPrint) {
  EXPECT_EQ(printable("a\tb\n\x1b[2J\x7f\xC2\x9B\xFF"), "a\tb\n\uFFFD[2J\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(printable("\u202Eabc\u2066\u200F\u061C\u2028"), "\uFFFDabc\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(one_line("a\tb\r\n\x1b[2J\u202E\u2029ü\xFF"), "a\\tb\\r\\n\\u001B[2J\\u202E\\u2029ü\uFFFD");
  EXPECT_EQ(shortened("äöü", 3), "äöü");
  EXPECT_EQ(shortened("äöüß", 3), "äö…");
  EXPECT_EQ(shell_word("plain-1.yaml"), "plain-1.yaml");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

TEST(Text, ShowsDurations) {
  EXPECT_EQ(elapsed(Duration{120}), "0.1s");
  EXPECT_EQ(elapsed(Duration{61'000}), "1m01s");
  EXPECT_EQ(elapsed(std::chrono::hours{2} + std::chrono::minutes{5}), "2h05m");
  EXPECT_EQ(elapsed(std::chrono::hours{76}), "3d04h");
}

TEST(WorkflowName, HasOneToThreeParts) {
  EXPECT_EQ(parse_workflow_name("order"), (DefinitionName{"", "order", ""}));
  EXPECT_EQ(parse_workflow_name("shop/order"), (DefinitionName{"shop", "order", ""}));
  EXPECT_EQ(parse_workflow_name("shop/order/1.0.0"), (DefinitionName{"shop", "order", "1.0.0"}));
  for (const char* bad : {"", "/", "a/", "/a", "a//b", "a/b/c/d"}) EXPECT_FALSE(parse_workflow_name(bad)) << bad;
}

}  // namespace
}  // namespace baton::cli
