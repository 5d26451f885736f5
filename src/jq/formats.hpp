// @text, @json, @html, @uri, @csv, @tsv, @sh, @base64, @base64d, @base32, @base32d.
#pragma once

#include "jq/execution.hpp"

#include <string>

namespace baton::jq {

// The bytes of the result are charged.
[[nodiscard]] std::string formatted(Execution& execution, Format format, const Value& value);

// A string as it is, anything else as JSON.
[[nodiscard]] std::string plain_text(Execution& execution, const Value& value);

}  // namespace baton::jq
