// Where calls of `http` and external resources may go. The rules hold for the host that a URI names and for the address that is dialled: it is checked
// after the name is resolved, on redirects too, and no other address is dialled than the one that was checked.
//
//   auto engine = Engine::open("sqlite:orders.db", {.outgoing = {.denied = {"10.0.0.0/8"}, .loopback = false}});
//
// Link-local addresses and those of the metadata services of clouds are refused unless they are allowed. What is refused is a problem of the type
// `authorization`, and no retry policy tries it again (docs/reference/outgoing.md).
#pragma once

#include <baton/detail/visibility.hpp>

#include <string>
#include <vector>

namespace baton BATON_PUBLIC {

struct OutgoingOptions {
  // Each is the name of a host ("api.example.com"), all names below one ("*.example.com"), "localhost", an address ("10.0.0.1") or a range of
  // addresses ("10.0.0.0/8", "fd00::/8").
  //
  // An address or range opens what is refused by default, and "localhost" the loopback addresses. A name opens no address: whoever owns a name may
  // let it lead anywhere.
  std::vector<std::string> allowed = {};
  // What is in both lists is denied. "*": everything that is not allowed.
  std::vector<std::string> denied = {};
  // Loopback addresses need not be allowed.
  bool loopback = true;
  // "environment": as http_proxy, https_proxy, all_proxy and no_proxy say; empty: none; else the URL of the proxy of everything. Such a proxy
  // resolves the names, so only the host in a URI is checked, not the address.
  std::string proxy = "environment";
};

}  // namespace baton BATON_PUBLIC
