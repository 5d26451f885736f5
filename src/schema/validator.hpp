// One validation in progress.
#pragma once

#include "schema/meter.hpp"
#include "schema/rules.hpp"
#include "schema/schema.hpp"

#include <baton/value.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace baton::schema {

// The way from the whole value to the part that is looked at.
struct Path {
  const Path* outer;
  std::variant<std::string_view, std::size_t> step;  // the name of a member, or which item
};

// Which items or members of a value have been evaluated, as unevaluatedItems and unevaluatedProperties see it.
class Evaluated {
 public:
  explicit Evaluated(const Value& value) : parts_(value.size()) {}
  void add(std::size_t part) { parts_[part] = true; }
  void add_all() { parts_.assign(parts_.size(), true); }
  void add(const Evaluated& others) {
    for (std::size_t at = 0; at < parts_.size(); ++at) {
      if (others.parts_[at]) parts_[at] = true;
    }
  }
  [[nodiscard]] bool has(std::size_t part) const { return parts_[part]; }

 private:
  std::vector<bool> parts_;
};

// The resources of the schemas in progress, from the innermost on.
struct Scope {
  const Scope* outer;
  ResourceId resource;
};

enum class Reporting : std::uint8_t { All, Nothing };

// One value and all that surrounds its evaluation.
struct Subject {
  const Value& value;
  const Path* path;                // nullptr: the whole value
  const Scope* scope;              // nullptr: no schema is in progress yet
  const CompiledSchema* schema;    // that has the rule
  std::string_view keyword;        // of the rule
  Evaluated* evaluated = nullptr;  // nullptr: nobody looks for what is unevaluated
  Reporting reporting = Reporting::All;
};

class Validator {
 public:
  Validator(const Rules& rules, const Budget& budget) : rules_(rules), budget_(budget), meter_(budget.steps) {}

  std::expected<Report, Exhausted> validate(const Value& value);

 private:
  // Is the value valid? The answer does not count once the validation has stopped.
  bool evaluate(SchemaId id, const Subject& subject);
  bool evaluate_rules(const CompiledSchema& schema, Subject subject);
  // The same in a branch, where what is broken is not reported and what is evaluated only counts if the value matches.
  bool matches(SchemaId schema, Subject subject);
  bool evaluate_part(SchemaId schema, const Subject& subject, const Value& part, const Path& path);
  bool evaluate_item(SchemaId schema, Subject array, std::string_view keyword, std::size_t at);
  bool evaluate_member(SchemaId schema, Subject object, std::string_view keyword, std::size_t at);

  bool check(const TypeRule& rule, const Subject& subject);
  bool check(const EqualsRule& rule, const Subject& subject);
  bool check(const MultipleRule& rule, const Subject& subject);
  bool check(const BoundRule& rule, const Subject& subject);
  bool check(const SizeRule& rule, const Subject& subject);
  bool check(const PatternRule& rule, const Subject& subject);
  bool check(const FormatRule& rule, const Subject& subject);
  bool check(const UniqueRule& rule, const Subject& subject);
  bool check(const RequiredRule& rule, const Subject& subject);
  bool check(const DependentRequiredRule& rule, const Subject& subject);
  bool check(const DependentSchemasRule& rule, const Subject& subject);
  bool check(const AllRule& rule, const Subject& subject);
  bool check(const AnyRule& rule, const Subject& subject);
  bool check(const OneRule& rule, const Subject& subject);
  bool check(const NotRule& rule, const Subject& subject);
  bool check(const ConditionRule& rule, const Subject& subject);
  bool check(const ItemsRule& rule, const Subject& subject);
  bool check(const ContainsRule& rule, const Subject& subject);
  bool check(const MembersRule& rule, const Subject& subject);
  bool check(const NamesRule& rule, const Subject& subject);
  bool check(const ReferenceRule& rule, const Subject& subject);
  bool check(const DynamicReferenceRule& rule, const Subject& subject);
  bool check(const RecursiveReferenceRule& rule, const Subject& subject);
  bool check(const UnevaluatedItemsRule& rule, const Subject& subject);
  bool check(const UnevaluatedMembersRule& rule, const Subject& subject);

  bool check_member(const MembersRule& rule, const Subject& subject, std::size_t at);
  bool require(const Subject& subject, const std::vector<std::string>& names);

  // Always false, as the value is invalid.
  template <std::invocable Message>
  bool report(const Subject& subject, const Message& message) {
    if (!is_reported(subject)) return false;
    return report(subject, subject.schema->place + "/" + std::string(subject.keyword), message());
  }
  bool report(const Subject& subject, std::string place, std::string message);
  // False: the validation has stopped.
  bool charge(std::uint64_t steps) {
    return meter_.charge(steps) || stop("it takes more steps than its budget allows");
  }
  bool stop(std::string message);
  [[nodiscard]] bool is_reported(const Subject& subject) const {
    return subject.reporting == Reporting::All && !has_stopped_;
  }
  // No more rules have to be checked for this subject.
  [[nodiscard]] bool is_decided(bool is_valid, const Subject& subject) const {
    return has_stopped_ || (!is_valid && subject.reporting == Reporting::Nothing);
  }

  const Rules& rules_;
  Budget budget_;
  Meter meter_;
  std::uint32_t depth_ = 0;
  Report report_;
  bool has_stopped_ = false;  // the budget is exhausted, or as much is reported as may be
  std::optional<Exhausted> exhausted_;
};

}  // namespace baton::schema
