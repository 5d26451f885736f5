// The state of compiling one document: its errors, the names in scope, the tasks so far.
#pragma once

#include "core/program.hpp"
#include "dsl/components.hpp"
#include "dsl/diagnostics.hpp"
#include "dsl/dsl.hpp"
#include "dsl/tree.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::dsl {

// document.metadata.retry: of every call in the document.
struct CallRetry {
  core::RetryPolicy policy;
  const Node& node;
};

struct Compilation {
  const Limits& limits;
  Diagnostics& diagnostics;
  const Sources& sources;
  bool loose = false;  // evaluate.mode
  Components components = {};
  std::optional<CallRetry> call_retry = {};
  std::string zone = "UTC";  // document.metadata.timezone
  std::vector<core::Task> tasks = {};
  std::string task = "/";  // the reference of the one that is being compiled
  std::vector<core::Obstacle> obstacles = {};
  std::set<std::string> operator_calls = {};
  std::map<std::string, core::SchemaPtr, std::less<>> schemas = {};  // by the text of their documents
  std::vector<Extension> extensions = {};                            // use.extensions
  std::set<const Extension*> used_extensions = {};
  bool in_extension = false;                     // the tasks are an extension's own, which are not extended
  std::vector<const Node*> open_functions = {};  // being compiled, outermost first
  Extent reused = {};                            // what named components have added where they were used
  Resources resources = {};                      // of the sources: those that the document refers to
  std::map<std::string, MissingResource, std::less<>> missing = {};
  std::deque<Tree> fetched = {};  // documents among the resources
  bool only_examining = false;    // what is compiled is not used: only the errors in it are wanted
  bool exhausted = false;         // a limit is passed: compile no further tasks

  // Makes room for a task; nullopt past the limit.
  [[nodiscard]] std::optional<core::TaskId> add_task();
  // What a place that takes a name in `use` or the thing itself says: the thing's node. Reports a name that is not there.
  [[nodiscard]] const Node* resolve(const Node& node, ComponentMap& map);
  // Counts one more use of a named component; false past the limit, so that a small text cannot become a huge program.
  [[nodiscard]] bool count_reuse(const Node& component);
  // Where the compiled form of this schema is, or belongs if it is not compiled yet; nullptr past the limit.
  [[nodiscard]] core::SchemaPtr* find_schema(const std::string& text);

 private:
  void exhaust(std::string message);
};

}  // namespace baton::dsl
