// The errors of a document, collected while all of it is examined.
#pragma once

#include "dsl/dsl.hpp"
#include "dsl/tree.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

class Diagnostics {
 public:
  explicit Diagnostics(std::size_t max_listed) : max_listed_(max_listed) {}

  void error(Position position, std::string message);
  // At the value; the message gets the node's JSON Pointer in front.
  void error(const Node& node, std::string_view message);
  // At the key under which the value is.
  void error_at_key(const Node& node, std::string_view message);
  void note(const Node& node, std::string_view message);

  [[nodiscard]] bool failed() const { return !errors_.empty(); }
  // So many errors are known that finding suggestions for more is not worth the time.
  [[nodiscard]] bool is_crowded() const { return errors_.size() > max_listed_; }

  // In the order of the document, each once; those beyond the limit are counted in a last one.
  [[nodiscard]] std::vector<Diagnostic> errors() const;
  [[nodiscard]] std::vector<Diagnostic> notes() const;

 private:
  struct Entry {
    Position position;
    std::string message;

    friend auto operator<=>(const Entry&, const Entry&) = default;
  };

  // More than are listed, since they are not found in the order of the document.
  [[nodiscard]] std::size_t kept() const { return 10 * max_listed_; }

  std::size_t max_listed_;
  std::set<Entry> errors_;
  std::set<Entry> notes_;
  std::size_t dropped_ = 0;
};

}  // namespace baton::dsl
