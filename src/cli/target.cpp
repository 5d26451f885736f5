#include "cli/target.hpp"

#include "cli/interrupt.hpp"

#include <cstdlib>

namespace baton::cli {

client::Client open_client(const Common& common) {
  catch_interrupts();
  const char* const key = std::getenv("BATON_KEY");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  return {common.server, key == nullptr ? "" : key};
}

}  // namespace baton::cli
