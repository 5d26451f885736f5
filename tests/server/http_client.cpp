#include "server/http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace baton::testing {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

bool has(const HttpClient::Headers& headers, const std::string& name) {
  for (const auto& [key, value] : headers) {
    if (lower(key) == name) return true;
  }
  return false;
}

}  // namespace

Value Answer::json() const {
  return parse_json(body).value_or(Value());
}

std::string Answer::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

std::string Answer::problem() const {
  const Value value = json();
  const Value* const type = value.find("type");
  constexpr std::string_view prefix = "urn:baton:problem:";
  if (type == nullptr || !type->is_string() || !type->as_string().starts_with(prefix)) return "";
  return std::string(type->as_string().substr(prefix.size()));
}

HttpClient::HttpClient(const std::string& address) : address_(address) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience{.tv_sec = 60, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    ::close(socket_);
    throw std::runtime_error("no connection to " + address);
  }
}

HttpClient::~HttpClient() {
  close();
}

void HttpClient::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void HttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = write_some(bytes);
    if (sent <= 0) return;  // the server has closed: its answer may be there
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

ssize_t HttpClient::write_some(std::string_view bytes) {
  return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

ssize_t HttpClient::read_some(std::span<char> into) {
  return ::recv(socket_, into.data(), into.size(), 0);
}

bool HttpClient::read_more() {
  std::array<char, 65'536> bytes{};
  const ssize_t count = read_some(bytes);
  if (count <= 0) return false;
  read_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string HttpClient::take_until(std::string_view mark) {
  std::size_t at = 0;
  while ((at = read_.find(mark)) == std::string::npos) {
    if (!read_more()) return {};
  }
  return take(at + mark.size());
}

std::string HttpClient::take(std::size_t count) {
  while (read_.size() < count) {
    if (!read_more()) return {};
  }
  std::string taken = read_.substr(0, count);
  read_.erase(0, count);
  return taken;
}

Answer HttpClient::ask(std::string_view method, std::string_view target, std::string_view body,
                       const Headers& headers) {
  std::string request = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\n";
  if (!has(headers, "host")) request += "Host: " + address_ + "\r\n";
  if (!body.empty() && !has(headers, "content-type")) request += "Content-Type: application/json\r\n";
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
  send(request + "\r\n" + std::string(body));
  return method == "HEAD" ? read_head() : read_answer();
}

Answer HttpClient::read_answer() {
  Answer answer = read_head();
  const std::string length = answer.header("content-length");
  if (!length.empty()) answer.body = take(std::stoul(length));
  return answer;
}

Answer HttpClient::read_head() {
  const std::string head = take_until("\r\n\r\n");
  Answer answer;
  if (head.size() < 12) return answer;
  answer.status = std::stoi(head.substr(9, 3));
  std::size_t line = head.find("\r\n") + 2;
  while (line < head.size() - 2) {
    const std::size_t end = head.find("\r\n", line);
    const std::size_t colon = head.find(": ", line);
    answer.headers[head.substr(line, colon - line)] = head.substr(colon + 2, end - colon - 2);
    line = end + 2;
  }
  return answer;
}

std::string HttpClient::read_event() {
  std::size_t end = 0;
  while ((end = unchunked_.find("\n\n")) == std::string::npos) {
    const std::string size = take_until("\r\n");
    const std::size_t count = size.empty() ? 0 : std::stoul(size, nullptr, 16);
    if (count == 0) return {};
    unchunked_ += take(count);
    static_cast<void>(take(2));
  }
  std::string event = unchunked_.substr(0, end);
  unchunked_.erase(0, end + 2);
  return event;
}

bool HttpClient::is_at_end() {
  return read_.empty() && !read_more();
}

}  // namespace baton::testing
