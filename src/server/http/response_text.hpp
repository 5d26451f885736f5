// A response as bytes.
#pragma once

#include "server/http/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::server {

enum class Framing : std::uint8_t {
  Length,   // the body comes at once
  Chunked,  // in pieces, each as chunk_text()
  ToTheEnd  // in pieces, until the connection ends: for HTTP/1.0
};

// The status line and the header fields, with the empty line after them.
[[nodiscard]] std::string head_text(const Response& response, Framing framing, bool keep_alive);
[[nodiscard]] std::string chunk_text(std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace baton::server
