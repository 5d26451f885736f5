#include "jq/regex_pattern.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace baton::jq {
namespace {

constexpr bool is_in_bounds(char c) {
  return (c >= '0' && c <= '9') || c == ',';
}

class Examiner {
 public:
  Examiner(std::string_view pattern, PatternOptions options) : rest_(pattern), options_(options) {
    examined_.compile_steps = 8 + 2 * pattern.size();
    if (options.ignore_case) {  // other cases of a letter become alternatives
      for (const char c : pattern) examined_.compile_steps += static_cast<unsigned char>(c) < 0x80 ? 4 : 22;
    }
  }

  RegexPattern examine() && {
    while (!rest_.empty()) take_next();
    return std::move(examined_);
  }

 private:
  void take(std::size_t count) {
    count = std::min(count, rest_.size());
    examined_.text += rest_.substr(0, count);
    rest_.remove_prefix(count);
  }
  // All up to this text and with it, from behind the first `from` bytes.
  void take_past(std::string_view end, std::size_t from) {
    const std::size_t found = rest_.find(end, from);
    take(found == std::string_view::npos ? rest_.size() : found + end.size());
  }

  void take_next() {
    if (rest_.front() == '\\') return take_escape();
    if (rest_.front() == '[') return take_set();
    if (rest_.front() == '(') return take_opening();
    if (rest_.front() == ')' && !groups_.empty()) groups_.pop_back();
    if (const std::size_t length = repetition()) return take_repetition(length);
    take(1);
  }

  void take_escape() {
    constexpr std::uint64_t kProperty = 150;  // a set of many ranges
    const char c = rest_.size() > 1 ? rest_[1] : '\0';
    if (c == 'Q') return take_past("\\E", 2);
    if (c == 'k' || (c >= '1' && c <= '9')) examined_.refers_back = true;
    if (c == 'p' || c == 'P') examined_.compile_steps += kProperty;
    constexpr std::string_view kWithName = "xpPoukgN";
    if (kWithName.contains(c) && rest_.size() > 2) {
      if (rest_[2] == '{') return take_past("}", 3);
      if (rest_[2] == '<') return take_past(">", 3);
    }
    take(2);
  }

  // [...]: nothing in it repeats.
  void take_set() {
    constexpr std::uint64_t kSet = 4;
    constexpr std::uint64_t kClass = 150;
    examined_.compile_steps += kSet;
    take(rest_.starts_with("[^") ? 2 : 1);
    if (rest_.starts_with(']')) take(1);
    while (!rest_.empty() && rest_.front() != ']') {
      if (rest_.starts_with("[:")) {
        examined_.compile_steps += kClass;
        take_past(":]", 2);
      } else if (rest_.front() == '\\') {
        constexpr std::string_view kClasses = "wWdDsShHpP";
        if (rest_.size() > 1 && kClasses.contains(rest_[1])) examined_.compile_steps += kClass;
        take(2);
      } else {
        take(1);
      }
    }
    take(1);
  }

  void take_opening() {
    if (rest_.starts_with("(?#")) return take_past(")", 3);
    constexpr std::array<std::string_view, 5> kUnseen = {"(?>", "(?=", "(?!", "(?<=", "(?<!"};
    const bool is_unseen = std::ranges::any_of(kUnseen, [&](auto start) { return rest_.starts_with(start); });
    groups_.push_back(is_unseen || (!groups_.empty() && groups_.back()));
    const bool has_options = rest_.starts_with("(?") && !is_unseen;
    const std::string_view flags = rest_.substr(0, rest_.find_first_of(":)"));
    if (has_options && flags.find('x') != std::string_view::npos) options_.extended = true;
    take(has_options ? 2 : 1);
    if (has_options && rest_.starts_with('<')) take_past(">", 1);
  }

  // The length of the `*`, `+`, `?` or `{2,5}` that comes next; 0: none does.
  [[nodiscard]] std::size_t repetition() const {
    if (std::string_view("*+?").contains(rest_.front())) return 1;
    if (rest_.front() != '{') return 0;
    const std::size_t end = rest_.find('}');
    if (end == std::string_view::npos || end == 1) return 0;
    const bool is_one = std::ranges::all_of(rest_.substr(1, end - 1), is_in_bounds);
    return is_one ? end + 1 : 0;
  }

  void take_repetition(std::size_t length) {
    const bool repeats = rest_.front() != '?';
    take(length);
    const bool keeps_all = rest_.starts_with('+');
    if (keeps_all || rest_.starts_with('?')) take(1);
    if (!repeats) return;
    const bool is_unseen = !groups_.empty() && groups_.back();
    examined_.reads_unseen |= keeps_all || is_unseen;
    if (!is_unseen && may_add_group()) examined_.text += "(?:)";
  }

  // Not where it would be the group that is repeated: a comment may stand between, too.
  [[nodiscard]] bool may_add_group() const {
    std::string_view next = rest_;
    if (options_.extended) next.remove_prefix(std::min(next.find_first_not_of(" \t\r\n\f\v"), next.size()));
    const bool is_last = next.find_first_not_of(')') == std::string_view::npos;
    const bool is_repeated = !is_last && (std::string_view("*+?{").contains(next.front()) || next.starts_with("(?#") ||
                                          (options_.extended && next.front() == '#'));
    return !is_last && !is_repeated;
  }

  std::string_view rest_;
  PatternOptions options_;
  RegexPattern examined_;
  std::vector<bool> groups_;  // those open: is what is inside unseen?
};

}  // namespace

RegexPattern examine(std::string_view pattern, PatternOptions options) {
  return Examiner(pattern, options).examine();
}

}  // namespace baton::jq
