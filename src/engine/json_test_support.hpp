// What the tests of JSON share.
#pragma once

#include <baton/json.hpp>

#include <string>
#include <string_view>

namespace baton::testing {

inline Value json(std::string_view text) {
  return parse_json(text).value();
}

template <class T>
std::string error_of(std::string_view text) {
  const auto read = from_value<T>(json(text));
  return read ? "no error" : read.error();
}

}  // namespace baton::testing
