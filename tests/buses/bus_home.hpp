// A real bus for a test: its server, and what a test does there itself, past the code under test.
#pragma once

#include "adapters/bus_support/bus_url.hpp"
#include "runtime/ports/bus.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace baton::testing {

class BusHome {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  BusHome() = default;
  BusHome(const BusHome&) = delete;
  BusHome& operator=(const BusHome&) = delete;
  virtual ~BusHome() = default;

  virtual void start() = 0;  // also again, on what it has kept
  virtual void kill() = 0;

  // The places: where messages come in, where refused ones are kept, and where events go out.
  [[nodiscard]] virtual std::string in() const = 0;  // options of a URL
  [[nodiscard]] virtual std::string out() const = 0;
  [[nodiscard]] std::string url(const std::string& options) const { return url("test:secret", options); }
  [[nodiscard]] virtual std::string url(const std::string& credentials, const std::string& options) const = 0;

  [[nodiscard]] virtual std::unique_ptr<runtime::BusSource> source() const = 0;
  [[nodiscard]] virtual std::unique_ptr<runtime::BusSink> sink() const = 0;

  // Puts messages in, structured ones or one with headers. False: the server is not there, and some of them may have been taken. It may be called
  // on another thread than start() and kill().
  virtual bool put(std::span<const std::string> bodies) = 0;
  virtual bool put(const Fields& headers, const std::string& body) = 0;
  // What others put where events go out.
  virtual void put_out(const std::string& body) = 0;
  // The events that have gone out.
  [[nodiscard]] virtual std::vector<std::string> sent() = 0;
  [[nodiscard]] virtual std::size_t refused() = 0;         // messages that are kept
  [[nodiscard]] virtual std::size_t unacknowledged() = 0;  // given out, or waiting
};

struct BusKind {
  std::string name;
  std::function<std::unique_ptr<BusHome>()> make;

  friend void PrintTo(const BusKind& kind, std::ostream* out) { *out << kind.name; }
};

// Those that this build has.
[[nodiscard]] std::vector<BusKind> bus_kinds();

}  // namespace baton::testing
