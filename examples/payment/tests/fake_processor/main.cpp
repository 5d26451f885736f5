// The fake card processor as a program of its own, for trying the example by hand.
//
//   payment_fake_processor SECRET_KEY [SEED]      writes its URL; with a seed, things go wrong. Ends when its input ends.
#include "fake_processor.hpp"

#include <charconv>
#include <iostream>
#include <string>

namespace fake = payment::fake;

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: payment_fake_processor SECRET_KEY [SEED]\n";
    return 2;
  }
  fake::Faults faults = fake::no_faults();
  if (argc == 3) {
    const std::string text = argv[2];
    std::uint64_t seed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (error != std::errc() || end != text.data() + text.size()) {
      std::cerr << "payment_fake_processor: '" << text << "' is no number\n";
      return 2;
    }
    faults = fake::drawn_from(seed);
  }
  const fake::FakeProcessor processor({.secret_key = argv[1], .faults = faults});
  std::cout << processor.url() << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
  }
  for (const fake::Entry& entry : processor.entries()) {
    std::cout << entry.charge << ": " << entry.amount << ' ' << entry.currency << " for " << entry.payment
              << (entry.refund.empty() ? "" : ", refunded as " + entry.refund) << '\n';
  }
  return 0;
}
