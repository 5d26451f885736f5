#include "base/outgoing_rules.hpp"

#include <gtest/gtest.h>

namespace baton {
namespace {

OutgoingRules rules(const OutgoingOptions& options = {}) {
  auto made = OutgoingRules::make(options);
  EXPECT_TRUE(made) << made.error();
  return made ? *made : OutgoingRules();
}

IpAddress address(const char* text) {
  return IpAddress::parse(text).value();
}

bool takes(const OutgoingRules& rules, const char* host, const char* at) {
  return !rules.refuse(host) && !rules.refuse(host, address(at));
}
bool takes(const OutgoingRules& rules, const char* host) {
  return !rules.refuse(host);
}

TEST(OutgoingRules, RefuseWhatGivesAwayTheMachine) {
  for (const char* each :
       {"169.254.169.254", "169.254.1.1", "fe80::1", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200",
        "168.63.129.16", "192.0.0.192", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::"}) {
    EXPECT_FALSE(takes(rules(), each)) << each;
    EXPECT_FALSE(takes(rules(), "innocent.example", each)) << each;
    EXPECT_TRUE(takes(rules({.allowed = {each}}), "innocent.example", each)) << each;
    EXPECT_FALSE(takes(rules({.allowed = {"innocent.example"}}), "innocent.example", each))
        << "a name may lead anywhere";
  }
  for (const char* each :
       {"8.8.8.8", "10.0.0.1", "192.168.0.1", "2001:db8::1", "fd00::1", "169.253.255.255", "100.100.100.201"}) {
    EXPECT_TRUE(takes(rules({.loopback = false}), "innocent.example", each)) << each;
  }
}

TEST(OutgoingRules, RefuseLoopbackWhereItIsNotOpen) {
  const OutgoingRules closed = rules({.loopback = false});
  for (const char* each :
       {"127.0.0.1", "127.8.8.8", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1"}) {
    EXPECT_TRUE(takes(rules(), "x.example", each)) << each;
    EXPECT_FALSE(takes(closed, "x.example", each)) << each;
    EXPECT_FALSE(takes(closed, each)) << each;
    EXPECT_TRUE(takes(rules({.allowed = {"localhost"}, .loopback = false}), "x.example", each)) << each;
  }
  for (const char* each : {"localhost", "LOCALHOST.", "a.localhost"}) {
    EXPECT_TRUE(takes(rules(), each)) << each;
    EXPECT_FALSE(takes(closed, each)) << each;
    EXPECT_TRUE(takes(rules({.allowed = {"localhost"}, .loopback = false}), each)) << each;
    EXPECT_TRUE(takes(rules({.allowed = {"::1"}, .loopback = false}), each)) << each;
  }
}

TEST(OutgoingRules, DenyHostsAndAddresses) {
  const OutgoingRules some =
      rules({.allowed = {"10.0.0.1", "a.example.com"}, .denied = {"10.0.0.0/8", "*.example.com", "bad.example"}});
  EXPECT_FALSE(takes(some, "x.example", "10.0.0.1")) << "what is in both lists is denied";
  EXPECT_FALSE(takes(some, "a.example.com"));
  EXPECT_FALSE(takes(some, "a.b.Example.COM."));
  EXPECT_TRUE(takes(some, "example.com", "8.8.8.8")) << "it is not below itself";
  EXPECT_TRUE(takes(some, "notexample.com", "8.8.8.8"));
  EXPECT_FALSE(takes(some, "bad.example"));
  EXPECT_FALSE(some.refuse("bad.example", address("8.8.8.8")) == std::nullopt);
  EXPECT_TRUE(takes(some, "x.bad.example", "8.8.8.8"));
  EXPECT_FALSE(takes(rules({.denied = {"localhost"}}), "x.example", "127.0.0.1"));
  EXPECT_FALSE(takes(rules({.denied = {"localhost"}}), "a.localhost"));
}

TEST(OutgoingRules, DenyAllOthers) {
  const OutgoingRules names = rules({.allowed = {"api.example", "*.partner.example"}, .denied = {"*"}});
  EXPECT_TRUE(takes(names, "api.example", "8.8.8.8"));
  EXPECT_TRUE(takes(names, "x.partner.example", "8.8.8.8"));
  EXPECT_FALSE(takes(names, "x.partner.example", "169.254.169.254"));
  EXPECT_FALSE(takes(names, "other.example"));
  EXPECT_FALSE(takes(names, "8.8.8.8"));
  const OutgoingRules addresses = rules({.allowed = {"10.0.0.0/8"}, .denied = {"*"}});
  EXPECT_TRUE(takes(addresses, "any.example", "10.0.0.1"));
  EXPECT_TRUE(takes(addresses, "10.0.0.1"));
  EXPECT_FALSE(takes(addresses, "any.example", "11.0.0.1"));
}

TEST(OutgoingRules, SayWhatIsRefusedAndHowToAllowIt) {
  EXPECT_EQ(rules().refuse("m.example", address("::ffff:169.254.169.254")),
            "'m.example' leads to 169.254.169.254, which is the address of a cloud's metadata service; where that is "
            "intended, allow it: "
            "--allow-calls-to 169.254.169.254 (OutgoingOptions::allowed)");
  EXPECT_EQ(rules({.loopback = false}).refuse("127.0.0.1"),
            "'127.0.0.1' is a loopback address; where that is intended, allow it: --allow-calls-to 127.0.0.1 "
            "(OutgoingOptions::allowed)");
  EXPECT_EQ(
      rules({.denied = {"*"}}).refuse("m.example"),
      "'m.example' is not among the allowed hosts; allow it: --allow-calls-to m.example (OutgoingOptions::allowed)");
}

TEST(OutgoingRules, AreNotMadeOfWhatIsNoHost) {
  for (const char* entry : {"", "http://example.com", "example.com:80", "*.", "*", "a..b", ".a", "a b", "10.0.0.0/33",
                            "\xC3\xA4.example", "a.*"}) {
    EXPECT_FALSE(OutgoingRules::make({.allowed = {entry}})) << entry;
  }
  EXPECT_TRUE(OutgoingRules::make({.denied = {"*"}}));
  for (const char* proxy : {"", "environment", "http://proxy:3128", "socks5h://proxy"})
    EXPECT_TRUE(OutgoingRules::make({.proxy = proxy})) << proxy;
  for (const char* proxy : {"proxy", "http://", "socks5://proxy", "file:///x"})
    EXPECT_FALSE(OutgoingRules::make({.proxy = proxy})) << proxy;
  EXPECT_EQ(OutgoingRules::make({.denied = {"a:80"}}).error().substr(0, 25), "the denied host 'a:80': w");
}

}  // namespace
}  // namespace baton
