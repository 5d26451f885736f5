// A table with aligned columns, as text.
#pragma once

#include <string>
#include <vector>

namespace baton::cli {

// The first row holds the titles. Rows end where their last text ends; each is one line, whatever its texts hold.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace baton::cli
