// The ports of a store are public, so that a program can bring its own: include/baton/store/. Here they have their short names.
#pragma once

#include <baton/store/store.hpp>

namespace baton::runtime {

using namespace store;

}  // namespace baton::runtime
