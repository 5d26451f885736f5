#include "adapters/http/pairs.hpp"

#include "adapters/http/encoding.hpp"

#include <span>
#include <utility>

namespace baton::http {

std::optional<std::string> scalar_text(const Value& value) {
  switch (value.kind()) {
    case Kind::String:
      return std::string(value.as_string());
    case Kind::Number:
      return std::string(value.number_text());
    case Kind::Boolean:
      return value.as_boolean() ? "true" : "false";
    case Kind::Null:
    case Kind::Array:
    case Kind::Object:
      return std::nullopt;
  }
  std::unreachable();
}

std::expected<std::vector<Pair>, Problem> read_pairs(const Value& object, std::string_view argument) {
  if (!object.is_object()) return std::unexpected(wrong_argument(argument, "an object", object));
  std::vector<Pair> pairs;
  for (const Member& member : object.members()) {
    const Value& value = member.value;
    for (const Value& item : value.is_array() ? value.items() : std::span(&value, 1)) {
      if (item.is_null()) continue;
      std::optional<std::string> text = scalar_text(item);
      if (!text) {
        return std::unexpected(wrong_argument(std::string(argument) + "." + std::string(member.name()),
                                              "a string, a number, a boolean or an array of these", item));
      }
      pairs.emplace_back(std::string(member.name()), *std::move(text));
    }
  }
  return pairs;
}

std::string encode_pairs(const std::vector<Pair>& pairs) {
  std::string out;
  for (const Pair& pair : pairs) {
    if (!out.empty()) out += '&';
    out += percent_encode(pair.name) + '=' + percent_encode(pair.value);
  }
  return out;
}

Problem wrong_argument(std::string_view argument, std::string_view expected, const Value& actual) {
  std::string detail = "`" + std::string(argument) + "` must be " + std::string(expected) + ", not ";
  switch (actual.kind()) {
    case Kind::Null:
      detail += "null";
      break;
    case Kind::Array:
    case Kind::Object:
      detail += "an " + std::string(kind_name(actual.kind()));
      break;
    case Kind::Boolean:
    case Kind::Number:
    case Kind::String:
      detail += "a " + std::string(kind_name(actual.kind()));
      break;
  }
  return make_problem(ProblemKind::Validation, std::move(detail));
}

}  // namespace baton::http
