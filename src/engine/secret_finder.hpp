// Finds secrets in text: whole or in part, as they are or encoded.
//
//   SecretFinder finder;
//   finder.add("s3cr3t-t0ken");
//   finder.find("GET /items?key=S3CR3T%2Dt0ken");       // the range of "S3CR3T%2Dt0ken"
//
// A part of kSecretPart bytes is found, and a shorter secret (kMinSecret bytes and more) as a whole; in upper or lower
// case; with each of its characters percent-encoded, form-encoded, escaped for JSON, XML or HTML, or several of these on
// top of each other; as UTF-16 and Latin-1; in base64, base32 and base16 of whatever it is in; and changed in these ways
// inside of base64.
// The text is read once, and once more for each way to decode what looks like base64. PURE.
#pragma once

#include "engine/secret_parts.hpp"
#include "engine/text_range.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace baton::engine {

class SecretFinder {
 public:
  void add(std::string_view secret);
  // In order, none touching another, and never a part of a character.
  [[nodiscard]] std::vector<TextRange> find(std::string_view text) const;

 private:
  void add_in_other_charsets(std::string_view secret);
  // As find(), but in no order, and also inside of base64 on this many levels.
  [[nodiscard]] std::vector<TextRange> search(std::string_view text, std::size_t base64_levels) const;
  [[nodiscard]] std::vector<TextRange> search_base64(std::string_view digits, std::size_t more_levels) const;

  SecretParts parts_;
};

}  // namespace baton::engine
