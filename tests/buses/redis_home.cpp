#include "adapters/redis/redis_bus.hpp"
#include "adapters/redis/redis_connection.hpp"
#include "buses/bus_homes.hpp"
#include "support/server_process.hpp"

#include <fstream>
#include <utility>

namespace baton::testing {
namespace {

class RedisHome final : public BusHome {
 public:
  using Words = adapters::RedisConnection::Words;

  RedisHome()
      : port_(tests::free_port()),
        server_({tests::program_named("redis-server"), "server.conf"}, "Ready to accept connections") {
    std::ofstream(server_.folder() / "server.conf")
        << "bind 127.0.0.1\nport " << port_ << "\nsave \"\"\nappendonly yes\nappendfsync always\n"
        << "user test on >secret ~* &* +@all\n";
  }

  void start() override { server_.start(); }
  void kill() override { server_.kill(); }
  [[nodiscard]] std::string in() const override { return "stream=in&group=baton&dead=refused"; }
  [[nodiscard]] std::string out() const override { return "out=out"; }
  using BusHome::url;
  [[nodiscard]] std::string url(const std::string& credentials, const std::string& options) const override {
    return "redis://" + credentials + "@127.0.0.1:" + std::to_string(port_) + "/0?" + options;
  }
  [[nodiscard]] std::unique_ptr<runtime::BusSource> source() const override { return std::move(bus(in()).source); }
  [[nodiscard]] std::unique_ptr<runtime::BusSink> sink() const override { return std::move(bus(out()).sink); }

  bool put(std::span<const std::string> bodies) override {
    std::vector<Words> commands;
    for (const std::string& body : bodies) commands.push_back({"XADD", "in", "*", "event", body});
    return connection_.open() && connection_.all(commands);
  }
  bool put(const Fields& headers, const std::string& body) override {
    Words words{"XADD", "in", "*"};
    for (const auto& [name, value] : headers) words.insert(words.end(), {name, value});
    words.insert(words.end(), {"data", body});
    return connection_.open() && connection_.command(words);
  }
  void put_out(const std::string& body) override { ask({"XADD", "out", "*", "event", body}); }
  [[nodiscard]] std::vector<std::string> sent() override {
    std::vector<std::string> events;
    const auto answer = ask({"XRANGE", "out", "-", "+"});
    for (std::size_t i = 0; i < answer.get().size(); ++i) {
      events.emplace_back(answer.get()[i][1].value_of("event").text());
    }
    return events;
  }
  [[nodiscard]] std::size_t refused() override { return ask({"XRANGE", "refused", "-", "+"}).get().size(); }
  [[nodiscard]] std::size_t unacknowledged() override {
    const auto pending = ask({"XPENDING", "in", "baton", "-", "+", "10000"});
    const auto group = ask({"XINFO", "GROUPS", "in"});
    const std::string last(group.get()[0].value_of("last-delivered-id").text());
    return pending.get().size() + ask({"XRANGE", "in", "(" + last, "+"}).get().size();
  }

 private:
  [[nodiscard]] adapters::RedisBus bus(const std::string& options) const {
    return adapters::redis_bus(parsed(options)).value();
  }
  [[nodiscard]] adapters::BusUrl parsed(const std::string& options) const {
    return adapters::parse_bus_url(url(options)).value();
  }
  adapters::RedisConnection::Answer ask(const Words& words) {
    connection_.close();  // the server may be another one now
    connection_.open().value();
    return connection_.command(words).value();
  }

  std::uint16_t port_;
  tests::ServerProcess server_;
  adapters::RedisConnection connection_{parsed("")};
};

}  // namespace

std::unique_ptr<BusHome> make_redis_home() {
  return std::make_unique<RedisHome>();
}

}  // namespace baton::testing
