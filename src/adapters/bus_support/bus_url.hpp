// The URL of a bus: SCHEME://[USER[:PASSWORD]@]HOST[:PORT][/PATH][?OPTION=VALUE&…]. Each part but the host may be percent-encoded.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace baton::adapters {

struct BusUrl {
  std::string scheme;
  std::optional<std::string> user = {};
  std::optional<std::string> password = {};
  std::string host;  // an IPv6 address without its brackets
  std::optional<std::uint16_t> port = {};
  std::string path = {};  // without the slash
  std::map<std::string, std::string, std::less<>> options = {};

  // The option's value, or what stands for it where it is not given.
  [[nodiscard]] std::string option(std::string_view name, std::string_view otherwise = {}) const;
  // "HOST:PORT", for people and for connecting.
  [[nodiscard]] std::string address(std::uint16_t usual_port) const;
};

// Why it is none is an English sentence without credentials.
[[nodiscard]] std::expected<BusUrl, std::string> parse_bus_url(std::string_view text);

// What is wrong with the options: one that is not known, has no value, or has a control character. nullopt: nothing.
[[nodiscard]] std::optional<std::string> problem_with_options(const BusUrl& url, std::string_view known);

}  // namespace baton::adapters
