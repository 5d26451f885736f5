// Server-Sent Events from the bytes of a stream (HTML standard, 9.2.6), as far as a server sends them: lines end with a line feed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baton::client {

struct ServerSentEvent {
  std::string id;    // the last one that came, also of an event before; empty: none has
  std::string name;  // empty: it has none
  std::string data;

  friend bool operator==(const ServerSentEvent&, const ServerSentEvent&) = default;
};

class EventReader {
 public:
  // The events that these bytes complete.
  [[nodiscard]] std::vector<ServerSentEvent> add(std::string_view bytes);
  // Another connection begins: what had not come whole comes again.
  void begin_anew();
  // What a client resumes with.
  [[nodiscard]] const std::string& last_id() const { return last_id_; }

 private:
  void take_line(std::string_view line, std::vector<ServerSentEvent>& complete);

  std::string pending_;
  ServerSentEvent event_;
  bool has_data_ = false;
  std::string last_id_;
};

}  // namespace baton::client
