// Random workflow documents, valid by construction, for tests that want many different ones. The same seed gives the
// same document.
#pragma once

#include <baton/value.hpp>

#include <cstdint>

namespace baton::tests {

struct DocumentOptions {
  bool timeouts = true;  // tasks and workflows may time out
  bool compete = true;   // forks may race
  bool waits = true;
  bool children = true;                // may run test/child:1.0.0
  bool faults = true;                  // may raise
  bool guarded = true;                 // may have try
  bool composite_compensation = true;  // metadata.compensate also on tasks that hold others
};

[[nodiscard]] Value random_document(std::uint64_t seed, const DocumentOptions& options);

}  // namespace baton::tests
