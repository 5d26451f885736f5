// The first line is a JSON Schema, the rest a value. Whatever they are, the validation ends within its budget, twice in the same way.
#include "input.hpp"

#include "schema/schema.hpp"

namespace {

using namespace baton;

constexpr schema::Budget kBudget{.steps = 50'000, .depth = 200, .violations = 20};

void validate(const schema::Schema& schema, const Value& value) {
  const auto once = schema.validate(value, kBudget);
  const auto twice = schema.validate(value, kBudget);
  fuzz::require(once.has_value() == twice.has_value(), "a validation ends in the same way again");
  if (!once) {
    fuzz::require(!once.error().message.empty(), "what the budget did not suffice for is said");
    return;
  }
  fuzz::require(*once == *twice, "a validation gives the same report again");
  for (const schema::Violation& violation : once->violations) {
    fuzz::require(!violation.message.empty() && !violation.place.empty(), "a violation names its rule");
    fuzz::require(violation.path.empty() || violation.path.front() == '/', "a violation's path is a JSON pointer");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const std::size_t end = text.find('\n');
  const auto document = parse_json(text.substr(0, end));
  if (!document) return 0;
  const auto compiled = schema::compile(*document);
  if (!compiled) {
    fuzz::require(!compiled.error().message.empty(), "an error has a message");
    return 0;
  }
  const auto value = parse_json(end == text.npos ? "null" : text.substr(end + 1));
  validate(*compiled, value ? *value : Value());
  return 0;
}
