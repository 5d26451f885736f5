#include "adapters/bus_support/bus_url.hpp"

#include "base/percent.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace baton::adapters {
namespace {

using Failure = std::unexpected<std::string>;

template <class T>
std::optional<T> number_in(std::string_view text) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Cuts the text at the first such character; what is behind it, if it is there.
std::optional<std::string_view> cut(std::string_view& text, char at) {
  const std::size_t place = text.find(at);
  if (place == std::string_view::npos) return std::nullopt;
  const std::string_view rest = text.substr(place + 1);
  text = text.substr(0, place);
  return rest;
}

std::expected<void, std::string> read_user(BusUrl& url, std::string_view text) {
  const auto password = cut(text, ':');
  url.user = percent_decoded(text);
  if (password) url.password = percent_decoded(*password);
  if (!url.user || (password && !url.password)) return Failure("the user or the password is not percent-encoded");
  return {};
}

std::expected<void, std::string> read_host(BusUrl& url, std::string_view text) {
  std::optional<std::string_view> port;
  if (text.starts_with('[')) {
    text.remove_prefix(1);
    const auto rest = cut(text, ']');
    if (!rest || !(rest->empty() || rest->starts_with(':'))) return Failure("the address in brackets does not end");
    if (!rest->empty()) port = rest->substr(1);
  } else {
    port = cut(text, ':');
  }
  url.host = text;
  if (url.host.empty()) return Failure("the host is missing");
  if (!port) return {};
  url.port = number_in<std::uint16_t>(*port);
  if (!url.port || *url.port == 0) return Failure("the port must be a number from 1 to 65535");
  return {};
}

std::expected<void, std::string> read_options(BusUrl& url, std::string_view text) {
  while (!text.empty()) {
    const auto rest = cut(text, '&');
    const auto value = cut(text, '=');
    const auto decoded = percent_decoded(value.value_or(""));
    if (!decoded) return Failure("the option '" + std::string(text) + "' is not percent-encoded");
    if (!url.options.emplace(text, *decoded).second) {
      return Failure("the option '" + std::string(text) + "' is given twice");
    }
    text = rest.value_or("");
  }
  return {};
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

}  // namespace

std::string BusUrl::option(std::string_view name, std::string_view otherwise) const {
  const auto found = options.find(name);
  return found == options.end() ? std::string(otherwise) : found->second;
}

std::string BusUrl::address(std::uint16_t usual_port) const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port.value_or(usual_port));
}

std::expected<BusUrl, std::string> parse_bus_url(std::string_view text) {
  BusUrl url;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) {
    return Failure("the URL of a bus begins with redis:// or nats://");  // it may hold a password, so it is not shown
  }
  url.scheme = text.substr(0, colon);
  text.remove_prefix(colon + 3);
  if (std::ranges::any_of(text, [](char c) { return is_control(c) || c == ' ' || c == '#'; })) {
    return Failure("the URL has a blank, a control character or '#'; write them as %20, …");
  }
  const auto options = cut(text, '?');
  const auto path = cut(text, '/');
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (auto read = read_user(url, text.substr(0, at)); !read) return Failure(read.error());
    text.remove_prefix(at + 1);
  }
  if (auto read = read_host(url, text); !read) return Failure(read.error());
  if (path) {
    const auto decoded = percent_decoded(*path);
    if (!decoded) return Failure("the path is not percent-encoded");
    url.path = *decoded;
  }
  if (auto read = read_options(url, options.value_or("")); !read) return Failure(read.error());
  return url;
}

std::optional<std::string> problem_with_options(const BusUrl& url, std::string_view known) {
  for (const auto& [name, value] : url.options) {
    const std::string padded = " " + std::string(known) + " ";
    if (name.empty() || padded.find(" " + name + " ") == std::string::npos) {
      return "there is no option '" + name + "'; there are: " + std::string(known);
    }
    if (value.empty()) return "the option '" + name + "' has no value; leave it out";
    if (std::ranges::any_of(value, is_control)) return "the option '" + name + "' has a control character";
  }
  return std::nullopt;
}

}  // namespace baton::adapters
