// A text under construction, for texts made of many short pieces: each costs a copy into room that is there already, where
// std::string would make a call.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace baton {

class TextBuilder {
 public:
  explicit TextBuilder(std::size_t expected_bytes = 0) { make_room(expected_bytes); }
  TextBuilder(const TextBuilder&) = delete;
  TextBuilder& operator=(const TextBuilder&) = delete;

  [[gnu::always_inline]] void append(char c) {
    if (next_ == end_) make_room(1);
    *next_++ = c;
  }
  void append(std::size_t count, char c) { next_ = std::fill_n(room_for(count), count, c); }
  void append(std::string_view piece) { next_ += piece.copy(room_for(piece.size()), piece.size()); }
  // A piece whose length the compiler knows.
  template <std::size_t Length>
  void append(const std::array<char, Length>& piece) {
    std::memcpy(room_for(Length), piece.data(), Length);
    next_ += Length;
  }
  void append_number(std::int64_t number) {
    if (number >= 0 && number <= 9) return append(static_cast<char>('0' + number));
    append_long_number(number);
  }

  // Appends again a piece of the text itself.
  void append_again(std::size_t at, std::size_t count) {
    char* target = room_for(count);
    std::memcpy(target, text_.data() + at, count);
    next_ += count;
  }

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(next_ - text_.data()); }
  // The last character; there must be one.
  [[nodiscard]] char& last() { return next_[-1]; }

  [[nodiscard]] std::string finish() && {
    text_.resize(size());
    return std::move(text_);
  }

 private:
  char* room_for(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - next_) < bytes) make_room(bytes);
    return next_;
  }
  void make_room(std::size_t bytes);
  void append_long_number(std::int64_t number);

  std::string text_;  // what is written, and the room behind it
  char* next_ = text_.data();
  char* end_ = next_;
};

}  // namespace baton
