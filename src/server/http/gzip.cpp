#include "server/http/gzip.hpp"

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>

#include <cstdint>

namespace baton::server {
namespace {

void append_number(std::string& bytes, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(number >> shift & 0xFFU));
}

}  // namespace

std::string gzipped(std::string_view plain) {
  namespace zlib = boost::beast::zlib;
  constexpr std::string_view head("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\xFF", 10);
  constexpr int fast = 3;
  constexpr int window = 15;
  constexpr int memory = 8;
  zlib::deflate_stream deflate;
  deflate.reset(fast, window, memory, zlib::Strategy::normal);
  std::string bytes(head);
  bytes.resize(head.size() + deflate.upper_bound(plain.size()));
  zlib::z_params params{};
  params.next_in = plain.data();
  params.avail_in = plain.size();
  params.next_out = bytes.data() + head.size();
  params.avail_out = bytes.size() - head.size();
  boost::system::error_code ended;
  deflate.write(params, zlib::Flush::finish, ended);
  bytes.resize(head.size() + params.total_out);
  boost::crc_32_type crc;
  crc.process_bytes(plain.data(), plain.size());
  append_number(bytes, crc.checksum());
  append_number(bytes, static_cast<std::uint32_t>(plain.size()));
  return bytes;
}

}  // namespace baton::server
