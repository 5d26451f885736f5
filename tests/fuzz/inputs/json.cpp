// A JSON text. Whatever it is, it is refused with a message, or it is printed as a text that reads back as itself.
#include "input.hpp"

#include <baton/value.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace baton;
  const auto value = parse_json(fuzz::text_of(data, size));
  if (!value) {
    fuzz::require(!value.error().message.empty(), "an error has a message");
    return 0;
  }
  const std::string printed = to_json(*value);
  const auto read = parse_json(printed);
  fuzz::require(read && *read == *value, "a printed value reads back as itself");
  fuzz::require(to_json(*read) == printed, "it is printed in the same way again");
  return 0;
}
