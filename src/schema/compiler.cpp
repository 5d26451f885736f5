#include "schema/compiler.hpp"

#include "schema/limits.hpp"
#include "schema/shortened.hpp"
#include "schema/uri.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::schema {
namespace {

// As deep as a schema may be.
std::uint64_t digits_in(const Value& value) {
  if (value.is_number()) return value.number_text().size();
  std::uint64_t digits = 0;
  if (value.is_array()) {
    for (const Value& item : value.items()) digits += digits_in(item);
  } else if (value.is_object()) {
    for (const Member& member : value.members()) digits += digits_in(member.value);
  }
  return digits;
}

// "a", "a or b", "a, b or c"
std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (at > 0) list += at + 1 == names.size() ? " or " : ", ";
    list += names[at];
  }
  return list;
}

// For a message.
std::string shortened_json(const Value& value) {
  constexpr std::size_t kMost = 60;
  return shortened(to_json(value), kMost);
}

std::optional<Kind> kind_named(std::string_view name) {
  for (const Kind kind : {Kind::Null, Kind::Boolean, Kind::Number, Kind::String, Kind::Array, Kind::Object}) {
    if (kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

constexpr std::uint8_t bit(Kind kind) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(kind));
}

}  // namespace

// Cheap rules that often fail come first, and what looks for the unevaluated comes last.
struct Compiler::Entry {
  std::string_view keyword;
  Handler handler;
};

std::expected<CompiledSchema, CompileError> Compiler::compile(SchemaId schema) {
  static constexpr std::array<Entry, 38> kEntries = {{
      {"type", &Compiler::type},
      {"const", &Compiler::constant},
      {"enum", &Compiler::enumeration},
      {"multipleOf", &Compiler::multiple_of},
      {"maximum", &Compiler::bound},
      {"exclusiveMaximum", &Compiler::bound},
      {"minimum", &Compiler::bound},
      {"exclusiveMinimum", &Compiler::bound},
      {"maxLength", &Compiler::size},
      {"minLength", &Compiler::size},
      {"pattern", &Compiler::pattern},
      {"format", &Compiler::format},
      {"maxItems", &Compiler::size},
      {"minItems", &Compiler::size},
      {"maxProperties", &Compiler::size},
      {"minProperties", &Compiler::size},
      {"required", &Compiler::required},
      {"dependentRequired", &Compiler::dependent_required},
      {"uniqueItems", &Compiler::unique},
      {"$ref", &Compiler::reference},
      {"$dynamicRef", &Compiler::dynamic_reference},
      {"$recursiveRef", &Compiler::recursive_reference},
      {"properties", &Compiler::members},
      {"patternProperties", &Compiler::members},
      {"additionalProperties", &Compiler::members},
      {"propertyNames", &Compiler::add_schema_rule<NamesRule>},
      {"prefixItems", &Compiler::items},
      {"items", &Compiler::lone_items},
      {"contains", &Compiler::contains},
      {"dependencies", &Compiler::dependencies},
      {"dependentSchemas", &Compiler::dependent_schemas},
      {"allOf", &Compiler::add_schemas_rule<AllRule>},
      {"anyOf", &Compiler::add_schemas_rule<AnyRule>},
      {"oneOf", &Compiler::add_schemas_rule<OneRule>},
      {"not", &Compiler::add_schema_rule<NotRule>},
      {"if", &Compiler::condition},
      {"unevaluatedItems", &Compiler::add_schema_rule<UnevaluatedItemsRule>},
      {"unevaluatedProperties", &Compiler::add_schema_rule<UnevaluatedMembersRule>},
  }};
  const Location& location = index_.locations()[schema];
  schema_ = schema;
  compiled_ = {.rules = {},
               .refuses_all = location.schema->is_boolean() && !location.schema->as_boolean(),
               .looks_for_unevaluated = false,
               .resource = location.resource,
               .place = index_.place(schema, "")};
  const bool is_draft7 = index_.resource_of(schema).dialect.draft == Draft::Draft7;
  const Value* lone_reference = is_draft7 ? location.schema->find("$ref") : nullptr;
  for (const Entry& entry : kEntries) {
    const Value* value = sibling(entry.keyword);
    if (value == nullptr || (lone_reference != nullptr && value != lone_reference)) continue;
    keyword_ = entry.keyword;
    (this->*entry.handler)(*value);
    if (error_) return std::unexpected(*std::exchange(error_, std::nullopt));
  }
  return std::move(compiled_);
}

void Compiler::fail(std::string message, const std::string& further) {
  const std::string keyword = "/" + std::string(keyword_);
  if (!error_) error_ = {std::move(message), index_.place(schema_, keyword + further)};
}

bool Compiler::knows(std::string_view keyword) const {
  return find_keyword(keyword, index_.resource_of(schema_).dialect) != nullptr;
}

// The value of a keyword that counts.
const Value* Compiler::sibling(std::string_view keyword) const {
  const Value* value = index_.locations()[schema_].schema->find(keyword);
  return value != nullptr && knows(keyword) ? value : nullptr;
}

void Compiler::add(AnyKindOfRule rule) {
  compiled_.rules.push_back({.keyword = keyword_, .rule = std::move(rule)});
}

std::optional<SchemaId> Compiler::schema_in(const Value& value, const std::string& further) {
  if (!is_schema(value)) {
    fail("must be a schema: an object or a boolean", further);
    return std::nullopt;
  }
  return index_.at(schema_, "/" + std::string(keyword_) + further);
}

std::vector<SchemaId> Compiler::schemas_in(const Value& value) {
  std::vector<SchemaId> schemas;
  if (!value.is_array()) {
    fail("must be an array of schemas");
    return schemas;
  }
  for (std::size_t at = 0; at < value.size(); ++at) {
    const auto schema = schema_in(value.items()[at], "/" + std::to_string(at));
    if (schema) schemas.push_back(*schema);
  }
  return schemas;
}

std::vector<std::string> Compiler::names_in(const Value& value, const std::string& further) {
  std::vector<std::string> names;
  const bool is_list =
      value.is_array() && std::ranges::all_of(value.items(), [](const Value& name) { return name.is_string(); });
  if (!is_list) {
    fail("must be an array of names", further);
    return names;
  }
  for (const Value& name : value.items()) names.emplace_back(name.as_string());
  return names;
}

std::optional<std::uint64_t> Compiler::count_in(const Value& value) {
  const bool is_count =
      value.is_number() && !value.number_text().starts_with('-') && Decimal::from(value.number_text()).is_integer();
  if (is_count) return count_from(value.number_text());
  if (value.is_number() && Decimal::from(value.number_text()).is_zero()) return 0;
  fail("must be an integer from 0 on");
  return std::nullopt;
}

std::optional<Regex> Compiler::regex_in(std::string_view pattern, const std::string& further) {
  auto regex = Regex::compile(pattern, kMaxPatternCode - pattern_code_);
  if (!regex) {
    fail("is not a regular expression that can be used: " + regex.error(), further);
    return std::nullopt;
  }
  pattern_code_ += std::min(regex->code().size(), kMaxPatternCode - pattern_code_);
  return *std::move(regex);
}

std::optional<SchemaId> Compiler::optional_schema(std::string_view keyword) {
  const Value* value = sibling(keyword);
  if (value == nullptr) return std::nullopt;
  const std::string_view own = std::exchange(keyword_, keyword);
  const auto schema = schema_in(*value, "");
  keyword_ = own;
  return schema;
}

std::optional<std::uint64_t> Compiler::optional_count(std::string_view keyword) {
  const Value* value = sibling(keyword);
  if (value == nullptr) return std::nullopt;
  const std::string_view own = std::exchange(keyword_, keyword);
  const auto count = count_in(*value);
  keyword_ = own;
  return count;
}

template <class T>
void Compiler::add_schema_rule(const Value& value) {
  constexpr bool looks_for_unevaluated =
      std::is_same_v<T, UnevaluatedItemsRule> || std::is_same_v<T, UnevaluatedMembersRule>;
  compiled_.looks_for_unevaluated |= looks_for_unevaluated;
  if (const auto schema = schema_in(value, "")) add(T{*schema});
}

template <class T>
void Compiler::add_schemas_rule(const Value& value) {
  add(T{schemas_in(value)});
}

void Compiler::type(const Value& value) {
  TypeRule rule;
  std::vector<std::string> names;
  if (value.is_string()) {
    names.emplace_back(value.as_string());
  } else {
    names = names_in(value, "");
  }
  for (const std::string& name : names) {
    const auto kind = kind_named(name);
    rule.allows_integers |= name == "integer";
    if (kind) rule.kinds |= bit(*kind);
    if (!kind && name != "integer") fail("\"" + name + "\" is not a type");
  }
  rule.names = listed(names);
  add(std::move(rule));
}

void Compiler::constant(const Value& value) {
  add(EqualsRule{.values = {value}, .message = "must be " + shortened_json(value), .digits = digits_in(value)});
}

void Compiler::enumeration(const Value& value) {
  if (!value.is_array()) return fail("must be an array");
  constexpr std::size_t kShown = 8;
  std::vector<std::string> shown;
  for (const Value& one : value.items().first(std::min(value.size(), kShown))) shown.push_back(shortened_json(one));
  if (value.size() > kShown) shown.push_back(std::to_string(value.size() - kShown) + " more");
  add(EqualsRule{.values = {value.items().begin(), value.items().end()},
                 .message = "must be " + listed(shown),
                 .digits = digits_in(value)});
}

void Compiler::multiple_of(const Value& value) {
  const bool is_positive = value.is_number() && value > Value::number(0);
  if (!is_positive) return fail("must be a number above 0");
  if (Decimal::from(value.number_text()).digits.size() > kMaxDivisorDigits) return fail("has more than 1000 digits");
  add(MultipleRule{.divisor = Divisor(value.number_text()), .number = shortened_json(value)});
}

void Compiler::bound(const Value& value) {
  if (!value.is_number()) return fail("must be a number");
  using enum BoundRule::Kind;
  const BoundRule::Kind kind = keyword_ == "minimum"            ? AtLeast
                               : keyword_ == "exclusiveMinimum" ? Above
                               : keyword_ == "maximum"          ? AtMost
                                                                : Below;
  add(BoundRule{.kind = kind, .bound = value});
}

void Compiler::size(const Value& value) {
  const auto count = count_in(value);
  if (!count) return;
  const Kind of = keyword_.ends_with("Length")  ? Kind::String
                  : keyword_.ends_with("Items") ? Kind::Array
                                                : Kind::Object;
  const auto bound = keyword_.starts_with("min") ? SizeRule::Bound::AtLeast : SizeRule::Bound::AtMost;
  add(SizeRule{.of = of, .bound = bound, .count = *count});
}

void Compiler::pattern(const Value& value) {
  if (!value.is_string()) return fail("must be a string");
  auto regex = regex_in(value.as_string(), "");
  if (regex) add(PatternRule{.regex = *std::move(regex), .pattern = shortened_json(value)});
}

void Compiler::format(const Value& value) {
  if (!value.is_string()) return fail("must be a string");
  const bool is_asserted =
      formats_ == Formats::Asserted || index_.resource_of(schema_).dialect.has(Vocabulary::FormatAssertion);
  const Format known = find_format(value.as_string());
  if (is_asserted && known != nullptr) add(FormatRule{.format = known, .name = std::string(value.as_string())});
}

void Compiler::unique(const Value& value) {
  if (!value.is_boolean()) return fail("must be a boolean");
  if (value.as_boolean()) add(UniqueRule{});
}

void Compiler::required(const Value& value) {
  add(RequiredRule{names_in(value, "")});
}

void Compiler::dependent_required(const Value& value) {
  if (!value.is_object()) return fail("must be an object");
  DependentRequiredRule rule;
  for (const Member& member : value.members()) {
    rule.names.push_back(
        {.name = std::string(member.name()), .needs = names_in(member.value, "/" + pointer_token(member.name()))});
  }
  add(std::move(rule));
}

void Compiler::dependent_schemas(const Value& value) {
  if (!value.is_object()) return fail("must be an object");
  DependentSchemasRule rule;
  for (const Member& member : value.members()) {
    const auto schema = schema_in(member.value, "/" + pointer_token(member.name()));
    if (schema) rule.schemas.push_back({.name = std::string(member.name()), .schema = *schema});
  }
  add(std::move(rule));
}

// Each member as in dependentRequired or as in dependentSchemas.
void Compiler::dependencies(const Value& value) {
  if (!value.is_object()) return fail("must be an object");
  DependentRequiredRule names;
  DependentSchemasRule schemas;
  for (const Member& member : value.members()) {
    const std::string further = "/" + pointer_token(member.name());
    if (member.value.is_array()) {
      names.names.push_back({.name = std::string(member.name()), .needs = names_in(member.value, further)});
    } else if (const auto schema = schema_in(member.value, further)) {
      schemas.schemas.push_back({.name = std::string(member.name()), .schema = *schema});
    }
  }
  if (!names.names.empty()) add(std::move(names));
  if (!schemas.schemas.empty()) add(std::move(schemas));
}

void Compiler::condition(const Value& value) {
  const auto condition = schema_in(value, "");
  if (!condition) return;
  add(ConditionRule{.condition = *condition, .then = optional_schema("then"), .otherwise = optional_schema("else")});
}

// prefixItems, with items for the others; up to 2019-09, items and additionalItems.
void Compiler::items(const Value& value) {
  ItemsRule rule{.first = schemas_in(value), .first_keyword = keyword_, .others = {}, .others_keyword = {}};
  rule.others_keyword = keyword_ == "items" ? "additionalItems" : "items";
  rule.others = optional_schema(rule.others_keyword);
  add(std::move(rule));
}

void Compiler::lone_items(const Value& value) {
  const Keyword* keyword = find_keyword("items", index_.resource_of(schema_).dialect);
  if (value.is_array() && keyword->shape == Shape::OneOrList) return items(value);
  if (sibling("prefixItems") != nullptr) return;
  if (const auto schema = schema_in(value, "")) {
    add(ItemsRule{.first = {}, .first_keyword = {}, .others = schema, .others_keyword = keyword_});
  }
}

void Compiler::contains(const Value& value) {
  const auto schema = schema_in(value, "");
  if (!schema) return;
  const auto least = optional_count("minContains");
  const auto most = optional_count("maxContains");
  const bool evaluates = index_.resource_of(schema_).dialect.draft == Draft::Draft2020;
  add(ContainsRule{.schema = *schema, .least = least.value_or(1), .most = most, .evaluates = evaluates});
}

// One rule has all three keywords; it is added for the first of them that is there.
void Compiler::members(const Value&) {
  for (const std::string_view earlier : {"properties", "patternProperties"}) {
    if (earlier == keyword_) break;
    if (sibling(earlier) != nullptr) return;
  }
  const std::string_view own = keyword_;
  MembersRule rule{.named = named_members(), .patterns = pattern_members(), .others = {}};
  rule.others = optional_schema("additionalProperties");
  keyword_ = own;
  add(std::move(rule));
}

std::span<const Member> Compiler::members_of(const Value* value) {
  if (value == nullptr) return {};
  if (value->is_object()) return value->members();
  fail("must be an object");
  return {};
}

std::vector<NamedSchema> Compiler::named_members() {
  keyword_ = "properties";
  std::vector<NamedSchema> named;
  for (const Member& member : members_of(sibling(keyword_))) {
    const auto schema = schema_in(member.value, "/" + pointer_token(member.name()));
    if (schema) named.push_back({.name = std::string(member.name()), .schema = *schema});
  }
  std::ranges::sort(named, {}, &NamedSchema::name);
  return named;
}

std::vector<PatternSchema> Compiler::pattern_members() {
  keyword_ = "patternProperties";
  std::vector<PatternSchema> patterns;
  for (const Member& member : members_of(sibling(keyword_))) {
    const std::string further = "/" + pointer_token(member.name());
    auto regex = regex_in(member.name(), further);
    const auto schema = schema_in(member.value, further);
    if (regex && schema) patterns.push_back({.regex = *std::move(regex), .schema = *schema});
  }
  return patterns;
}

std::optional<SchemaId> Compiler::find_reference(const Value& value) {
  if (!value.is_string()) {
    fail("must be a string");
    return std::nullopt;
  }
  auto found = index_.find(resolve_uri(index_.resource_of(schema_).base, value.as_string()));
  if (!found) {
    fail(std::move(found).error());
    return std::nullopt;
  }
  return *found;
}

void Compiler::reference(const Value& value) {
  if (const auto schema = find_reference(value)) add(ReferenceRule{*schema});
}

void Compiler::dynamic_reference(const Value& value) {
  const auto schema = find_reference(value);
  if (!schema) return;
  const std::string anchor = split_fragment(value.as_string()).fragment;
  const auto& anchors = index_.resource_of(*schema).dynamic_anchors;
  const auto found = anchors.find(anchor);
  if (found != anchors.end() && found->second == *schema) {
    add(DynamicReferenceRule{.schema = *schema, .anchor = anchor});
  } else {
    add(ReferenceRule{*schema});
  }
}

void Compiler::recursive_reference(const Value& value) {
  const auto schema = find_reference(value);
  if (!schema) return;
  const Resource& resource = index_.resource_of(*schema);
  if (resource.root == *schema && resource.has_recursive_anchor) {
    add(RecursiveReferenceRule{*schema});
  } else {
    add(ReferenceRule{*schema});
  }
}

}  // namespace baton::schema
