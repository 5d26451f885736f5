// SARIF 2.1.0, for code hosts and editors: what `sim` and `validate` write of their findings.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
#pragma once

#include <baton/error.hpp>
#include <baton/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::cli {

[[nodiscard]] Value sarif_text(std::string_view words);

struct SarifPlace {
  std::string_view file;
  std::size_t line;
  std::size_t column;
};
[[nodiscard]] Value sarif_physical_location(const SarifPlace& place);

struct SarifRun {
  std::string_view program;  // "baton sim"
  std::vector<Value> rules = {};
  std::vector<Value> results = {};
  bool is_whole = true;  // nothing is missing because it was interrupted or could not be read
};
[[nodiscard]] Value sarif_log(SarifRun run);

// The file that `--sarif` names. Opened before there are findings: a path that cannot be written is reported at once, not at the end.
class SarifFile {
 public:
  SarifFile() = default;
  SarifFile(const SarifFile&) = delete;
  SarifFile& operator=(const SarifFile&) = delete;
  ~SarifFile();

  // Nothing for no path, and for "-", which is stdout.
  [[nodiscard]] Result<void> open(const std::string& path);
  [[nodiscard]] Result<void> write(const Value& log) const;

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace baton::cli
