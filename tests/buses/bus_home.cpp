#include "buses/bus_home.hpp"

#include "buses/bus_homes.hpp"

namespace baton::testing {

std::vector<BusKind> bus_kinds() {
  std::vector<BusKind> kinds;
#ifdef BATON_WITH_REDIS
  kinds.push_back({"Redis", make_redis_home});
#endif
#ifdef BATON_WITH_NATS
  kinds.push_back({"Nats", make_nats_home});
#endif
  return kinds;
}

}  // namespace baton::testing
