#include "base/outgoing_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton {
namespace {

struct Reserved {
  std::string_view range;
  std::string_view what;
};
// What nothing should be asked of unless somebody says so. Metadata services give whoever asks the machine's credentials.
constexpr std::string_view kMetadata = "the address of a cloud's metadata service";
constexpr std::array<Reserved, 8> kReserved{{{"169.254.169.254", kMetadata},
                                             {"169.254.0.0/16", "a link-local address"},
                                             {"fe80::/10", "a link-local address"},
                                             {"fd00:ec2::254", kMetadata},
                                             {"fd20:ce::254", kMetadata},
                                             {"100.100.100.200", kMetadata},
                                             {"168.63.129.16", kMetadata},
                                             {"192.0.0.192", kMetadata}}};
constexpr std::array<std::string_view, 2> kLoopbackRanges{"127.0.0.0/8", "::1"};
// Those that resolve names themselves.
constexpr std::array<std::string_view, 3> kProxySchemes{"http://", "https://", "socks5h://"};

bool is_in(std::string_view range, const IpAddress& address) {
  return IpRange::parse(range)->contains(address);
}

bool is_loopback(const IpAddress& address) {
  return std::ranges::any_of(kLoopbackRanges, [&](std::string_view each) { return is_in(each, address); });
}

// What the address is, if it is refused unless it is allowed; else empty.
std::string_view reserved_as(const IpAddress& address) {
  for (const Reserved& each : kReserved) {
    if (is_in(each.range, address)) return each.what;
  }
  return {};
}

// RFC 6761, 6.3: such names lead to this machine.
bool is_named_localhost(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost");
}

// In lower case, without the dot that may end a name.
std::string plain(std::string_view host) {
  if (host.size() > 1 && host.ends_with('.')) host.remove_suffix(1);
  std::string text(host);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

bool is_host_name(std::string_view text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && !text.starts_with('.') && !text.ends_with('.') && !text.contains("..") &&
         std::ranges::all_of(text, is_plain);
}

bool is_proxy(std::string_view text) {
  if (text.empty() || text == "environment") return true;
  return std::ranges::any_of(
      kProxySchemes, [&](std::string_view each) { return text.starts_with(each) && text.size() > each.size(); });
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string where(std::string_view host, const IpAddress& address) {
  const std::string text = address.text();
  return plain(host) == text ? quoted(host) : quoted(host) + " leads to " + text + ", which";
}

}  // namespace

bool OutgoingRules::Name::fits(std::string_view host) const {
  return is_suffix ? host.ends_with(text) : host == text;
}

bool OutgoingRules::List::has(std::string_view host) const {
  return std::ranges::any_of(names, [&](const Name& each) { return each.fits(host); });
}

bool OutgoingRules::List::has(const IpAddress& address) const {
  return std::ranges::any_of(ranges, [&](const IpRange& each) { return each.contains(address); });
}

// What is wrong with it.
std::optional<std::string> OutgoingRules::add(List& list, std::string_view entry) {
  if (entry == "*") {
    list.has_all_others = true;
    return std::nullopt;
  }
  if (IpAddress::parse(entry.substr(0, entry.find('/')))) {
    auto range = IpRange::parse(entry);
    if (!range) return range.error();
    list.ranges.push_back(*range);
    return std::nullopt;
  }
  const bool is_suffix = entry.starts_with("*.");
  const std::string name = plain(is_suffix ? entry.substr(2) : entry);
  if (!is_host_name(name)) {
    return "write a host (api.example.com), the names below one (*.example.com), an address or a range of them "
           "(10.0.0.0/8)";
  }
  list.names.push_back({.text = is_suffix ? "." + name : name, .is_suffix = is_suffix});
  if (name != "localhost") return std::nullopt;
  list.names.push_back({.text = ".localhost", .is_suffix = true});
  for (const std::string_view each : kLoopbackRanges) list.ranges.push_back(*IpRange::parse(each));
  return std::nullopt;
}

std::expected<OutgoingRules, std::string> OutgoingRules::make(const OutgoingOptions& options) {
  OutgoingRules rules;
  if (!is_proxy(options.proxy)) {
    return std::unexpected("the proxy " + quoted(options.proxy) +
                           " is none; write http://HOST:PORT, https://… or socks5h://…, or environment");
  }
  rules.loopback_ = options.loopback;
  rules.proxy_ = options.proxy;
  for (const std::string& entry : options.allowed) {
    if (entry == "*") {
      return std::unexpected(
          "'*' cannot be allowed: all hosts are that are not denied. Addresses that are refused by default are allowed "
          "by themselves");
    }
    if (const auto wrong = add(rules.allowed_, entry))
      return std::unexpected("the allowed host " + quoted(entry) + ": " + *wrong);
  }
  for (const std::string& entry : options.denied) {
    if (const auto wrong = add(rules.denied_, entry))
      return std::unexpected("the denied host " + quoted(entry) + ": " + *wrong);
  }
  return rules;
}

std::optional<std::string> OutgoingRules::refuse(std::string_view host) const {
  if (const auto address = IpAddress::parse(host)) return refuse(host, *address);
  const std::string name = plain(host);
  if (denied_.has(name)) return quoted(host) + " is a denied host";
  if (denied_.has_all_others && !allowed_.has(name) && allowed_.ranges.empty()) {
    return quoted(host) + " is not among the allowed hosts; allow it: --allow-calls-to " + name +
           " (OutgoingOptions::allowed)";
  }
  if (!is_named_localhost(name)) return std::nullopt;
  auto refused = refuse(host, IpAddress::of(IpAddress::V4{127, 0, 0, 1}));
  return refused && refuse(host, *IpAddress::parse("::1")) ? refused : std::nullopt;
}

std::optional<std::string> OutgoingRules::refuse(std::string_view host, const IpAddress& address) const {
  const bool is_name = !IpAddress::parse(host);
  const std::string name = plain(host);
  if (denied_.has(address) || (is_name && denied_.has(name))) return where(host, address) + " is denied";
  if (allowed_.has(address)) return std::nullopt;
  const auto unless_allowed = [&](std::string_view what) {
    return where(host, address) + " is " + std::string(what) + "; where that is intended, allow it: --allow-calls-to " +
           address.text() + " (OutgoingOptions::allowed)";
  };
  if (denied_.has_all_others && !(is_name && allowed_.has(name))) return unless_allowed("not among the allowed hosts");
  if (const std::string_view what = reserved_as(address); !what.empty()) return unless_allowed(what);
  if (!loopback_ && is_loopback(address)) return unless_allowed("a loopback address");
  return std::nullopt;
}

}  // namespace baton
