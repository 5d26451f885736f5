// @text, @json, @html, @uri, @urid, @csv, @tsv, @sh, @base64, @base64d, @base32, @base32d.
#pragma once

#include "jq/execution.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baton::jq {

// "@csv" and so on; nullopt if there is none of that name.
[[nodiscard]] std::optional<Format> format_named(std::string_view name);

// The bytes of the result are charged.
[[nodiscard]] std::string formatted(Execution& execution, Format format, const Value& value);

// A string as it is, anything else as JSON.
[[nodiscard]] std::string plain_text(Execution& execution, const Value& value);

}  // namespace baton::jq
