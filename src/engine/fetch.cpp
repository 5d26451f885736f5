#include "engine/fetch.hpp"

#include "schema/uri.hpp"

namespace baton::engine {
namespace {

std::string scheme_of(std::string_view uri) {
  std::string scheme(schema::split_uri(uri).scheme.value_or(""));
  for (char& c : scheme) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return scheme;
}

}  // namespace

std::expected<FetchRequest, std::string> redirected(const FetchRequest& from, std::string_view location) {
  // The query may hold a secret.
  const std::string shown = "it is redirected to '" + std::string(location.substr(0, location.find('?'))) + "'";
  if (location.empty() || !schema::is_uri_reference(location, schema::Alphabet::Unicode)) {
    return std::unexpected(shown + ", which is no URI");
  }
  FetchRequest next = from;
  next.uri = schema::resolve_uri(from.uri, schema::split_fragment(location).address);
  const std::string scheme = scheme_of(next.uri);
  if (scheme != "http" && scheme != "https") return std::unexpected(shown + ", which is neither http nor https");
  if (scheme == "http" && scheme_of(from.uri) == "https") {
    return std::unexpected(shown + ": from https to http, which is not followed");
  }
  const bool is_same_server =
      scheme == scheme_of(from.uri) && schema::split_uri(next.uri).authority == schema::split_uri(from.uri).authority;
  if (!is_same_server) next.authentication = Value();
  return next;
}

}  // namespace baton::engine
