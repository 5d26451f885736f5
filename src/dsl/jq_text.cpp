#include "dsl/jq_text.hpp"

#include "dsl/names.hpp"

#include <algorithm>

namespace baton::dsl {
namespace {

constexpr std::string_view kOpening = "${";

// Visits the bytes of a jq expression that are code: neither in a comment nor in a string, except in the
// interpolations "\( … )" of a string.
class CodeScanner {
 public:
  CodeScanner(std::string_view text, std::size_t begin) : text_(text), at_(begin) {}

  // The offset of the next byte of code; nullopt at the end of the text.
  std::optional<std::size_t> next() {
    while (at_ < text_.size()) {
      if (in_string_) {
        pass_in_string();
      } else if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else {
        return pass_code();
      }
    }
    return std::nullopt;
  }

 private:
  void pass_in_string() {
    if (text_[at_] == '"') {
      in_string_ = false;
    } else if (text_[at_] == '\\') {
      ++at_;
      if (at_ < text_.size() && text_[at_] == '(') {
        open_parentheses_.push_back(0);
        in_string_ = false;
      }
    }
    ++at_;
  }

  std::size_t pass_code() {
    const char c = text_[at_];
    if (c == '"') {
      in_string_ = true;
    } else if (!open_parentheses_.empty()) {
      if (c == '(') ++open_parentheses_.back();
      if (c == ')' && open_parentheses_.back()-- == 0) {
        open_parentheses_.pop_back();
        in_string_ = true;
      }
    }
    return at_++;
  }

  std::string_view text_;
  std::size_t at_;
  bool in_string_ = false;
  std::vector<std::size_t> open_parentheses_;  // within each open interpolation, innermost last
};

// The offset of the brace that closes the expression which begins at `begin`.
std::optional<std::size_t> find_closing_brace(std::string_view text, std::size_t begin) {
  CodeScanner scanner(text, begin);
  std::size_t open = 0;
  while (const auto at = scanner.next()) {
    if (text[*at] == '{') ++open;
    if (text[*at] == '}' && open-- == 0) return at;
  }
  return std::nullopt;
}

// The rest of a path after a variable: `.name`, `."name"` or `["name"]`.
std::optional<std::string> first_member(std::string_view path) {
  path = trimmed(path);
  if (path.empty() || (path[0] != '.' && path[0] != '[')) return std::nullopt;
  path = trimmed(path.substr(1));
  if (path.starts_with('"')) {
    const std::size_t end = path.find('"', 1);
    if (end == std::string_view::npos || path.substr(0, end).contains('\\')) return std::nullopt;
    return std::string(path.substr(1, end - 1));
  }
  std::size_t length = 0;
  while (length < path.size() && is_variable_name(path.substr(0, length + 1))) ++length;
  if (length == 0) return std::nullopt;
  return std::string(path.substr(0, length));
}

}  // namespace

std::expected<std::vector<Piece>, std::size_t> split_expressions(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t opening = std::min(text.find(kOpening, at), text.size());
    if (opening > at) pieces.push_back({.is_expression = false, .text = text.substr(at, opening - at)});
    if (opening == text.size()) break;
    const std::size_t begin = opening + kOpening.size();
    const auto end = find_closing_brace(text, begin);
    if (!end) return std::unexpected(opening);
    pieces.push_back({.is_expression = true, .text = text.substr(begin, *end - begin)});
    at = *end + 1;
  }
  return pieces;
}

std::optional<std::string_view> whole_expression(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with(kOpening)) return std::nullopt;
  const auto end = find_closing_brace(text, kOpening.size());
  if (!end || *end + 1 != text.size()) return std::nullopt;
  return text.substr(kOpening.size(), *end - kOpening.size());
}

std::vector<std::string> members_mentioned(std::string_view expression, std::string_view variable) {
  std::vector<std::string> names;
  CodeScanner scanner(expression, 0);
  while (const auto at = scanner.next()) {
    const std::string_view rest = expression.substr(*at);
    if (!rest.starts_with('$') || !rest.substr(1).starts_with(variable)) continue;
    const std::string_view path = rest.substr(1 + variable.size());
    if (is_variable_name("_" + std::string(path.substr(0, 1))) && !path.empty()) continue;  // a longer name
    if (auto name = first_member(path)) names.push_back(*std::move(name));
  }
  return names;
}

}  // namespace baton::dsl
