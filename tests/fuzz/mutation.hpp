// Mutations of stored records as records: they stay JSON, but say something else.
#pragma once

#include "fuzz/specimen.hpp"

#include <string>
#include <vector>

namespace baton::tests {

// Changes the specimen in one to four places; `donor` gives pieces. What was done, for people.
[[nodiscard]] std::vector<std::string> mutate(Specimen& specimen, const Specimen& donor, Random& random);

}  // namespace baton::tests
