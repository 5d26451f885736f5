// `baton serve` with a certificate.
#include "server/served.hpp"
#include "server/tls_client.hpp"

#include <cstdlib>

namespace baton::testing {
namespace {

class Tls : public ::testing::Test {
 protected:
  // NAME.pem and NAME.key, by the program openssl.
  void make_certificate(const std::string& name) const {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name +
        " -addext subjectAltName=IP:127.0.0.1 -keyout " + home_.file(name + ".key") + " -out " +
        home_.file(name + ".pem") + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(cert-env33-c, concurrency-mt-unsafe)
  }
  // What the server uses.
  void install(const std::string& name) const {
    for (const char* kind : {"pem", "key"}) {
      std::filesystem::copy_file(home_.file(name + "." + kind), home_.file(std::string("server.") + kind),
                                 std::filesystem::copy_options::overwrite_existing);
    }
  }
  void SetUp() override {
    make_certificate("first");
    make_certificate("second");
    install("first");
  }
  [[nodiscard]] Outcome baton(std::vector<std::string> arguments) const {
    return Process({.arguments = std::move(arguments), .directory = home_.file("")}).wait();
  }

  const std::vector<std::string> options_{"--store", "memory:", "--tls-cert", "server.pem", "--tls-key", "server.key"};
  TemporaryDirectory home_;
};

TEST_F(Tls, EncryptsWhatTheServerSays) {
  ServeProcess server(options_, home_.file(""));
  ASSERT_TRUE(server.is_listening()) << server.process().said();
  EXPECT_NE(server.process().said().find("listening on https://127.0.0.1:"), std::string::npos);
  TlsClient client(server.address());
  EXPECT_EQ(client.name(), "first");
  EXPECT_EQ(client.ask("POST", "/v1/workflows", kLong, kYaml).status, 200);
  EXPECT_EQ(client.ask("POST", "/v1/instances", start_body("long", "x")).status, 202);
  EXPECT_GT(client.ask("GET", "/openapi.json").body.size(), 16'384u);
  client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 200);
  EXPECT_EQ(client.read_answer().status, 200);
  TlsClient watcher(server.address());
  watcher.send("GET /v1/instances/x/history HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
  EXPECT_EQ(watcher.read_answer().status, 200);
  EXPECT_NE(watcher.read_event().find("workflow.started"), std::string::npos);
  EXPECT_EQ(client.ask("POST", "/v1/instances/x/cancel").status, 200);
  std::string last;
  for (std::string event = watcher.read_event(); !event.empty(); event = watcher.read_event()) last = event;
  EXPECT_NE(last.find("event: end"), std::string::npos) << last;
  EXPECT_EQ(watcher.read_answer().status, 0) << "nothing follows the last chunk";
  EXPECT_TRUE(watcher.was_told_the_end());
  EXPECT_EQ(server.stop().status, 0);
}

TEST_F(Tls, RefusesWhoDoesNotSpeakIt) {
  ServeProcess server(options_, home_.file(""));
  ASSERT_TRUE(server.is_listening()) << server.process().said();
  HttpClient plain(server.address());
  plain.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(plain.read_answer().status, 0);
  EXPECT_THROW(TlsClient(server.address(), TLS1_1_VERSION), std::runtime_error);
  EXPECT_EQ(TlsClient(server.address(), TLS1_2_VERSION).ask("GET", "/healthz").status, 200);
  HttpClient silent(server.address());
  EXPECT_TRUE(silent.is_at_end()) << "a handshake that does not come is not waited for";
  EXPECT_EQ(TlsClient(server.address()).ask("GET", "/healthz").status, 200);
}

TEST_F(Tls, IsTrustedByItsCertificate) {
  ServeProcess server(options_, home_.file(""));
  ASSERT_TRUE(server.is_listening()) << server.process().said();
  const std::string url = "https://" + server.address();
  EXPECT_EQ(baton({"ls", "--server", url, "--ca-cert", "server.pem"}).status, 0);
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--ca-cert", "second.pem"}, {"--ca-cert", "nothing"}}) {
    std::vector<std::string> arguments{"ls", "--server", url};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome refused = baton(arguments);
    EXPECT_EQ(refused.status, 4);
    EXPECT_NE(refused.err.find("--ca-cert"), std::string::npos) << refused.err;
  }
}

TEST_F(Tls, TakesANewCertificateWithoutAnEnd) {
  ServeProcess server(options_, home_.file(""));
  ASSERT_TRUE(server.is_listening()) << server.process().said();
  TlsClient before(server.address());
  EXPECT_EQ(before.ask("GET", "/healthz").status, 200);

  std::ofstream(home_.file("server.key")) << "no key";
  server.process().signal(SIGHUP);
  ASSERT_TRUE(server.process().says("certificate stay as they were: the key 'server.key' cannot be used"))
      << server.process().said();
  EXPECT_EQ(TlsClient(server.address()).name(), "first");

  install("second");
  server.process().signal(SIGHUP);
  ASSERT_TRUE(server.process().says("keys and certificate were read again")) << server.process().said();
  EXPECT_EQ(TlsClient(server.address()).name(), "second");
  EXPECT_EQ(before.ask("GET", "/healthz").status, 200);
  EXPECT_EQ(before.name(), "first");

  install("first");  // without a signal the server looks once a second
  while (TlsClient(server.address()).name() != "first") {
  }
  EXPECT_EQ(before.ask("GET", "/healthz").status, 200);
}

TEST_F(Tls, NeedsACertificateWithItsKey) {
  const auto refusal = [&](const std::vector<std::string>& given) {
    std::vector<std::string> arguments{"serve", "--store", "memory:", "--listen", "127.0.0.1:0"};
    arguments.insert(arguments.end(), given.begin(), given.end());
    const Outcome refused = baton(arguments);
    EXPECT_EQ(refused.status, 2) << refused.err;
    return refused.err;
  };
  const auto says = [](const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  };
  const std::string alone = refusal({"--tls-cert", "server.pem"});
  EXPECT_TRUE(says(alone, "give both")) << alone;
  const std::string missing = refusal({"--tls-cert", "nothing.pem", "--tls-key", "server.key"});
  EXPECT_TRUE(says(missing, "the certificate 'nothing.pem' cannot be used: the file cannot be read")) << missing;
  const std::string mixed = refusal({"--tls-cert", "server.pem", "--tls-key", "second.key"});
  EXPECT_TRUE(says(mixed, "the key 'second.key' cannot be used")) << mixed;
  const std::string swapped = refusal({"--tls-cert", "server.key", "--tls-key", "server.key"});
  EXPECT_TRUE(says(swapped, "the certificate 'server.key' cannot be used")) << swapped;
  const std::string command = "openssl ec -aes128 -passout pass:secret -in " + home_.file("server.key") + " -out " +
                              home_.file("locked.key") + " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c, concurrency-mt-unsafe)
  const std::string locked = refusal({"--tls-cert", "server.pem", "--tls-key", "locked.key"});
  EXPECT_TRUE(says(locked, "the key 'locked.key' cannot be used")) << locked;
}

}  // namespace
}  // namespace baton::testing
