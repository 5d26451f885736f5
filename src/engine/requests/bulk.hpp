// The same for many instances: cancel, suspend, resume, retry or remove. How it is done is in bulk.hpp; it takes a thread for as long
// as it lasts.
#pragma once

#include <baton/bulk.hpp>

namespace baton::engine::requests {

struct Bulk {
  using Answer = BulkReport;

  BulkOptions options;
};

}  // namespace baton::engine::requests
