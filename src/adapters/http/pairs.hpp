// Names and values, as queries and forms carry them.
#pragma once

#include <baton/problem.hpp>
#include <baton/value.hpp>

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

struct Pair {
  std::string name;
  std::string value;

  friend bool operator==(const Pair&, const Pair&) = default;
};

// A string as it is, a number by its text, true or false; nullopt for anything else.
[[nodiscard]] std::optional<std::string> scalar_text(const Value& value);

// The members of an object: a scalar is one pair, an array of scalars is one pair an item, null is none. The problem
// names what is wrong as a member of `argument`.
[[nodiscard]] std::expected<std::vector<Pair>, Problem> read_pairs(const Value& object, std::string_view argument);

// name=value&name=value, percent-encoded.
[[nodiscard]] std::string encode_pairs(const std::vector<Pair>& pairs);

// "`query.page` must be ..., not an array": a validation problem. It shows no value, which may be a secret.
[[nodiscard]] Problem wrong_argument(std::string_view argument, std::string_view expected, const Value& actual);

}  // namespace baton::http
