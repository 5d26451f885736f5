// Names: Card
#include <baton/operator.hpp>

struct Card {
  std::string number;
};
BOOST_DESCRIBE_STRUCT(Card, (), (number))

auto charge = baton::make_method([](Card& card) { return card.number; });
