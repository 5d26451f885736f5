#include "server/http/response_text.hpp"

#include <array>
#include <charconv>
#include <ctime>

namespace baton::server {
namespace {

// "Fri, 27 Nov 2026 11:38:38 GMT"
std::string date_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 32> time{};
  std::strftime(time.data(), time.size(), " %Y %H:%M:%S GMT", &parts);
  std::string text = days.at(static_cast<std::size_t>(parts.tm_wday));
  text += parts.tm_mday < 10 ? ", 0" : ", ";
  text += std::to_string(parts.tm_mday);
  return text + " " + months.at(static_cast<std::size_t>(parts.tm_mon)) + time.data();
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string head_text(const Response& response, Framing framing, bool keep_alive) {
  constexpr std::size_t usual = 512;
  std::string text;
  text.reserve(usual);
  text.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_of(response.status));
  text.append("\r\n");
  append_field(text, "date", date_text());
  if (!response.content_type.empty()) append_field(text, "content-type", response.content_type);
  for (const Header& header : response.headers) append_field(text, header.name, header.value);
  const bool has_no_length = response.status == 204 || response.status == 304;
  if (framing == Framing::Length && !has_no_length) {
    append_field(text, "content-length", std::to_string(response.body.size()));
  }
  if (framing == Framing::Chunked) append_field(text, "transfer-encoding", "chunked");
  append_field(text, "x-content-type-options", "nosniff");
  append_field(text, "connection", keep_alive ? "keep-alive" : "close");
  return text.append("\r\n");
}

std::string chunk_text(std::string_view piece) {
  constexpr int hexadecimal = 16;
  std::array<char, 2 * sizeof(std::size_t)> size{};
  const auto end = std::to_chars(size.data(), size.data() + size.size(), piece.size(), hexadecimal).ptr;
  std::string text(size.data(), end);
  return text.append("\r\n").append(piece).append("\r\n");
}

}  // namespace baton::server
