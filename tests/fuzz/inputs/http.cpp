// What a connection brings. Whatever it is, it is refused as a client's mistake or it is requests, and in pieces it is the same.
#include "input.hpp"

#include "server/http/request_reader.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace {

using baton::server::RequestReader;

// What is read of these bytes in pieces of that size, as one text.
std::string read_in_pieces(std::string_view bytes, std::size_t size) {
  RequestReader reader;
  std::string all;
  while (!bytes.empty()) {
    reader.add(bytes.substr(0, size));
    bytes.remove_prefix(std::min(size, bytes.size()));
    auto state = reader.advance();
    for (; state == RequestReader::State::Complete; state = reader.advance()) {
      const baton::server::Request request = reader.take();
      for (const std::string& segment : request.path) all += "/" + segment;
      for (const auto& [name, value] : request.query) all += "&" + name + "=" + value;
      for (const auto& header : request.headers) all += "\n" + header.name + ":" + header.value;
      all += "\n\n" + request.body;
    }
    if (state == RequestReader::State::Failed) {
      const int status = reader.refusal().status;
      baton::fuzz::require(status >= 400 && status < 500, "it is the client's mistake");
      return all + "refused";
    }
  }
  return all;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A header that is not at its end may be refused before, or only then.
  const std::string bytes = std::string(baton::fuzz::text_of(data, size)) + "\r\n\r\n";
  const std::string whole = read_in_pieces(bytes, bytes.size());
  baton::fuzz::require(read_in_pieces(bytes, 1) == whole, "byte by byte it is the same");
  baton::fuzz::require(read_in_pieces(bytes, 7) == whole, "in pieces it is the same");
  return 0;
}
