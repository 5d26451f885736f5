#include "adapters/nats/nats_bus.hpp"
#include "adapters/nats/nats_connection.hpp"
#include "buses/bus_homes.hpp"
#include "support/server_process.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>

namespace baton::testing {
namespace {

void must(natsStatus status, const std::string& what) {
  if (status != NATS_OK) throw std::runtime_error("NatsHome: " + what + ": " + natsStatus_GetText(status));
}

class NatsHome final : public BusHome {
 public:
  NatsHome()
      : port_(tests::free_port()),
        server_({tests::program_named("nats-server"), "--config", "server.conf"}, "Server is ready") {
    std::ofstream(server_.folder() / "server.conf")
        << "listen: 127.0.0.1:" << port_ << "\nmax_payload: 4MB\njetstream {store_dir: data}\n"
        << "authorization {user: test, password: secret}\n";
  }

  void start() override {
    server_.start();
    if (is_set_up_) return;
    is_set_up_ = true;
    open();
    for (const char* name : {"in", "out", "refused"}) add_stream(name);
    // Given again soon, for the tests.
    jsConsumerConfig config;
    jsConsumerConfig_Init(&config);
    config.Durable = "baton";
    config.AckPolicy = js_AckExplicit;
    config.AckWait = 500'000'000;
    config.FilterSubject = "in";
    must(js_AddConsumer(nullptr, connection_.jetstream(), "in", &config, nullptr, nullptr), "a consumer");
  }
  void kill() override { server_.kill(); }
  [[nodiscard]] std::string in() const override { return "stream=in&subject=in&durable=baton&dead=refused"; }
  [[nodiscard]] std::string out() const override { return "out=out"; }
  using BusHome::url;
  [[nodiscard]] std::string url(const std::string& credentials, const std::string& options) const override {
    return "nats://" + credentials + "@127.0.0.1:" + std::to_string(port_) + "?" + options;
  }
  [[nodiscard]] std::unique_ptr<runtime::BusSource> source() const override { return std::move(bus(in()).source); }
  [[nodiscard]] std::unique_ptr<runtime::BusSink> sink() const override { return std::move(bus(out()).sink); }

  bool put(std::span<const std::string> bodies) override {
    if (!connection_.open()) return false;
    for (const std::string& body : bodies) {
      if (!publish("in", {}, body)) return false;
    }
    return true;
  }
  bool put(const Fields& headers, const std::string& body) override {
    return connection_.open() && publish("in", headers, body);
  }
  void put_out(const std::string& body) override {
    open();
    publish("out", {}, body);
  }
  [[nodiscard]] std::vector<std::string> sent() override {
    std::vector<std::string> events;
    const std::uint64_t last = messages_of("out");
    for (std::uint64_t sequence = 1; sequence <= last; ++sequence) {
      natsMsg* message = nullptr;
      must(js_GetMsg(&message, connection_.jetstream(), "out", sequence, nullptr, nullptr), "a message");
      const adapters::NatsMessage owned(message);
      events.emplace_back(natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message)));
    }
    return events;
  }
  [[nodiscard]] std::size_t refused() override { return messages_of("refused"); }
  [[nodiscard]] std::size_t unacknowledged() override {
    open();
    jsConsumerInfo* info = nullptr;
    must(js_GetConsumerInfo(&info, connection_.jetstream(), "in", "baton", nullptr, nullptr), "the consumer");
    const adapters::NatsOwned<jsConsumerInfo, &jsConsumerInfo_Destroy> owned(info);
    return static_cast<std::size_t>(info->NumAckPending) + info->NumPending;
  }

 private:
  [[nodiscard]] adapters::NatsBus bus(const std::string& options) const {
    return adapters::nats_bus(parsed(options)).value();
  }
  [[nodiscard]] adapters::BusUrl parsed(const std::string& options) const {
    return adapters::parse_bus_url(url(options)).value();
  }
  void open() {
    connection_.close();  // the server may be another one now
    connection_.open().value();
  }
  void add_stream(const char* name) {
    jsStreamConfig config;
    jsStreamConfig_Init(&config);
    const char* subjects[] = {name};
    config.Name = name;
    config.Subjects = subjects;
    config.SubjectsLen = 1;
    must(js_AddStream(nullptr, connection_.jetstream(), &config, nullptr, nullptr), "a stream");
  }
  bool publish(const char* subject, const Fields& headers, const std::string& body) {
    natsMsg* message = nullptr;
    must(natsMsg_Create(&message, subject, nullptr, body.data(), static_cast<int>(body.size())), "a message");
    const adapters::NatsMessage owned(message);
    for (const auto& [name, value] : headers) must(natsMsgHeader_Add(message, name.c_str(), value.c_str()), "a header");
    return js_PublishMsg(nullptr, connection_.jetstream(), message, nullptr, nullptr) == NATS_OK;
  }
  [[nodiscard]] std::uint64_t messages_of(const char* stream) {
    open();
    jsStreamInfo* info = nullptr;
    must(js_GetStreamInfo(&info, connection_.jetstream(), stream, nullptr, nullptr), "the stream");
    const adapters::NatsOwned<jsStreamInfo, &jsStreamInfo_Destroy> owned(info);
    return info->State.Msgs;
  }

  std::uint16_t port_;
  tests::ServerProcess server_;
  adapters::NatsConnection connection_{parsed("")};
  bool is_set_up_ = false;
};

}  // namespace

std::unique_ptr<BusHome> make_nats_home() {
  return std::make_unique<NatsHome>();
}

}  // namespace baton::testing
