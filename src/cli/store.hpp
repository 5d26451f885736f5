// Opening the store that a verb works on.
#pragma once

#include "cli/arguments.hpp"

#include <baton/engine.hpp>
#include <baton/error.hpp>

#include <string>

namespace baton::cli {

// What a verb needs a store for.
enum class StoreUse : unsigned char {
  Create,  // it may be the first to use it
  Change,  // what it changes must be there already
  Look     // works while another process writes
};

struct StoreOptions {
  const Common& common;
  StoreUse use;
  std::string secrets = {};         // a file; empty: none
  std::string public_url = {};      // EngineOptions
  bool continue_listeners = false;  // EngineOptions
};

// From here on Ctrl-C only asks to stop (interrupt.hpp): an engine is to be closed, not dropped.
[[nodiscard]] Result<Engine> open_engine(const StoreOptions& request);

// Whether what is put into it is still there afterwards.
[[nodiscard]] bool keeps(const std::string& store_url);

}  // namespace baton::cli
