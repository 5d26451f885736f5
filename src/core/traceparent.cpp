#include "core/traceparent.hpp"

#include <baton/operator.hpp>

#include <algorithm>
#include <string_view>

namespace baton::core {
namespace {

constexpr std::size_t kDigits = 16;  // of 64 bits

// FNV-1a, and splitmix64's last steps so that every bit of the text counts in every bit of the number. Never 0: an id of zeros
// alone is none.
std::uint64_t hash(std::string_view text, std::uint64_t seed) {
  std::uint64_t h = 0xcbf29ce484222325ULL ^ seed;
  for (const char byte : text) h = (h ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9ULL;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebULL;
  return std::max<std::uint64_t>(h ^ (h >> 31), 1);
}

void add_hex(std::string& text, std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t i = 0; i < kDigits; ++i) text += digits[number >> (60 - 4 * i) & 0xF];
}

// A key is "<run id>/<revision>/<position>".
std::string_view run_of(const IntentKey& key) {
  std::string_view run = key.value;
  for (int i = 0; i < 2; ++i) run = run.substr(0, run.rfind('/'));
  return run;
}

}  // namespace

std::string traceparent(const IntentKey& key, std::uint32_t attempt) {
  constexpr std::uint64_t kUpper = 1;
  constexpr std::uint64_t kLower = 2;
  constexpr std::uint64_t kSpan = 3;
  if (key.value.empty()) return {};
  const std::string_view run = run_of(key);
  std::string text;
  text.reserve(3 + 2 * kDigits + 1 + kDigits + 3);
  text += "00-";
  add_hex(text, hash(run, kUpper));
  add_hex(text, hash(run, kLower));
  text += '-';
  add_hex(text, hash(key.value, kSpan + (std::uint64_t{attempt} << 8)));
  text += "-01";
  return text;
}

}  // namespace baton::core

namespace baton {

std::string CallContext::traceparent() const {
  return core::traceparent(idempotency_key, attempt_under_key);
}

}  // namespace baton
