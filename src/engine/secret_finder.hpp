// Finds secrets in text: whole or in part, as they are or encoded.
//
//   SecretFinder finder;
//   finder.add("s3cr3t-t0ken");
//   finder.find("GET /items?key=S3CR3T%2Dt0ken");       // the range of "S3CR3T%2Dt0ken"
//
// A part of kSecretPart bytes is found, and a shorter secret (kMinSecret bytes and more) as a whole; in upper or lower
// case; percent-encoded, form-encoded, escaped for JSON, XML or HTML, or two of these one upon the other; and in base64,
// base32 and base16 of whatever it stands in.
// What is found is a matter of these few bytes alone, so long texts are searched piece by piece. PURE.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace baton::engine {

struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const TextRange&, const TextRange&) = default;
};

// Short pieces of text, each packed into a number.
class Grams {
 public:
  static constexpr std::size_t kLongest = 8;

  // All pieces of that text that are kSecretPart bytes long; the text itself where it is shorter.
  void add(std::string_view text);
  // Adds where they stand in the text.
  void find(std::string_view text, std::vector<TextRange>& found) const;

 private:
  using Filter = std::bitset<std::size_t{1} << 16>;

  std::unordered_set<std::uint64_t> of_length_[kLongest + 1];
  Filter filter_;
};

class SecretFinder {
 public:
  void add(std::string_view secret);
  // In order, none touching another, and never a part of a character.
  [[nodiscard]] std::vector<TextRange> find(std::string_view text) const;

 private:
  struct View;
  void search(const View& view, int more_decodings, std::vector<TextRange>& found) const;

  Grams plain_;   // in lower case
  Grams base64_;  // in the standard alphabet
};

}  // namespace baton::engine
