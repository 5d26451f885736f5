#include "client/event_reader.hpp"

#include <gtest/gtest.h>

namespace baton::client {
namespace {

using Events = std::vector<ServerSentEvent>;

TEST(EventReader, ReadsEventsWhateverPiecesTheyComeIn) {
  const std::string stream = ":\n\nid: 1\nevent: reset\ndata: {\"a\":1}\n\nid: 2\ndata: x\ndata:y\n\ndata: z\n\n";
  const Events expected{{.id = "1", .name = "reset", .data = "{\"a\":1}"},
                        {.id = "2", .name = "", .data = "x\ny"},
                        {.id = "2", .name = "", .data = "z"}};
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    EventReader reader;
    Events all;
    for (std::size_t at = 0; at < stream.size(); at += size) {
      for (ServerSentEvent& each : reader.add(std::string_view(stream).substr(at, size)))
        all.push_back(std::move(each));
    }
    EXPECT_EQ(all, expected) << size;
  }
}

TEST(EventReader, RemembersAnIdWithoutData) {
  EventReader reader;
  EXPECT_EQ(reader.add("id: 7\ndata: x\n\nid: 900\n\n").size(), 1u);
  EXPECT_EQ(reader.last_id(), "900");
  EXPECT_TRUE(reader.add("id: 901\ndata: half").empty());
  EXPECT_EQ(reader.last_id(), "900") << "its event is not complete";
  reader.begin_anew();
  EXPECT_EQ(reader.add("data: y\n\n"), (Events{{.id = "900", .name = "", .data = "y"}}));
}

}  // namespace
}  // namespace baton::client
