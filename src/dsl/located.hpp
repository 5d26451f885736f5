// A YAML or JSON text as data, and where in the text each part of it is: for messages about what is not a workflow,
// and about a workflow's tasks after it has been compiled.
#pragma once

#include "dsl/dsl.hpp"
#include "dsl/tree.hpp"

#include <baton/value.hpp>

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace baton::dsl {

struct Located {
  Value value;
  // By JSON Pointer ("" is the whole). Of a member of an object: where its key is.
  std::map<std::string, Position, std::less<>> positions;

  // Of that part or, if there is none, of the nearest one around it. "/" is the whole, too: so a program's tasks refer
  // to the workflow itself.
  [[nodiscard]] Position position_of(std::string_view pointer) const;
};

// The same text gives what compile() reads in it. On failure: why it is not YAML or JSON.
[[nodiscard]] std::expected<Located, std::vector<Diagnostic>> locate(std::string_view text, const Limits& limits = {});

}  // namespace baton::dsl
