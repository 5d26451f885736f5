// One instance of several that are to do the same: the source, or a fork of it.
#pragma once

#include "core/handle.hpp"
#include "support/stored_copy.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::tests {

// What a transition does, as far as all twins do the same: tasks by their names, calls by what they ask for.
struct Done {
  std::vector<std::string> changes;
  std::vector<std::string> calls;

  friend bool operator==(const Done&, const Done&) = default;
};

class Twin {
 public:
  // The source, with which nothing is wrong.
  Twin(std::shared_ptr<const core::Program> program, core::Instance instance)
      : program_(std::move(program)), instance_(std::move(instance)) {}

  [[nodiscard]] const core::Program& program() const { return *program_; }
  [[nodiscard]] const core::Instance& instance() const { return instance_; }
  // A new instance, whose transitions are stored.
  static Twin started(std::shared_ptr<const core::Program> program, core::Instance instance);

  // What its tasks have asked for and wait for.
  [[nodiscard]] std::vector<std::string> in_flight() const;
  Done handle(const core::Event& event);
  // Takes the turns that it asks for.
  void take_turns(const core::Event& like, Done& done);

  // An event of another twin, as it comes to this one. nullopt: it does not concern it.
  [[nodiscard]] std::optional<core::Event> own(const core::Event& event, const Twin& other) const;

  // What is wrong with what it stored, or with its keys.
  [[nodiscard]] const std::string& wrong() const { return wrong_; }
  // Keys that operators were given for what undoes something inherited, in their order.
  [[nodiscard]] const std::vector<std::string>& undo_keys() const { return undo_keys_; }
  [[nodiscard]] const std::vector<core::HistoryRecord>& history() const { return history_; }
  [[nodiscard]] const core::Decision& last() const { return *last_; }

 private:
  void check(const core::Decision& decision);
  // What the instance waits for must come: rows of timers and listeners.
  void check_rows(const core::Decision& decision);

  std::shared_ptr<const core::Program> program_;
  core::Instance instance_;
  std::optional<StoredCopy> stored_ = {};
  std::optional<core::Decision> last_ = {};
  std::vector<core::HistoryRecord> history_ = {};
  std::set<TimerId> timers_ = {};
  std::set<ListenerId> listeners_ = {};
  std::vector<std::string> undo_keys_ = {};
  std::string wrong_ = {};
};

}  // namespace baton::tests
