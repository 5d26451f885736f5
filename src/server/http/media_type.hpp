// The types of bodies, without their parameters.
#pragma once

#include <string>
#include <string_view>

namespace baton::server {

// "Application/JSON; charset=utf-8" is "application/json".
[[nodiscard]] std::string media_type(std::string_view content_type);
// A parameter of it, in lower case: "charset". Empty: there is none.
[[nodiscard]] std::string media_type_parameter(std::string_view content_type, std::string_view name);

// Of what media_type() gives.
[[nodiscard]] bool is_json(std::string_view type);
[[nodiscard]] bool is_yaml(std::string_view type);

}  // namespace baton::server
