// Where calls may go, with names that lead to several addresses.
#include "adapters/http/http_caller.hpp"
#include "adapters/http/loopback_server.hpp"

#include <gtest/gtest.h>

#include <dlfcn.h>
#include <netdb.h>

#include <cstdlib>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace {

// The names of these tests: what each leads to, one address after the other. The last one stays.
std::mutex names_mutex;                                 // NOLINT
std::map<std::string, std::vector<std::string>> names;  // NOLINT

std::string resolved(const std::string& name) {
  const std::scoped_lock lock(names_mutex);
  const auto found = names.find(name);
  if (found == names.end()) return name;
  std::string address = found->second.front();
  if (found->second.size() > 1) found->second.erase(found->second.begin());
  return address;
}

void lead(const std::string& name, std::vector<std::string> addresses) {
  const std::scoped_lock lock(names_mutex);
  names[name] = std::move(addresses);
}

}  // namespace

// In place of the system's, which it asks; libcurl finds it here.
extern "C" [[gnu::visibility("default")]] int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                                                          addrinfo** found) {
  using Resolver = decltype(&getaddrinfo);
  static const auto system = reinterpret_cast<Resolver>(dlsym(RTLD_NEXT, "getaddrinfo"));
  if (name == nullptr) return system(name, service, hints, found);
  return system(resolved(name).c_str(), service, hints, found);
}

namespace baton::http {
namespace {

const CallContext kOutgoingCall{
    .instance = {"i"}, .idempotency_key = {"run/1/0"}, .attempt = 1, .deadline = std::nullopt};

OutgoingRules rules(const OutgoingOptions& options) {
  return OutgoingRules::make(options).value();
}

CallOutcome asked(HttpCaller& caller, const std::string& uri, const Value& more = Value::object({})) {
  Value arguments = Value::object({{"method", Value::string("get")}, {"uri", Value::string(uri)}});
  for (const Member& member : more.members()) arguments = std::move(arguments).with(member.name(), member.value);
  auto outcome = std::make_shared<std::promise<CallOutcome>>();
  caller.call("http", arguments, kOutgoingCall, [outcome](CallOutcome came) { outcome->set_value(std::move(came)); });
  return outcome->get_future().get();
}

bool succeeds(const CallOutcome& outcome) {
  return std::holds_alternative<CallSucceeded>(outcome);
}

void expect_refused(const CallOutcome& outcome, const std::string& why) {
  const auto* failure = std::get_if<CallFailed>(&outcome);
  ASSERT_NE(failure, nullptr) << "outcome " << outcome.index();
  EXPECT_FALSE(failure->was_made);
  EXPECT_EQ(failure->problem.type, problem_type(ProblemKind::Authorization)) << failure->problem.detail;
  EXPECT_EQ(failure->problem.status, 403);
  EXPECT_EQ(failure->problem.extensions, Value::object({{"final", Value::boolean(true)}}));
  EXPECT_TRUE(failure->problem.detail.contains(why)) << failure->problem.detail;
}

class Outgoing : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { setenv("no_proxy", "*", 1); }

  // The server under a name that leads there.
  [[nodiscard]] std::string url(const std::string& host) const {
    const std::string address = server_.url("/");
    return "http://" + host + address.substr(std::string("http://127.0.0.1").size());
  }

  LoopbackServer server_{
      [](const ServedRequest&) { return reply("200 OK", "Content-Type: application/json\r\n", "{}"); }};
};

TEST_F(Outgoing, ANameThatLeadsToARefusedAddressIsRefused) {
  lead("inner.test", {"127.0.0.1"});
  lead("metadata.test", {"169.254.169.254"});
  HttpCaller open;
  EXPECT_TRUE(succeeds(asked(open, url("inner.test"))));
  expect_refused(asked(open, url("metadata.test")),
                 "'metadata.test' leads to 169.254.169.254, which is the address of a cloud's metadata service; where "
                 "that is intended, allow it: "
                 "--allow-calls-to 169.254.169.254");
  HttpCaller closed(64, rules({.loopback = false}));
  expect_refused(asked(closed, url("inner.test")), "--allow-calls-to 127.0.0.1");
  expect_refused(asked(closed, url("127.0.0.1")), "'127.0.0.1' is a loopback address");
  expect_refused(asked(closed, url("0.0.0.0")), "'0.0.0.0' leads to 127.0.0.1");
  expect_refused(asked(closed, url("[::ffff:127.0.0.1]")), "127.0.0.1");
  expect_refused(asked(closed, url("2130706433")), "127.0.0.1");
  expect_refused(asked(closed, url("0x7f.1")), "127.0.0.1");
  expect_refused(asked(closed, url("127%2e0%2E0.1")), "127.0.0.1");
  expect_refused(asked(closed, url("localhost")), "a loopback address");
  EXPECT_EQ(server_.requests().size(), 1u);
  HttpCaller allowed(64, rules({.allowed = {"127.0.0.1"}, .loopback = false}));
  EXPECT_TRUE(succeeds(asked(allowed, url("inner.test"))));
}

TEST_F(Outgoing, ANameIsCheckedAgainWheneverItIsResolved) {
  lead("rebinding.test", {"127.0.0.1", "127.0.0.2"});
  HttpCaller caller(64, rules({.denied = {"127.0.0.2"}}));
  const Value closing = Value::object({{"headers", Value::object({{"Connection", Value::string("close")}})}});
  EXPECT_TRUE(succeeds(asked(caller, url("rebinding.test"), closing)));
  // libcurl remembers a name for a minute; another caller does not.
  HttpCaller later(64, rules({.denied = {"127.0.0.2"}}));
  expect_refused(asked(later, url("rebinding.test")), "'rebinding.test' leads to 127.0.0.2, which is denied");
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(Outgoing, AHostThatIsDeniedIsNotEvenResolved) {
  lead("a.bad.test", {"127.0.0.1"});
  HttpCaller caller(64, rules({.denied = {"*.bad.test"}}));
  expect_refused(asked(caller, url("a.bad.test")), "'a.bad.test' is a denied host");
  expect_refused(asked(caller, url("A.Bad.TEST.")), "is a denied host");
  HttpCaller few(64, rules({.allowed = {"api.test"}, .denied = {"*"}}));
  lead("api.test", {"127.0.0.1"});
  EXPECT_TRUE(succeeds(asked(few, url("api.test"))));
  expect_refused(asked(few, url("other.test")), "--allow-calls-to other.test");
  expect_refused(asked(few, url("127.0.0.1")), "--allow-calls-to 127.0.0.1");
}

TEST_F(Outgoing, AProxyThatIsConfiguredGetsAllCalls) {
  HttpCaller caller(64, rules({.loopback = false, .proxy = server_.url("")}));
  EXPECT_TRUE(succeeds(asked(caller, "http://far.test/x")));
  EXPECT_EQ(server_.requests().at(0).target, "http://far.test/x");
  expect_refused(asked(caller, "http://localhost/x"), "a loopback address");
  expect_refused(asked(caller, "http://169.254.169.254/x"), "metadata service");
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(Outgoing, TheProxiesOfTheEnvironmentCanBeIgnored) {
  const LoopbackServer proxy([](const ServedRequest&) { return reply("200 OK", "", "proxy"); });
  setenv("no_proxy", "", 1);
  setenv("http_proxy", proxy.url("").c_str(), 1);
  HttpCaller direct(64, rules({.proxy = ""}));
  EXPECT_TRUE(succeeds(asked(direct, url("127.0.0.1"))));
  EXPECT_TRUE(proxy.requests().empty());
  HttpCaller usual;
  EXPECT_TRUE(succeeds(asked(usual, url("127.0.0.1"))));
  EXPECT_EQ(proxy.requests().size(), 1u);
  unsetenv("http_proxy");
  setenv("no_proxy", "*", 1);
}

}  // namespace
}  // namespace baton::http
