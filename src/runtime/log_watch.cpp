#include "runtime/log_watch.hpp"

#include "runtime/limits.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {

LogEndRequest LogWatch::begin_end(const Shard& log) {
  asks_for_end_ = true;
  return {.log = log};
}

void LogWatch::read_end(std::uint64_t last) {
  asks_for_end_ = false;
  knows_end_ = true;
  last_ = std::max(last_, last);
  if (!next_) next_ = listeners_after(last_);
}

void LogWatch::appended(std::uint64_t last, bool found) {
  last_ = std::max(last_, last);
  if (found || is_behind_) {
    in_doubt();
  } else {
    next_ = listeners_after(last_);
  }
}

void LogWatch::in_doubt() {
  is_behind_ = true;
  looks_again_ = is_looking_;
}

void LogWatch::found_again(std::uint64_t position) {
  if (!next_ || position < next_->position) next_ = listeners_after(position - 1);
  in_doubt();
}

void LogWatch::look_at_all() {
  next_ = listeners_after(0);
  in_doubt();
}

ListenersRequest LogWatch::begin(const Shard& shard) {
  is_looking_ = true;
  looks_again_ = false;
  return {.shard = shard, .from = *next_, .limit = kListenerPage};
}

std::vector<InstanceId> LogWatch::read(const ListenersRequest& request, ListenerPage page) {
  is_looking_ = false;
  last_ = std::max(last_, page.last);
  if (next_ == request.from) next_ = std::move(page.next);  // else it starts again from the first
  is_behind_ = !page.is_done || looks_again_;
  return std::move(page.instances);
}

}  // namespace baton::runtime
