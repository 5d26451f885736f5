#include "client/event_reader.hpp"

#include <utility>

namespace baton::client {

std::vector<ServerSentEvent> EventReader::add(std::string_view bytes) {
  pending_ += bytes;
  std::vector<ServerSentEvent> complete;
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    take_line(std::string_view(pending_).substr(begin, end - begin), complete);
  }
  pending_.erase(0, begin);
  return complete;
}

void EventReader::begin_anew() {
  pending_.clear();
  event_ = {};
  has_data_ = false;
}

// An id counts once its event is complete, also where that has no data.
void EventReader::take_line(std::string_view line, std::vector<ServerSentEvent>& complete) {
  if (line.empty()) {
    if (!event_.id.empty()) last_id_ = event_.id;
    event_.id = last_id_;
    ServerSentEvent whole = std::exchange(event_, {});
    if (std::exchange(has_data_, false)) complete.push_back(std::move(whole));
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "id") {
    event_.id = value;
  } else if (field == "event") {
    event_.name = value;
  } else if (field == "data") {
    if (std::exchange(has_data_, true)) event_.data += '\n';
    event_.data += value;
  }
}

}  // namespace baton::client
