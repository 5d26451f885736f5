#include "cli/target.hpp"

#include "cli/interrupt.hpp"

#include <cstdlib>
#include <random>
#include <string_view>

namespace baton::cli {

client::Client open_client(const Common& common) {
  catch_interrupts();
  const char* const key = std::getenv("BATON_KEY");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return {common.server, key == nullptr ? "" : key, common.ca_certificate};
}

std::string random_id() {
  std::random_device device;
  std::string id;
  constexpr std::string_view digits = "0123456789abcdef";
  constexpr std::size_t length = 32;
  while (id.size() < length) id.push_back(digits[device() % digits.size()]);
  return id;
}

}  // namespace baton::cli
