// What comes in from a bus: a thread that receives messages, publishes them as events, and acknowledges them after the log's commit. It asks for
// more only then, so that a slow log holds the bus up and no memory fills.
//
// Crash points: before the commit nothing is acknowledged, and the bus gives the messages again. After it they are given again too, and the log
// knows the events.
#pragma once

#include "engine/buses/retries.hpp"
#include "engine/rarely.hpp"
#include "runtime/ports/bus.hpp"

#include <baton/cloud_event.hpp>
#include <baton/engine.hpp>
#include <baton/log.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace baton::engine {

class Incoming {
 public:
  Incoming(Engine& engine, std::unique_ptr<runtime::BusSource> source, std::string bus, std::shared_ptr<Logger> logger);
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  ~Incoming() = default;

  // Tries once whether the bus lets itself be read. To be called before start().
  [[nodiscard]] runtime::BusResult<void> probe();
  void start();

  [[nodiscard]] std::uint64_t received() const { return received_; }
  [[nodiscard]] std::uint64_t known() const { return known_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] const Retries& retries() const { return retries_; }

 private:
  using Messages = std::vector<runtime::BusMessage>;

  void work(const std::stop_token& stop);
  // Publishes them, for as long as that takes, and acknowledges them.
  [[nodiscard]] runtime::BusResult<void> take(const Messages& messages, const std::stop_token& stop);
  // False: it is to stop before the log has them.
  [[nodiscard]] bool publish(std::vector<CloudEvent> events, const std::stop_token& stop);
  void say_refused(const runtime::BusMessage& message, const std::string& why);

  Engine& engine_;
  std::unique_ptr<runtime::BusSource> source_;
  std::string bus_;
  std::shared_ptr<Logger> logger_;
  Retries retries_;
  Rarely refusals_;
  runtime::BusResult<Messages> first_;  // what the probe has received
  std::atomic<std::uint64_t> received_ = 0;
  std::atomic<std::uint64_t> known_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace baton::engine
