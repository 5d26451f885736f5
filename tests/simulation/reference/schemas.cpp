// JSON Schema as far as generated documents use it; shares nothing with src/schema/.
#include "simulation/reference/reference.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace baton::tests {
namespace {

class Validator {
 public:
  explicit Validator(const Value& document) : document_(document) {}

  [[nodiscard]] bool holds(const Value& schema, const Value& value) const {
    if (schema.is_boolean()) return schema.as_boolean();
    return std::ranges::all_of(schema.members(), [&](const Member& rule) { return keeps(rule, value); });
  }

 private:
  [[nodiscard]] bool keeps(const Member& rule, const Value& value) const {
    const std::string_view name = rule.name();
    const Value& says = rule.value;
    if (name == "$ref") return holds(target(says.as_string()), value);
    if (name == "not") return !holds(says, value);
    if (name == "type") return has_type(says, value);
    if (name == "required") {
      return !value.is_object() || std::ranges::all_of(says.items(), [&](const Value& each) {
        return value.find(each.as_string()) != nullptr;
      });
    }
    if (name == "properties") {
      return std::ranges::all_of(says.members(), [&](const Member& each) {
        const Value* member = value.find(each.name());
        return member == nullptr || holds(each.value, *member);
      });
    }
    if (name == "items") {
      return !value.is_array() ||
             std::ranges::all_of(value.items(), [&](const Value& item) { return holds(says, item); });
    }
    if (name == "maxItems") return !value.is_array() || value.size() <= static_cast<std::size_t>(*says.as_integer());
    if (name == "maximum") return !value.is_number() || as_double(value) <= as_double(says);
    if (name == "$defs") return true;
    std::abort();  // the generator has learned something that this has not
  }

  [[nodiscard]] static double as_double(const Value& number) {
    return std::strtod(std::string(number.number_text()).c_str(), nullptr);
  }

  [[nodiscard]] static bool has_type(const Value& says, const Value& value) {
    if (says.is_string()) return kind_name(value.kind()) == says.as_string();
    return std::ranges::any_of(says.items(), [&](const Value& each) { return has_type(each, value); });
  }

  // "#/$defs/NAME".
  [[nodiscard]] Value target(std::string_view reference) const {
    return *document_.find("$defs")->find(reference.substr(reference.rfind('/') + 1));
  }

  const Value& document_;
};

}  // namespace

bool is_valid(const Value& schema, const Value& value) {
  return Validator(schema).holds(schema, value);
}

}  // namespace baton::tests
