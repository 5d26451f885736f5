// JSON Schema over Value: draft 7, 2019-09 and 2020-12. PURE: no clock, environment, file, locale, network or thread.
//
//   const auto schema = schema::compile(document).value();
//   const auto report = schema.validate(order);
//   if (!report) ...                           // the budget did not suffice; report.error() says for what
//   for (const schema::Violation& violation : report->violations) ...
//
// A document is compiled once. A Schema is immutable, cheap to copy and may validate in several threads at once. Every validation
// runs under a budget of steps and depth; the same validation always gives the same result.
//
// `$schema` says which draft a document is written for; without it, that is 2020-12. Nothing is fetched: what a schema refers to
// outside of itself is found among the documents given, or it is a meta-schema of these drafts.
#pragma once

#include "schema/limits.hpp"

#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace baton::schema {

// What `format` means where the meta-schema does not say that it is asserted.
enum class Formats : std::uint8_t { Asserted, Ignored };

using Documents = std::map<std::string, Value, std::less<>>;  // by URL without a fragment

struct Options {
  std::string url = {};      // of the document: where its relative references start
  Documents documents = {};  // others that it refers to
  Formats formats = Formats::Asserted;
};

struct CompileError {
  std::string message;
  std::string place;  // in the schema: "#/properties/id", in another document with its URL before the "#"

  friend bool operator==(const CompileError&, const CompileError&) = default;
};

// A rule that the value breaks.
struct Violation {
  std::string path;     // in the value, a JSON Pointer: "/items/0/price"; empty: the value itself
  std::string keyword;  // "minimum"
  std::string place;    // of the rule in the schema: "#/properties/price/minimum"
  std::string message;  // "must be at least 0"; it shows nothing of the value but names of members

  friend bool operator==(const Violation&, const Violation&) = default;
};

// "/items/0/price must be at least 0 (#/properties/price/minimum)"
[[nodiscard]] std::string describe(const Violation& violation);

struct Budget {
  std::uint64_t steps = kMaxSteps;
  std::uint32_t depth = kMaxEvaluationDepth;  // schemas within one another; at most kMaxEvaluationDepth
  std::size_t violations = kMaxViolations;    // that are reported
};

struct Report {
  std::vector<Violation> violations;  // in the order of the schema; empty: the value is valid
  bool has_more = false;              // there are more violations than the budget allows to report
  std::uint64_t steps = 0;            // that it took

  [[nodiscard]] bool is_valid() const { return violations.empty() && !has_more; }
  friend bool operator==(const Report&, const Report&) = default;
};

// Why a validation ended without a result.
struct Exhausted {
  std::string message;

  friend bool operator==(const Exhausted&, const Exhausted&) = default;
};

struct Rules;  // the compiled form; schema/rules.hpp

class Schema {
 public:
  explicit Schema(std::shared_ptr<const Rules> rules) : rules_(std::move(rules)) {}
  [[nodiscard]] std::expected<Report, Exhausted> validate(const Value& value, const Budget& budget = {}) const;

 private:
  std::shared_ptr<const Rules> rules_;
};

// A document that is referred to and not given.
struct Absent {
  std::string address;  // without a fragment
  std::string url;      // of the document that refers to it; empty: the one to compile, if it has none
  std::string place;    // of the first reference, as in CompileError

  friend bool operator==(const Absent&, const Absent&) = default;
};

// What compile() would miss, each address once. Other errors are not reported: compile() does that. Whoever has found these calls again with
// them, because they may refer to further ones.
[[nodiscard]] std::vector<Absent> find_absent(const Value& document, const Options& options);

// Refuses a document that is invalid by its meta-schema or refers to what is not there.
[[nodiscard]] std::expected<Schema, CompileError> compile(const Value& document, const Options& options = {});

}  // namespace baton::schema
