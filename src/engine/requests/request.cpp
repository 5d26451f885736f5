#include "engine/requests/request.hpp"

#include "core/limits.hpp"
#include "value/utf8.hpp"

#include <string>
#include <string_view>

namespace baton::engine {

std::optional<Error> refuse(const Caller&, const Request&) {
  return std::nullopt;
}

std::optional<Error> unusable(const Caller& caller) {
  const std::string& name = caller.name;
  if (name.size() <= core::kMaxCallerBytes && utf8::is_plain(name)) {
    return std::nullopt;
  }
  return Error{.kind = Error::Kind::InvalidArgument,
               .message = "the name of a caller must be at most " + std::to_string(core::kMaxCallerBytes) +
                          " bytes of UTF-8, without control characters"};
}

}  // namespace baton::engine
