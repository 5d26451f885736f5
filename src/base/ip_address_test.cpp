#include "base/ip_address.hpp"

#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace baton {
namespace {

using Table = std::pair<const char*, const char*>;

TEST(IpAddress, HasOneFormForEachMachine) {
  constexpr std::array<Table, 26> table{{
      {"127.0.0.1", "127.0.0.1"},
      {"10.1.2.3", "10.1.2.3"},
      {"0.0.0.0", "127.0.0.1"},
      {"0.1.2.3", "127.0.0.1"},
      {"1.0.0.0", "1.0.0.0"},
      {"::", "::1"},
      {"::1", "::1"},
      {"[::1]", "::1"},
      {"0:0:0:0:0:0:0:0", "::1"},
      {"::ffff:127.0.0.1", "127.0.0.1"},
      {"::ffff:7f00:1", "127.0.0.1"},
      {"::FFFF:a9fe:a9fe", "169.254.169.254"},
      {"::ffff:0.0.0.0", "127.0.0.1"},
      {"::169.254.169.254", "169.254.169.254"},
      {"::2", "127.0.0.1"},
      {"::ffff:0:169.254.169.254", "169.254.169.254"},
      {"64:ff9b::169.254.169.254", "169.254.169.254"},
      {"64:ff9b::7f00:1", "127.0.0.1"},
      {"64:ff9b:1::10.0.0.1", "10.0.0.1"},
      {"64:ff9b:1:abcd::10.0.0.1", "10.0.0.1"},
      {"64:ff9b:2::10.0.0.1", "64:ff9b:2::a00:1"},
      {"2002:7f00:1::", "127.0.0.1"},
      {"2002:a9fe:a9fe::1", "169.254.169.254"},
      {"fe80::1", "fe80::1"},
      {"fd00:ec2::254", "fd00:ec2::254"},
      {"2001:db8:0:0:0:0:0:1", "2001:db8::1"},
  }};
  for (const auto& [written, meant] : table) {
    const auto address = IpAddress::parse(written);
    ASSERT_TRUE(address) << written;
    EXPECT_EQ(address->text(), meant) << written;
    EXPECT_EQ(address, IpAddress::parse(meant)) << written;
  }
}

TEST(IpAddress, IsNoOtherText) {
  for (const char* text : {"", "localhost", "127.1", "127.0.0.1.", "0x7f.0.0.1", "2130706433", "256.0.0.1", "1.2.3.4/8",
                           "::1%eth0", "[]", "[::1", ":::", "1:2:3:4:5:6:7:8:9"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpRange, HoldsTheAddressesWithItsFirstBits) {
  struct Case {
    const char* range;
    const char* address;
    bool is_in;
  };
  constexpr std::array<Case, 18> cases{{
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.0.0.7/8", "10.1.1.1", true},
      {"172.16.0.0/12", "172.31.255.255", true},
      {"172.16.0.0/12", "172.32.0.0", false},
      {"192.168.1.4", "192.168.1.4", true},
      {"192.168.1.4", "192.168.1.5", false},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "2001:db8::1", true},
      {"::/0", "8.8.8.8", false},
      {"fe80::/10", "febf::1", true},
      {"fe80::/10", "fec0::1", false},
      {"10.0.0.0/8", "::ffff:10.0.0.1", true},
      {"::ffff:10.0.0.1", "10.0.0.1", true},
      {"127.0.0.0/8", "0.0.0.0", true},
      {"::1", "::", true},
      {"::1/128", "::1", true},
  }};
  for (const Case& each : cases) {
    const auto range = IpRange::parse(each.range);
    ASSERT_TRUE(range) << each.range << ": " << range.error();
    EXPECT_EQ(range->contains(*IpAddress::parse(each.address)), each.is_in) << each.range << " " << each.address;
  }
}

TEST(IpRange, RefusesWhatNoAddressIsIn) {
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/8x", "example.com/8", "0.0.0.0/8",
        "0.1.0.0/16", "::ffff:0:0/96", "64:ff9b::/96", "2002:a00::/24"}) {
    EXPECT_FALSE(IpRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace baton
