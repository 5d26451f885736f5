#include "dsl/names.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace baton::dsl {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c) {
  return is_letter(c) || is_digit(c);
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_identifier(std::string_view text) {
  return !text.empty() && (is_letter(text[0]) || text[0] == '_') &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; });
}

bool is_numeric(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

// Decimal without leading zeros.
bool is_version_number(std::string_view text) {
  return is_numeric(text) && (text.size() == 1 || text[0] != '0');
}

// Calls `accept` with each part between dots; false as soon as it refuses one.
template <class Accept>
bool all_dotted(std::string_view text, Accept accept) {
  while (true) {
    const std::size_t dot = text.find('.');
    if (!accept(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_label(std::string_view part) {
  return !part.empty() && std::ranges::all_of(part, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

// How many letters must be inserted, deleted, replaced or swapped with their neighbour to make one name of the other;
// case does not count.
std::size_t edit_distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> two_back;
  std::vector<std::size_t> last(right.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::vector<std::size_t> row(right.size() + 1);
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const auto same = [&](std::size_t a, std::size_t b) { return lower(left[i - a]) == lower(right[j - b]); };
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(1, 1) ? 0 : 1)});
      if (i > 1 && j > 1 && same(1, 2) && same(2, 1)) row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
    two_back = std::exchange(last, std::move(row));
  }
  return last.back();
}

}  // namespace

bool is_workflow_name(std::string_view text) {
  return text.size() <= 63 && is_label(text) && text.front() != '-' && text.back() != '-';
}

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

bool is_semantic_version(std::string_view text) {
  const std::size_t plus = text.find('+');
  if (plus != std::string_view::npos && !all_dotted(text.substr(plus + 1), is_label)) return false;
  text = text.substr(0, plus);
  const std::size_t hyphen = text.find('-');
  const auto is_prerelease = [](std::string_view part) {
    return is_label(part) && (!is_numeric(part) || is_version_number(part));
  };
  if (hyphen != std::string_view::npos && !all_dotted(text.substr(hyphen + 1), is_prerelease)) return false;
  text = text.substr(0, hyphen);
  return std::ranges::count(text, '.') == 2 && all_dotted(text, is_version_number);
}

bool is_variable_name(std::string_view text) {
  return is_identifier(text) && !text.contains('-');
}

bool is_operator_method(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && is_identifier(text.substr(0, dot)) && is_identifier(text.substr(dot + 1));
}

bool is_http_token(std::string_view text) {
  constexpr std::string_view kPunctuation = "!#$%&'*+-.^_`|~";
  return !text.empty() &&
         std::ranges::all_of(text, [&](char c) { return is_alphanumeric(c) || kPunctuation.contains(c); });
}

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

std::string escape_pointer(std::string_view step) {
  std::string escaped;
  for (const char c : step) {
    if (c == '~') {
      escaped += "~0";
    } else if (c == '/') {
      escaped += "~1";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kShown = 60;
  if (text.size() <= kShown) return std::string(text);
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // do not cut a character
  return std::string(text.substr(0, end)) + "…";
}

std::string quoted(std::string_view name) {
  return "'" + shortened(name) + "'";
}

std::string listed(std::span<const std::string_view> names) {
  constexpr std::size_t kShown = 12;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
    if (i > 0) list += ", ";
    list += shortened(names[i]);
  }
  if (names.size() > kShown) list += ", and " + std::to_string(names.size() - kShown) + " more";
  return list;
}

std::optional<std::string_view> nearest(std::string_view name, std::span<const std::string_view> candidates) {
  constexpr std::size_t kLongest = 40;      // longer names and
  constexpr std::size_t kCandidates = 200;  // further candidates are not worth the time
  if (name.size() > kLongest) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t best_distance = name.size() < 3 ? 0 : name.size() < 6 ? 1 : name.size() < 12 ? 2 : 3;
  for (const std::string_view candidate : candidates.first(std::min(candidates.size(), kCandidates))) {
    if (candidate.size() > name.size() + best_distance || name.size() > candidate.size() + best_distance) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance || (distance == best_distance && !best)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace baton::dsl
