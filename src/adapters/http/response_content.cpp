#include "adapters/http/response_content.hpp"

#include "adapters/http/encoding.hpp"
#include "adapters/http/limits.hpp"
#include "adapters/http/media_type.hpp"
#include "value/utf8.hpp"

namespace baton::http {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::expected<Value, std::string> read_json(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());  // RFC 8259, section 8.1
  auto value = parse_json(text, {.max_bytes = kMaxResponseBodyBytes});
  if (value) return *std::move(value);
  const JsonError& error = value.error();
  const bool is_json = error.kind != JsonError::Kind::Syntax;
  return std::unexpected((is_json ? "the response's JSON cannot be used: line "
                                  : "the response is not the JSON that its Content-Type promises: line ") +
                         std::to_string(error.line) + ", column " + std::to_string(error.column) + ": " +
                         error.message);
}

// Text whose charset is not said is taken for UTF-8.
bool is_utf8(std::string_view charset) {
  return charset.empty() || charset == "utf-8" || charset == "utf8" || charset == "us-ascii";
}

}  // namespace

Value text_or_base64(std::string_view bytes) {
  const bool is_text = utf8::find_invalid(bytes) == bytes.size();
  return Value::string(is_text ? std::string(bytes) : base64(bytes));
}

std::expected<Value, std::string> read_content(const Response& response) {
  if (response.body.empty()) return Value();
  const std::string* content_type = find_header(response.headers, "Content-Type");
  const MediaType type = content_type == nullptr ? MediaType{} : parse_media_type(*content_type);
  if (type.is_json()) return read_json(response.body);
  if (type.name.empty()) return text_or_base64(response.body);
  // Whether it is a string or base64 depends on its type alone, never on the letters that it holds.
  if (type.is_text() && is_utf8(type.charset)) return Value::string(utf8::repair(response.body));
  if (type.is_text() && type.charset == "iso-8859-1") return Value::string(utf8_from_latin1(response.body));
  return Value::string(base64(response.body));
}

}  // namespace baton::http
