#include "dsl/diagnostics.hpp"

#include <utility>

namespace baton::dsl {
namespace {

std::string located(const Node& node, std::string_view message) {
  return pointer_to(node) + ": " + std::string(message);
}

}  // namespace

void Diagnostics::error(Position position, std::string message) {
  if (errors_.size() < kept()) {
    errors_.insert({position, std::move(message)});
  } else {
    ++dropped_;
  }
}

void Diagnostics::error(const Node& node, std::string_view message) {
  error(node.position, located(node, message));
}

void Diagnostics::error_at_key(const Node& node, std::string_view message) {
  error(node.key_position, located(node, message));
}

void Diagnostics::note(const Node& node, std::string_view message) {
  notes_.insert({node.position, located(node, message)});
}

std::vector<Diagnostic> Diagnostics::errors() const {
  std::vector<Diagnostic> list;
  for (const auto& [position, message] : errors_) {
    if (list.size() == max_listed_) {
      list.push_back({.line = position.line,
                      .column = position.column,
                      .message = std::to_string(errors_.size() + dropped_ - max_listed_) + " more errors (only " +
                                 std::to_string(max_listed_) + " are listed)"});
      break;
    }
    list.push_back({.line = position.line, .column = position.column, .message = message});
  }
  return list;
}

std::vector<Diagnostic> Diagnostics::notes() const {
  std::vector<Diagnostic> list;
  for (const auto& [position, message] : notes_) {
    list.push_back(
        {.severity = Diagnostic::Severity::Note, .line = position.line, .column = position.column, .message = message});
  }
  return list;
}

}  // namespace baton::dsl
