// Decides whether a connection that a document asks for may be made: the one place that knows, for all that makes connections. It resolves nothing:
// whoever dials asks it about the host before, and about each address that is to be dialled.
#pragma once

#include "base/ip_address.hpp"

#include <baton/outgoing.hpp>

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton {

class OutgoingRules {
 public:
  OutgoingRules() = default;  // those of the default options
  // The error names the entry that cannot be understood.
  [[nodiscard]] static std::expected<OutgoingRules, std::string> make(const OutgoingOptions& options);

  // The host as a URI has it: a name or an address. Why nothing may be asked of it, whatever its addresses are; nullopt: its addresses decide.
  [[nodiscard]] std::optional<std::string> refuse(std::string_view host) const;
  // Why that address, which is one of the host's, may not be dialled.
  [[nodiscard]] std::optional<std::string> refuse(std::string_view host, const IpAddress& address) const;

  // As OutgoingOptions has it.
  [[nodiscard]] const std::string& proxy() const { return proxy_; }
  // Everything goes to a proxy that the options name: addresses are not to be checked.
  [[nodiscard]] bool is_proxied() const { return !proxy_.empty() && proxy_ != "environment"; }

 private:
  struct Name {
    std::string text;  // in lower case
    bool is_suffix;    // ".example.com": names below example.com

    [[nodiscard]] bool fits(std::string_view host) const;
  };
  struct List {
    std::vector<Name> names;
    std::vector<IpRange> ranges;
    bool has_all_others = false;

    [[nodiscard]] bool has(std::string_view host) const;
    [[nodiscard]] bool has(const IpAddress& address) const;
  };

  [[nodiscard]] static std::optional<std::string> add(List& list, std::string_view entry);

  List allowed_;
  List denied_;
  bool loopback_ = true;
  std::string proxy_ = OutgoingOptions().proxy;
};

}  // namespace baton
