// Reads a text once and finds the parts of secrets in it, also where some of its characters are escaped.
//
// A text without escapes has one way to be read. Where there is an escape, another way begins: a path. A path is followed as
// long as its last bytes may belong to a part of a secret, which for most ends at the next byte or two. PURE.
#pragma once

#include "engine/escapes.hpp"
#include "engine/secret_parts.hpp"
#include "engine/text_range.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace baton::engine {

class SecretScan {
 public:
  SecretScan(const SecretParts& parts, std::string_view text) : parts_(parts), text_(text) {}

  // What it finds may overlap; it comes in the order in which it ends.
  [[nodiscard]] std::vector<TextRange> run();

 private:
  // A way to read the text up to a place, with at least one escape among the last bytes.
  struct Path {
    LastBytes last;
    std::array<std::size_t, kSecretPart> begins = {};  // where each of them begins in the text, the newest first
    std::size_t unescaped = 0;                         // this many of them, the newest, are not escaped
    std::size_t at = 0;                                // where the text continues
  };

  std::size_t read_plainly(std::size_t begin, std::size_t end);
  void read_escapes(std::size_t at);
  void continue_paths(std::size_t at);
  void take_paths(std::size_t at);
  void follow(const Path& from, const Reading& reading);
  void keep(const Path& path);
  void append(Path& path, char byte, TextRange from);
  void note(TextRange range);
  [[nodiscard]] Path plain_path(std::size_t at) const;

  const SecretParts& parts_;
  std::string_view text_;
  std::vector<TextRange> found_;

  // The text as it is:
  std::uint64_t last_ = 0;
  std::uint32_t last_folded_ = 0;
  std::size_t fours_ = 0;  // this many times in a row its last four bytes may have belonged to a part

  static constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<Path> paths_;
  std::size_t next_path_ = kNone;  // no path has been read up to an earlier place
  std::vector<Path> taken_;
};

}  // namespace baton::engine
