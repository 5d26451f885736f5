#include "engine/secret_scan.hpp"

#include "engine/limits.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {
std::vector<TextRange> SecretScan::run() {
  for (std::size_t at = 0; at < text_.size();) {
    if (begins_escape(text_[at])) {
      read_escapes(at);
    } else if (next_path_ == at) {
      continue_paths(at);
    }
    at = read_plainly(at, std::min(next_path_, text_.size()));
  }
  return std::move(found_);
}

// Up to `end` or the next escape, but one byte at least. Most of the time is spent here.
std::size_t SecretScan::read_plainly(std::size_t begin, std::size_t end) {
  std::uint64_t last = last_;
  std::uint32_t folded = last_folded_;
  std::size_t fours = fours_;
  std::size_t at = begin;
  while (at < end) {
    last = last << 8U | static_cast<unsigned char>(text_[at]);
    folded = folded << 8U | SecretParts::folded(text_[at]);
    ++at;
    if (parts_.may_contain_four(folded)) [[unlikely]] {
      const std::size_t known = std::min({++fours + 3, kSecretPart, at});
      const std::size_t length = known < parts_.shortest() ? 0 : parts_.longest_at_end({.bytes = last, .known = known});
      if (length > 0) note({.begin = at - length, .end = at});
    } else {
      fours = 0;
    }
    if (at < end && begins_escape(text_[at])) break;
  }
  last_ = last;
  last_folded_ = folded;
  fours_ = fours;
  return at;
}

// The text as it is up to there, as far as it may belong to a part.
SecretScan::Path SecretScan::plain_path(std::size_t at) const {
  Path path{.last = {.bytes = last_, .known = 0}, .begins = {}, .unescaped = kSecretPart, .at = at};
  const std::size_t most = std::min({fours_ + 3, kSecretPart, at});
  for (std::size_t back = 1; back <= most; ++back) {
    if (back > 1 &&
        !parts_.may_contain_pair(SecretParts::folded(text_[at - back]), SecretParts::folded(text_[at - back + 1]))) {
      break;
    }
    path.last.known = back;
    path.begins[back - 1] = at - back;
  }
  return path;
}

void SecretScan::read_escapes(std::size_t at) {
  const Readings readings = read_escaped(text_, at, kMaxSecretEscapes);
  if (readings.size() == 1 && next_path_ > at) return;
  take_paths(at);
  for (const Path& path : taken_) follow(path, readings.front());
  taken_.push_back(plain_path(at));
  for (std::size_t i = 1; i < readings.size(); ++i) {
    for (const Path& path : taken_) follow(path, readings[i]);
  }
}

void SecretScan::continue_paths(std::size_t at) {
  take_paths(at);
  const Reading plain{.next = at + 1, .bytes = {text_[at]}, .size = 1};
  for (const Path& path : taken_) follow(path, plain);
}

// Those that have been read up to there.
void SecretScan::take_paths(std::size_t at) {
  taken_.clear();
  next_path_ = kNone;
  std::erase_if(paths_, [&](const Path& path) {
    if (path.at == at) {
      taken_.push_back(path);
      return true;
    }
    next_path_ = std::min(next_path_, path.at);
    return false;
  });
}

void SecretScan::follow(const Path& from, const Reading& reading) {
  if (reading.size == 1 && !parts_.may_contain(SecretParts::folded(reading.bytes[0]))) return;
  Path path = from;
  for (std::size_t i = 0; i < reading.size; ++i) {
    append(path, reading.bytes[i], {.begin = path.at, .end = reading.next});
  }
  path.at = reading.next;
  path.unescaped = reading.depth == 0 ? path.unescaped + 1 : 0;
  // Otherwise it has become the text as it is.
  if (path.last.known > path.unescaped) keep(path);
}

void SecretScan::append(Path& path, char byte, TextRange from) {
  LastBytes& last = path.last;
  const unsigned char folded = SecretParts::folded(byte);
  if (!parts_.may_contain_pair(SecretParts::folded(static_cast<char>(last.bytes & 0xFFU)), folded)) last.known = 0;
  last.bytes = last.bytes << 8U | static_cast<unsigned char>(byte);
  last.known = parts_.may_contain(folded) ? std::min(last.known + 1, kSecretPart) : 0;
  std::ranges::copy_backward(path.begins.begin(), path.begins.end() - 1, path.begins.end());
  path.begins[0] = from.begin;
  if (last.known < 4) return;
  std::uint32_t four = 0;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    four = four << 8U | SecretParts::folded(static_cast<char>(last.bytes >> shift & 0xFFU));
  }
  if (!parts_.may_contain_four(four)) {
    last.known = 3;
  } else if (last.known >= parts_.shortest()) {
    const std::size_t length = parts_.longest_at_end(last);
    if (length > 0) note({.begin = path.begins[length - 1], .end = from.end});
  }
}

// Two paths with the same last bytes find the same; from then on they are one, which hides what either has read.
void SecretScan::keep(const Path& path) {
  for (Path& other : paths_) {
    if (other.at != path.at) continue;
    const std::size_t shared = std::min(other.last.known, path.last.known);
    if (((other.last.bytes ^ path.last.bytes) & ~std::uint64_t{0} >> (64 - 8 * shared)) != 0) continue;
    Path longer = other.last.known >= path.last.known ? other : path;
    for (std::size_t i = 0; i < shared; ++i) longer.begins[i] = std::min(other.begins[i], path.begins[i]);
    longer.unescaped = std::min(other.unescaped, path.unescaped);
    other = longer;
    return;
  }
  paths_.push_back(path);
  next_path_ = std::min(next_path_, path.at);
}

void SecretScan::note(TextRange range) {
  if (!found_.empty() && range.begin <= found_.back().end && range.begin >= found_.back().begin) {
    found_.back().end = std::max(found_.back().end, range.end);
  } else {
    found_.push_back(range);
  }
}

}  // namespace baton::engine
