// JSON texts as pieces of longer ones.
#pragma once

#include "base/text_builder.hpp"

#include <baton/value.hpp>

#include <string_view>

namespace baton {

void append_json(TextBuilder& out, const Value& value);            // compact
void append_json_string(TextBuilder& out, std::string_view text);  // quoted and escaped

}  // namespace baton
