#include "runtime/codec/validate/rules.hpp"
#include "runtime/instance_id.hpp"
#include "runtime/limits.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

namespace baton::runtime::validate {
namespace {

struct ParsedKey {
  std::string_view run_id;
  std::uint64_t revision = 0;
};

// As handle() writes them: without sign and leading zeros.
template <class T>
std::optional<T> number_of(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  if (!is_whole || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  return number;
}

std::optional<ParsedKey> parsed(std::string_view key) {
  const std::size_t last = key.rfind('/');
  if (last == std::string_view::npos || last == 0) return std::nullopt;
  const std::size_t middle = key.rfind('/', last - 1);
  if (middle == std::string_view::npos) return std::nullopt;
  const auto revision = number_of<std::uint64_t>(key.substr(middle + 1, last - middle - 1));
  if (!revision || !number_of<std::uint32_t>(key.substr(last + 1))) return std::nullopt;
  return ParsedKey{.run_id = key.substr(0, middle), .revision = *revision};
}

bool is_run_id(std::string_view id) {
  return id.size() <= kMaxRunIdBytes && !invalid_instance_id(id);
}

}  // namespace

Broken broken_run_id(const std::string& run_id) {
  if (is_run_id(run_id)) return std::nullopt;
  return "its run id is not one";
}

Broken broken_own_key(const core::Instance& instance, const IntentKey& key) {
  const auto parts = parsed(key.value);
  const bool is_own =
      parts && parts->run_id == instance.run_id && parts->revision >= 1 && parts->revision <= instance.revision.value;
  if (is_own) return std::nullopt;
  return "'" + key.value + "' is not a key that this instance has made";
}

Broken broken_key(const IntentKey& key) {
  const auto parts = parsed(key.value);
  if (parts && is_run_id(parts->run_id)) return std::nullopt;
  return "'" + key.value + "' is not a key";
}

Broken broken_shared_key(const std::string& key) {
  constexpr std::size_t most = 256;
  const bool is_plain = std::ranges::all_of(key, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("._:-/").find(c) != std::string_view::npos;
  });
  if (is_plain && key.size() <= most) return std::nullopt;
  return "what operators are to be given for a key is none";
}

}  // namespace baton::runtime::validate
