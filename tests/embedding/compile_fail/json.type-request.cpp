// Names: Card
#include <baton/operator.hpp>

struct Card {};

auto charge = baton::make_method([](const Card&) { return 1; });
