#include "core/traceparent.hpp"

#include <gtest/gtest.h>

#include <set>

namespace baton::core {
namespace {

std::string trace_of(const std::string& text) {
  return text.substr(3, 32);
}
std::string span_of(const std::string& text) {
  return text.substr(36, 16);
}

TEST(Traceparent, HasTheFormOfTheW3C) {
  const std::string text = traceparent(IntentKey{"run/1/0"}, 1);
  ASSERT_EQ(text.size(), 55u);
  EXPECT_EQ(text.substr(0, 3), "00-");
  EXPECT_EQ(text[35], '-');
  EXPECT_EQ(text.substr(52), "-01");
  EXPECT_EQ((trace_of(text) + span_of(text)).find_first_not_of("0123456789abcdef"), std::string::npos);
}

// Written down: a call that is made again by a later version is the same span.
TEST(Traceparent, IsTheSameWheneverTheSameCallIsMade) {
  EXPECT_EQ(traceparent(IntentKey{"run/1/0"}, 1), traceparent(IntentKey{"run/1/0"}, 1));
  EXPECT_EQ(traceparent(IntentKey{"run/1/0"}, 1), "00-6a7d371cc88c7fdb92b15991e9503962-996749df6e0ee628-01");
}

TEST(Traceparent, IsOneTraceForARunAndOneSpanForAnAttempt) {
  const std::string first = traceparent(IntentKey{"run/1/0"}, 1);
  std::set<std::string> spans{span_of(first)};
  for (const std::string& same : {traceparent(IntentKey{"run/1/0"}, 2), traceparent(IntentKey{"run/1/1"}, 1),
                                  traceparent(IntentKey{"run/2/0"}, 1)}) {
    EXPECT_EQ(trace_of(same), trace_of(first));
    EXPECT_TRUE(spans.insert(span_of(same)).second) << same;
  }
  EXPECT_NE(trace_of(traceparent(IntentKey{"ruin/1/0"}, 1)), trace_of(first));
}

}  // namespace
}  // namespace baton::core
