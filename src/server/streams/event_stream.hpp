// What a client follows as Server-Sent Events. The connection reads it again and again: it keeps no buffer, so that a client that is
// slow only reads later.
#pragma once

#include <baton/async.hpp>

#include <functional>
#include <string>

namespace baton::server {

class EventStream {
 public:
  EventStream() = default;
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;
  virtual ~EventStream() = default;

  struct News {
    std::string text;  // empty: nothing yet
    bool is_last = false;
  };
  // Once at a time.
  [[nodiscard]] virtual Async<News> read() = 0;
  // Called before the first read(): `moved` is called when there may be something to read, on any thread.
  virtual void begin(std::function<void()> moved) = 0;
};

}  // namespace baton::server
