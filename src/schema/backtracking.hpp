// For tests: a search by another engine. It is in a source of its own because the headers of oniguruma and of GoogleTest
// define the same names.
#pragma once

#include <string_view>

namespace baton::schema {

[[nodiscard]] bool backtracking_finds(std::string_view pattern, std::string_view text);

}  // namespace baton::schema
