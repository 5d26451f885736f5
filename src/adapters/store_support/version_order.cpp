#include "adapters/store_support/version_order.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

namespace baton::adapters {
namespace {

struct SemanticVersion {
  std::array<std::string_view, 3> numbers;
  std::string_view prerelease;  // empty: a release
};

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Takes the text up to the separator, and the separator, off the front of `rest`.
std::string_view take_field(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

std::optional<SemanticVersion> parse(std::string_view text) {
  std::string_view rest = text.substr(0, text.find('+'));
  std::string_view core = take_field(rest, '-');
  SemanticVersion version;
  for (std::string_view& number : version.numbers) {
    number = take_field(core, '.');
    if (!is_number(number)) return std::nullopt;
  }
  if (!core.empty()) return std::nullopt;
  version.prerelease = rest;
  return version;
}

// Of any length: compared without converting.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
  left.remove_prefix(std::min(left.find_first_not_of('0'), left.size()));
  right.remove_prefix(std::min(right.find_first_not_of('0'), right.size()));
  if (left.size() != right.size()) return left.size() <=> right.size();
  return left <=> right;
}

std::strong_ordering compare_identifiers(std::string_view left, std::string_view right) {
  if (is_number(left) && is_number(right)) return compare_numbers(left, right);
  if (is_number(left)) return std::strong_ordering::less;
  if (is_number(right)) return std::strong_ordering::greater;
  return left <=> right;
}

std::strong_ordering compare_prereleases(std::string_view left, std::string_view right) {
  if (left.empty() || right.empty()) return left.empty() <=> right.empty();  // a release is the greater one
  while (!left.empty() && !right.empty()) {
    const auto order = compare_identifiers(take_field(left, '.'), take_field(right, '.'));
    if (order != 0) return order;
  }
  return right.empty() <=> left.empty();  // the longer list is the greater one
}

std::strong_ordering compare_precedence(const SemanticVersion& left, const SemanticVersion& right) {
  for (std::size_t i = 0; i < left.numbers.size(); ++i) {
    const auto order = compare_numbers(left.numbers[i], right.numbers[i]);
    if (order != 0) return order;
  }
  return compare_prereleases(left.prerelease, right.prerelease);
}

}  // namespace

std::strong_ordering compare_versions(std::string_view left, std::string_view right) {
  const auto left_version = parse(left);
  const auto right_version = parse(right);
  if (left_version.has_value() != right_version.has_value())
    return left_version.has_value() <=> right_version.has_value();
  if (left_version) {
    const auto order = compare_precedence(*left_version, *right_version);
    if (order != 0) return order;
  }
  return left <=> right;
}

bool is_later(std::string_view candidate, std::string_view other) {
  const auto is_release = [](std::string_view text) {
    const auto version = parse(text);
    return version && version->prerelease.empty();
  };
  if (is_release(candidate) != is_release(other)) return is_release(candidate);
  return compare_versions(candidate, other) > 0;
}

bool is_listed_before(const DefinitionName& left, const DefinitionName& right) {
  const auto order = std::tie(left.space, left.name) <=> std::tie(right.space, right.name);
  return order != 0 ? order < 0 : compare_versions(left.version, right.version) < 0;
}

}  // namespace baton::adapters
