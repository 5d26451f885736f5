// Walks the value and the schema together. The rules that concern a value alone are in checks.cpp.
#include "schema/validator.hpp"

#include "base/check.hpp"
#include "schema/shortened.hpp"
#include "schema/uri.hpp"

#include <algorithm>
#include <utility>

namespace baton::schema {
namespace {

bool has_parts(const Value& value) {
  return value.is_array() || value.is_object();
}

std::string pointer_of(const Path* path) {
  std::vector<const Path*> steps;
  for (; path != nullptr; path = path->outer) steps.push_back(path);
  std::string pointer;
  for (auto step = steps.rbegin(); step != steps.rend() && pointer.size() <= kMaxViolationTextBytes; ++step) {
    const auto* name = std::get_if<std::string_view>(&(*step)->step);
    pointer += "/" + (name != nullptr ? pointer_token(*name) : std::to_string(std::get<std::size_t>((*step)->step)));
  }
  return shortened(std::move(pointer), kMaxViolationTextBytes);
}

std::string items_counted(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " item" : " items");
}

}  // namespace

std::expected<Report, Exhausted> Schema::validate(const Value& value, const Budget& budget) const {
  return Validator(*rules_, budget).validate(value);
}

std::expected<Report, Exhausted> Validator::validate(const Value& value) {
  const Subject subject{.value = value, .path = nullptr, .scope = nullptr, .schema = nullptr, .keyword = "false"};
  const bool is_valid = evaluate(rules_.root, subject);
  if (exhausted_) return std::unexpected(*std::move(exhausted_));
  BATON_CHECK(is_valid == report_.is_valid(), "a report names a violation exactly if the value is invalid");
  report_.steps = budget_.steps - meter_.left();
  return std::move(report_);
}

bool Validator::stop(std::string message) {
  if (!has_stopped_) exhausted_ = Exhausted{std::move(message)};
  has_stopped_ = true;
  return false;
}

bool Validator::report(const Subject& subject, std::string place, std::string message) {
  if (report_.violations.size() >= budget_.violations) {
    report_.has_more = true;
    has_stopped_ = true;
    return false;
  }
  report_.violations.push_back({.path = pointer_of(subject.path),
                                .keyword = std::string(subject.keyword),
                                .place = shortened(std::move(place), kMaxViolationTextBytes),
                                .message = shortened(std::move(message), kMaxViolationTextBytes)});
  return false;
}

bool Validator::evaluate(SchemaId id, const Subject& subject) {
  const CompiledSchema& schema = rules_.schemas[id];
  if (!charge(1 + schema.rules.size() / 2)) return false;
  if (schema.refuses_all) return is_reported(subject) && report(subject, schema.place, "is not allowed");
  if (schema.rules.empty()) return true;
  if (depth_ >= std::min(budget_.depth, kMaxEvaluationDepth)) {
    return stop("it needs more schemas within one another than its budget allows; a reference may lead back to itself");
  }
  const Scope scope{.outer = subject.scope, .resource = schema.resource};
  const bool enters = subject.scope == nullptr || subject.scope->resource != schema.resource;
  Subject own = subject;
  own.schema = &schema;
  own.scope = enters ? &scope : subject.scope;
  ++depth_;
  const bool is_valid = evaluate_rules(schema, own);
  --depth_;
  return is_valid;
}

bool Validator::evaluate_rules(const CompiledSchema& schema, Subject subject) {
  std::optional<Evaluated> own;
  Evaluated* const outer = subject.evaluated;
  if (schema.looks_for_unevaluated && has_parts(subject.value)) {
    if (!charge(subject.value.size() / 64)) return false;
    subject.evaluated = &own.emplace(subject.value);
  }
  bool is_valid = true;
  for (const Rule& rule : schema.rules) {
    if (is_decided(is_valid, subject)) return false;
    subject.keyword = rule.keyword;
    is_valid &= std::visit([&](const auto& one) { return check(one, subject); }, rule.rule);
  }
  if (own && outer != nullptr) outer->add(*own);
  return is_valid && !has_stopped_;
}

bool Validator::matches(SchemaId schema, Subject subject) {
  subject.reporting = Reporting::Nothing;
  Evaluated* const outer = subject.evaluated;
  if (outer == nullptr) return evaluate(schema, subject);
  if (!charge(subject.value.size() / 64)) return false;
  Evaluated own(subject.value);
  subject.evaluated = &own;
  const bool is_match = evaluate(schema, subject);
  if (is_match) outer->add(own);
  return is_match;
}

bool Validator::evaluate_part(SchemaId schema, const Subject& subject, const Value& part, const Path& path) {
  return evaluate(schema, {.value = part,
                           .path = &path,
                           .scope = subject.scope,
                           .schema = subject.schema,
                           .keyword = subject.keyword,
                           .evaluated = nullptr,
                           .reporting = subject.reporting});
}

bool Validator::evaluate_item(SchemaId schema, Subject array, std::string_view keyword, std::size_t at) {
  array.keyword = keyword;
  if (array.evaluated != nullptr) array.evaluated->add(at);
  return evaluate_part(schema, array, array.value.items()[at], {.outer = array.path, .step = at});
}

bool Validator::evaluate_member(SchemaId schema, Subject object, std::string_view keyword, std::size_t at) {
  object.keyword = keyword;
  if (object.evaluated != nullptr) object.evaluated->add(at);
  const Member& member = object.value.members()[at];
  return evaluate_part(schema, object, member.value, {.outer = object.path, .step = member.name()});
}

bool Validator::check(const AllRule& rule, const Subject& subject) {
  bool is_valid = true;
  for (const SchemaId schema : rule.schemas) {
    is_valid &= evaluate(schema, subject);
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

// Every branch that matches may evaluate something, so all are tried where somebody looks for that.
bool Validator::check(const AnyRule& rule, const Subject& subject) {
  bool is_any = false;
  for (const SchemaId schema : rule.schemas) {
    is_any |= matches(schema, subject);
    if (has_stopped_) return false;
    if (is_any && subject.evaluated == nullptr) return true;
  }
  return is_any || report(subject, [&] {
           return "must match at least one of the " + std::to_string(rule.schemas.size()) +
                  " schemas of anyOf, but matches none";
         });
}

bool Validator::check(const OneRule& rule, const Subject& subject) {
  std::size_t matching = 0;
  for (const SchemaId schema : rule.schemas) {
    if (matches(schema, subject)) ++matching;
    if (has_stopped_) return false;
    if (matching > 1) break;
  }
  if (matching == 1) return true;
  return report(subject, [&] {
    return "must match exactly one of the " + std::to_string(rule.schemas.size()) + " schemas of oneOf, but matches " +
           (matching == 0 ? "none" : "more than one");
  });
}

bool Validator::check(const NotRule& rule, const Subject& subject) {
  Subject inner = subject;
  inner.evaluated = nullptr;
  if (!matches(rule.schema, inner)) return true;
  return report(subject, [] { return "must not match the schema of not"; });
}

bool Validator::check(const ConditionRule& rule, const Subject& subject) {
  const bool holds = matches(rule.condition, subject);
  if (has_stopped_) return false;
  const std::optional<SchemaId> schema = holds ? rule.then : rule.otherwise;
  Subject inner = subject;
  inner.keyword = holds ? "then" : "else";
  return !schema || evaluate(*schema, inner);
}

bool Validator::check(const ItemsRule& rule, const Subject& subject) {
  if (!subject.value.is_array()) return true;
  const std::size_t first = std::min(rule.first.size(), subject.value.size());
  bool is_valid = true;
  for (std::size_t at = 0; at < first; ++at) {
    is_valid &= evaluate_item(rule.first[at], subject, rule.first_keyword, at);
    if (is_decided(is_valid, subject)) return false;
  }
  for (std::size_t at = first; rule.others && at < subject.value.size(); ++at) {
    is_valid &= evaluate_item(*rule.others, subject, rule.others_keyword, at);
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

bool Validator::check(const ContainsRule& rule, const Subject& subject) {
  if (!subject.value.is_array()) return true;
  const bool evaluates = rule.evaluates && subject.evaluated != nullptr;
  Subject inner = subject;
  inner.reporting = Reporting::Nothing;
  inner.evaluated = nullptr;
  std::uint64_t count = 0;
  for (std::size_t at = 0; at < subject.value.size(); ++at) {
    const bool is_match = evaluate_item(rule.schema, inner, subject.keyword, at);
    if (has_stopped_) return false;
    if (is_match) ++count;
    if (is_match && evaluates) subject.evaluated->add(at);
    if (count >= rule.least && !rule.most && !evaluates) return true;
  }
  if (count < rule.least) {
    return report(subject, [&] {
      return "must contain at least " + items_counted(rule.least) + " that " + (rule.least == 1 ? "matches" : "match") +
             " the schema of contains, but has " + std::to_string(count);
    });
  }
  if (!rule.most || count <= *rule.most) return true;
  return report(subject, [&] {
    return "must contain at most " + items_counted(*rule.most) + " that " + (*rule.most == 1 ? "matches" : "match") +
           " the schema of contains, but has " + std::to_string(count);
  });
}

bool Validator::check(const MembersRule& rule, const Subject& subject) {
  if (!subject.value.is_object()) return true;
  bool is_valid = true;
  for (std::size_t at = 0; at < subject.value.size(); ++at) {
    is_valid &= check_member(rule, subject, at);
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

bool Validator::check_member(const MembersRule& rule, const Subject& subject, std::size_t at) {
  const std::string_view name = subject.value.members()[at].name();
  bool is_known = false;
  bool is_valid = true;
  if (!charge(1)) return false;
  const auto named = std::ranges::lower_bound(rule.named, name, {}, &NamedSchema::name);
  if (named != rule.named.end() && named->name == name) {
    is_known = true;
    is_valid &= evaluate_member(named->schema, subject, "properties", at);
  }
  for (const PatternSchema& pattern : rule.patterns) {
    const bool is_match = pattern.regex.is_found_in(name, meter_);
    if (!charge(1) || has_stopped_) return false;
    if (!is_match) continue;
    is_known = true;
    is_valid &= evaluate_member(pattern.schema, subject, "patternProperties", at);
  }
  if (!is_known && rule.others) return evaluate_member(*rule.others, subject, "additionalProperties", at);
  return is_valid;
}

bool Validator::check(const NamesRule& rule, const Subject& subject) {
  if (!subject.value.is_object()) return true;
  bool is_valid = true;
  for (const Member& member : subject.value.members()) {
    const Path path{.outer = subject.path, .step = member.name()};
    const Subject name{.value = member.key,
                       .path = &path,
                       .scope = subject.scope,
                       .schema = subject.schema,
                       .keyword = subject.keyword,
                       .evaluated = nullptr,
                       .reporting = subject.reporting};
    const bool is_match = matches(rule.schema, name);
    if (has_stopped_) return false;
    if (!is_match) is_valid = report(name, [] { return "has a name that does not match the schema of propertyNames"; });
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

bool Validator::check(const DependentSchemasRule& rule, const Subject& subject) {
  if (!subject.value.is_object()) return true;
  bool is_valid = true;
  for (const NamedSchema& named : rule.schemas) {
    if (!charge(1 + subject.value.size() / 16)) return false;
    if (subject.value.find(named.name) == nullptr) continue;
    is_valid &= evaluate(named.schema, subject);
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

bool Validator::check(const ReferenceRule& rule, const Subject& subject) {
  return evaluate(rule.schema, subject);
}

bool Validator::check(const DynamicReferenceRule& rule, const Subject& subject) {
  SchemaId target = rule.schema;
  for (const Scope* scope = subject.scope; scope != nullptr; scope = scope->outer) {
    if (!charge(1)) return false;
    const auto& anchors = rules_.resources[scope->resource].dynamic_anchors;
    if (const auto found = anchors.find(rule.anchor); found != anchors.end()) target = found->second;
  }
  return evaluate(target, subject);
}

bool Validator::check(const RecursiveReferenceRule& rule, const Subject& subject) {
  SchemaId target = rule.schema;
  for (const Scope* scope = subject.scope; scope != nullptr; scope = scope->outer) {
    if (!charge(1)) return false;
    const CompiledResource& resource = rules_.resources[scope->resource];
    if (resource.has_recursive_anchor) target = resource.root;
  }
  return evaluate(target, subject);
}

bool Validator::check(const UnevaluatedItemsRule& rule, const Subject& subject) {
  if (!subject.value.is_array()) return true;
  bool is_valid = true;
  for (std::size_t at = 0; at < subject.value.size(); ++at) {
    if (subject.evaluated->has(at)) continue;
    is_valid &= evaluate_item(rule.schema, subject, subject.keyword, at);
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

bool Validator::check(const UnevaluatedMembersRule& rule, const Subject& subject) {
  if (!subject.value.is_object()) return true;
  bool is_valid = true;
  for (std::size_t at = 0; at < subject.value.size(); ++at) {
    if (subject.evaluated->has(at)) continue;
    is_valid &= evaluate_member(rule.schema, subject, subject.keyword, at);
    if (is_decided(is_valid, subject)) return false;
  }
  return is_valid;
}

}  // namespace baton::schema
