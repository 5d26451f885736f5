// Texts that are cut for a message.
#pragma once

#include "value/utf8.hpp"

#include <cstddef>
#include <string>

namespace baton::schema {

// The text, or its beginning and "…".
[[nodiscard]] inline std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && !utf8::begins_character(text[most])) --most;
  text.resize(most);
  return text + "…";
}

}  // namespace baton::schema
