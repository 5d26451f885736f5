#include "cli/out_of_memory.hpp"

#include <gtest/gtest.h>

#include <new>

namespace baton::cli {
namespace {

TEST(OutOfMemory, EndsTheProgramWithAMessageAndAStatus) {
  EXPECT_EXIT(
      {
        exit_when_out_of_memory();
        std::get_new_handler()();
      },
      ::testing::ExitedWithCode(4), "baton: out of memory");
}

}  // namespace
}  // namespace baton::cli
