// A small deterministic world around handle(): operators that answer by script, virtual time, users, children.
//
// It is not the runtime: nothing is stored and nothing fails by itself. What happens is written to a trace.
#pragma once

#include "core/handle.hpp"

#include <baton/time.hpp>

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace baton::tests {

// Of a user: an event for the root, or one for the event log.
struct UserAction {
  Duration at;
  std::variant<core::EventBody, Value> event;
  std::string text;
};

class World {
 public:
  using ProgramPtr = std::shared_ptr<const core::Program>;

  void add_child(ProgramPtr program);
  // "ok JSON", "fail STATUS DETAIL", "unknown", "never"
  void add_answer(const std::string& function, std::string answer);
  void add_action(UserAction action) { actions_.push_back(std::move(action)); }

  // Until nothing can happen any more.
  void run(ProgramPtr program, Value input);

  [[nodiscard]] const std::vector<std::string>& trace() const { return trace_; }
  [[nodiscard]] const core::Instance& root() const { return runs_.at("root").instance; }

 private:
  struct Run {
    ProgramPtr program;
    core::Instance instance;
    std::map<TimerId, Timestamp> timers;
  };
  struct Delivery {
    std::string instance;
    core::EventBody event;
  };

  void deliver(const Delivery& delivery);
  void execute(const std::string& id, const core::Pending& pending);
  void answer_call(const std::string& id, const core::Pending& pending, const core::Call& call);
  void tell(const std::string& id, const core::HistoryRecord& record);
  bool advance_time();
  void append(Value event);
  bool deliver_from_log();
  void note(const std::string& id, const std::string& line);

  std::map<std::string, Run> runs_;
  std::map<std::string, ProgramPtr> children_;              // by name
  std::map<std::string, std::deque<std::string>> answers_;  // by function
  std::map<std::string, std::set<std::uint32_t>> open_;     // attempts without an answer, by key
  std::vector<UserAction> actions_;
  struct Logged {
    Value event;
    std::set<std::pair<std::string, std::string>> found_by;  // pattern, correlation
  };
  std::vector<Logged> log_;
  std::deque<Delivery> queue_;
  std::vector<std::string> trace_;
  Timestamp now_{};
  Timestamp traced_at_{};
};

}  // namespace baton::tests
