// @text, @json, @html, @uri, @csv, @tsv, @sh, @base64, @base64d, @base32, @base32d.
#pragma once

#include "jq/machine.hpp"

#include <string>

namespace baton::jq {

// The bytes of the result are charged.
[[nodiscard]] std::string formatted(Machine& machine, Format format, const Value& value);

// A string as it is, anything else as JSON.
[[nodiscard]] std::string plain_text(Machine& machine, const Value& value);

}  // namespace baton::jq
