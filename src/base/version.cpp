#include "base/version.hpp"

namespace baton {

constinit const std::string_view kVersion = BATON_VERSION;

}  // namespace baton
