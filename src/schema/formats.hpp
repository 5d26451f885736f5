// The formats that are checked.
#pragma once

#include <string_view>

namespace baton::schema {

using Format = bool (*)(std::string_view text);

// nullptr: the format is not known, so everything has it.
[[nodiscard]] Format find_format(std::string_view name);

}  // namespace baton::schema
