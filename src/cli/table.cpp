#include "cli/table.hpp"

#include "cli/text.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace baton::cli {

std::string table(const std::vector<std::vector<std::string>>& given) {
  std::vector<std::vector<std::string>> rows = given;
  for (auto& row : rows) {
    for (std::string& text : row) text = one_line(text);
  }
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::size_t gap = 0;  // spaces that are due before the next text
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].empty()) text += std::string(std::exchange(gap, 0), ' ') + row[i];
      gap += widths[i] - width_of(row[i]) + 2;
    }
    text += '\n';
  }
  return text;
}

}  // namespace baton::cli
