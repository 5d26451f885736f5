#include "adapters/http/uri.hpp"

#include "adapters/http/encoding.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>

namespace baton::http {
namespace {

class UriParts {
 public:
  [[nodiscard]] CURLUcode set(CURLUPart part, const std::string& text) {
    return curl_url_set(handle_.get(), part, text.c_str(), 0);
  }
  void remove(CURLUPart part) { curl_url_set(handle_.get(), part, nullptr, 0); }

  // Empty if there is none.
  [[nodiscard]] std::string get(CURLUPart part, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(handle_.get(), part, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
    return text;
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle_{curl_url(), curl_url_cleanup};
};

Problem bad_uri(std::string_view why) {
  return make_problem(ProblemKind::Configuration, "`uri` must be an absolute http or https URI: " + std::string(why));
}

// Letters beyond ASCII become %XX, except in the host, whose encoding is another one.
std::string ascii_path_and_query(std::string_view text) {
  const std::size_t authority = text.find("://");
  const std::size_t path = authority == std::string_view::npos ? 0 : text.find_first_of("/?#", authority + 3);
  std::string out(text.substr(0, path));
  for (std::size_t at = out.size(); at < text.size(); ++at) {
    const bool is_ascii = static_cast<unsigned char>(text[at]) < 0x80;
    out += is_ascii ? std::string(1, text[at]) : percent_encode(text.substr(at, 1));
  }
  return out;
}

// As it is resolved. A name that has no form in ASCII is resolved by nobody.
std::string host_of(const UriParts& parts) {
#ifdef CURLU_PUNYCODE
  if (std::string host = parts.get(CURLUPART_HOST, CURLU_PUNYCODE); !host.empty()) return host;
#endif
  return parts.get(CURLUPART_HOST);
}

std::optional<Credentials> take_credentials(UriParts& parts) {
  Credentials credentials{.username = parts.get(CURLUPART_USER, CURLU_URLDECODE),
                          .password = parts.get(CURLUPART_PASSWORD, CURLU_URLDECODE)};
  parts.remove(CURLUPART_USER);
  parts.remove(CURLUPART_PASSWORD);
  if (credentials.username.empty() && credentials.password.empty()) return std::nullopt;
  return credentials;
}

}  // namespace

std::expected<Uri, Problem> parse_uri(std::string_view text, const std::vector<Pair>& query) {
  if (text.contains('\0')) return std::unexpected(bad_uri("it contains a NUL"));
  UriParts parts;
  if (const CURLUcode code = parts.set(CURLUPART_URL, ascii_path_and_query(text)); code != CURLUE_OK) {
    return std::unexpected(bad_uri(curl_url_strerror(code)));
  }
  const std::string scheme = parts.get(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return std::unexpected(bad_uri("it has another scheme"));

  Uri uri;
  uri.credentials = take_credentials(parts);
  uri.host = host_of(parts);
  parts.remove(CURLUPART_FRAGMENT);
  std::string whole_query = parts.get(CURLUPART_QUERY);
  if (!whole_query.empty() && !query.empty()) whole_query += '&';
  whole_query += encode_pairs(query);

  parts.remove(CURLUPART_QUERY);
  uri.shown = parts.get(CURLUPART_URL);
  uri.text = whole_query.empty() ? uri.shown : uri.shown + '?' + whole_query;
  return uri;
}

}  // namespace baton::http
