// A card processor on 127.0.0.1 and a port of its own choice, for tests and for trying the example: a Ledger behind HTTP,
// reached over a line on which things go wrong.
//
//   FakeProcessor processor({.secret_key = "secret", .faults = drawn_from(7)});
//   HttpPaymentGateway gateway({.base_url = processor.url(), .secret_key = "secret", .timeout = 20ms});
//
// One thread of its own serves; the methods may be called from any other.
#pragma once

#include "fault.hpp"
#include "ledger.hpp"

#include <memory>
#include <string>
#include <vector>

namespace payment::fake {

struct FakeProcessorOptions {
  std::string secret_key;
  Faults faults = no_faults();
};

class FakeProcessor {
 public:
  explicit FakeProcessor(FakeProcessorOptions options);
  ~FakeProcessor();
  FakeProcessor(const FakeProcessor&) = delete;
  FakeProcessor& operator=(const FakeProcessor&) = delete;

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::vector<Entry> entries() const;     // what was charged, in order
  [[nodiscard]] std::vector<Request> requests() const;  // what was asked, in order

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace payment::fake
