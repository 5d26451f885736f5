#include "engine/requests/request.hpp"

#include "core/limits.hpp"
#include "value/utf8.hpp"

#include <string>
#include <string_view>

namespace baton::engine {
namespace {

// What CloudEvents allows in the text of an attribute.
bool is_plain(std::string_view text) {
  while (!text.empty()) {
    const auto [code_point, length] = utf8::decode(text);
    const bool is_control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
    const bool is_no_character = (code_point >= 0xFDD0 && code_point <= 0xFDEF) || (code_point & 0xFFFEU) == 0xFFFEU;
    if (is_control || is_no_character) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

std::optional<Error> refuse(const Caller&, const Request&) {
  return std::nullopt;
}

std::optional<Error> unusable(const Caller& caller) {
  const std::string& name = caller.name;
  if (name.size() <= core::kMaxCallerBytes && utf8::find_invalid(name) == name.size() && is_plain(name)) {
    return std::nullopt;
  }
  return Error{.kind = Error::Kind::InvalidArgument,
               .message = "the name of a caller must be at most " + std::to_string(core::kMaxCallerBytes) +
                          " bytes of UTF-8, without control characters"};
}

}  // namespace baton::engine
