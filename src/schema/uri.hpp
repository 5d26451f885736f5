// URIs and their references (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace baton::schema {

struct UriParts {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

[[nodiscard]] UriParts split_uri(std::string_view uri);

// Where a reference leads from that base.
[[nodiscard]] std::string resolve_uri(std::string_view base, std::string_view reference);

// "a/b#c" is the address "a/b" and the fragment "c", whose escapes (%41) are decoded; an escape that is none stays.
struct Reference {
  std::string address;
  std::string fragment;
};
[[nodiscard]] Reference split_fragment(std::string_view uri);

// A name as a token of a JSON Pointer: "~" and "/" are "~0" and "~1". And back.
[[nodiscard]] std::string pointer_token(std::string_view name);
[[nodiscard]] std::string name_of_token(std::string_view token);

// May characters beyond ASCII stand in it, as in an IRI?
enum class Alphabet : unsigned char { Ascii, Unicode };
[[nodiscard]] bool is_uri_reference(std::string_view text, Alphabet alphabet);
[[nodiscard]] bool is_uri(std::string_view text, Alphabet alphabet);  // with a scheme

[[nodiscard]] bool is_ipv4(std::string_view text);
[[nodiscard]] bool is_ipv6(std::string_view text);

}  // namespace baton::schema
