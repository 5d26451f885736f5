#include "base/process.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

namespace baton {
namespace {

// What `work` returns in a child.
template <class Work>
bool in_child(const Work& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work() ? 1 : 0);
  int status = 0;
  waitpid(child, &status, 0);
  return WEXITSTATUS(status) == 1;
}

TEST(Process, IsThisOneUntilItIsForked) {
  const Process parent;
  EXPECT_TRUE(parent.is_this());
  EXPECT_FALSE(in_child([&] { return parent.is_this(); }));
  EXPECT_TRUE(in_child([&] { return Process().is_this(); }));
  EXPECT_FALSE(in_child([&] { return in_child([&] { return parent.is_this(); }); }));
  EXPECT_TRUE(parent.is_this());
}

}  // namespace
}  // namespace baton
