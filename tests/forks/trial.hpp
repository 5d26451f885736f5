// A generated workflow runs, in a random order of events, and is forked where it was at a random revision: twice, once to another version of
// its document, and a fork is forked again. From there on the source continues as well, as a twin: whatever happens to one happens to all.
//
//   a fork     does what the twin does: so it asks again for what was in flight, and for nothing that was done
//   its keys   are its own; what undoes something inherited goes to the operators under the same key in each fork
//   its state  can be stored and read at each revision, and its history can be folded
#pragma once

#include <cstdint>
#include <string>

namespace baton::tests {

// What is wrong; empty: nothing. The same seed gives the same run.
[[nodiscard]] std::string try_forks(std::uint64_t seed);

}  // namespace baton::tests
