// Gives calls their answers. To make an answer means parsing the response and whatever the engine does with the output, such as
// searching it for secrets. Where the response is large that takes long: then it is done on a thread of its own, so that
// the transfers of other calls, and their timeouts, do not wait for it.
//
// No answer overtakes another: while that thread has any, all wait for it in order. give() is for one thread. The answers must
// not throw.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace baton::http {

struct Answer {
  std::move_only_function<void()> give;
  std::size_t bytes = 0;  // of the response
};

class Answers {
 public:
  // `given` is called on that thread after each answer.
  explicit Answers(std::function<void()> given) : given_(std::move(given)) {}
  Answers(const Answers&) = delete;
  Answers& operator=(const Answers&) = delete;
  // Waits for the answer that is being given, and drops the others.
  ~Answers();

  void give(Answer answer);
  // Answers that are not yet given.
  [[nodiscard]] std::size_t waiting() const;

 private:
  [[nodiscard]] bool has_thread();
  void work();

  std::function<void()> given_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Answer> answers_;  // the first stays until it is given
  bool is_stopping_ = false;
  std::thread thread_;  // begins with the first large answer
};

}  // namespace baton::http
