// A thread of an operators' pool, for the code that runs on it and for those that ask about it.
//
//   idle ──▶ engine's code ──▶ operator's code ──▶ idle        (Operator: entered by the caller of operators)
//                                  │    ▲
//                                  ▼    │ InEngine: the operator has called an engine
//                              engine's code
//
// While the operator waits for other instances (Waiting), or once nobody waits for it (Run::give_up), another thread of the
// pool may work in its place. A pool that ends leaves a thread behind only where that is in the operator's code, which may
// never return: nothing of the engine is used there, nor after it but what the thread shares with its pool.
//
// The static functions and the guards do nothing on other threads.
#pragma once

#include <baton/health.hpp>
#include <baton/operator.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace baton::engine {

class OperatorCrew;

class OperatorThread : public std::enable_shared_from_this<OperatorThread> {
 public:
  // One job on one thread.
  struct Run {
    std::shared_ptr<OperatorThread> thread = {};
    std::uint64_t number = 0;

    // Nobody waits for it any more. Where it has ended, nothing happens. From any thread, as long as the pool is not destroyed.
    void give_up() const;
  };
  [[nodiscard]] static Run current_run();
  // The instance whose operator runs here, on a thread of this crew.
  [[nodiscard]] static std::optional<InstanceId> current_instance(const OperatorCrew& crew);

  // The operator's code begins on this thread, and then nothing but the end of its job follows.
  static void begin_operator(const std::string& function, const CallContext& context);

  // While it lives, an operator of this crew is in its engine. In a child of fork() it does nothing.
  class InEngine {
   public:
    explicit InEngine(const OperatorCrew& crew);
    InEngine(const InEngine&) = delete;
    InEngine& operator=(const InEngine&) = delete;
    ~InEngine();

   private:
    OperatorThread* thread_;
  };

  // While it lives, an operator waits for instances of any engine, whose operators may need a thread, too.
  class Waiting {
   public:
    Waiting();
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting();
    // Does any thread of this crew work, or can one begin?
    [[nodiscard]] bool leaves_a_thread(const OperatorCrew& crew) const;

   private:
    OperatorThread* thread_;
    bool leaves_a_thread_;
  };

 private:
  friend class OperatorCrew;
  explicit OperatorThread(OperatorCrew& crew) : crew_(crew) {}

  enum class Place : std::uint8_t { Engine, Operator, Left };

  // The thread's own side.
  void work();
  void end_task();
  void enter_engine();
  void return_to_operator();

  // For the pool that ends.
  [[nodiscard]] std::optional<RunningCall> running() const;
  // True: it is in the operator's code, and the pool need not wait for it.
  [[nodiscard]] bool leave();

  OperatorCrew& crew_;  // lives while the thread does
  std::thread thread_;
  bool has_ended_ = false;  // the crew's
  std::size_t holds_ = 0;   // the crew's: reasons for another thread to work in its place

  mutable std::mutex mutex_;            // taken before the crew's
  std::atomic<std::uint64_t> run_ = 0;  // the number of its job, which ends under the lock; even: it has none
  bool is_given_up_ = false;
  Place place_ = Place::Engine;
  std::size_t visits_ = 0;  // of the operator to its engine, within each other; the thread's own
  RunningCall call_;        // its texts are used again
};

}  // namespace baton::engine
