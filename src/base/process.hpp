// The process in which something was made. A child that fork() makes has the memory of its parent and none of its threads:
// what owns threads, or a file that only one process may use, asks here before it acts.
#pragma once

namespace baton {

class Process {
 public:
  Process();  // this one
  // No longer so in a child. Costs no system call.
  [[nodiscard]] bool is_this() const;

 private:
  unsigned generation_;
};

}  // namespace baton
