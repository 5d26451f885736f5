// SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
#include "cli/sim/outcome.hpp"
#include "cli/views.hpp"

#include "base/version.hpp"

#include <string_view>

namespace baton::cli {
namespace {

Value text(std::string_view words) {
  return Value::object({{"text", Value::string(words)}});
}

// A path as a URI reference: what is not unreserved or a slash is escaped.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("/-._~").contains(c);
    if (is_plain) {
      uri += c;
    } else {
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

Value rule_of(const simulation::RuleText& rule) {
  return Value::object({{"id", Value::string(rule.id)},
                        {"shortDescription", text(rule.summary)},
                        {"fullDescription", text(rule.help)},
                        {"help", text(rule.help)},
                        {"defaultConfiguration", Value::object({{"level", Value::string(name_of(rule.severity))}})}});
}

std::int64_t place_of(simulation::Rule rule) {
  std::int64_t place = 0;
  for (const simulation::RuleText& each : simulation::rules()) {
    if (each.rule == rule) break;
    ++place;
  }
  return place;
}

Value location_of(const PlacedFinding& found) {
  const Value region = Value::object({{"startLine", Value::number(static_cast<std::int64_t>(found.line))},
                                      {"startColumn", Value::number(static_cast<std::int64_t>(found.column))}});
  const Value artifact = Value::object({{"uri", Value::string(uri_of(found.file))}});
  const Value logical = Value::object({{"fullyQualifiedName", Value::string(found.finding().task)}});
  return Value::object({{"physicalLocation", Value::object({{"artifactLocation", artifact}, {"region", region}})},
                        {"logicalLocations", Value::array({logical})}});
}

Value result_of(const PlacedFinding& found) {
  const std::string message = found.finding().task + ": " + found.finding().message;
  const std::string fingerprint = std::string(found.rule().id) + ":" + found.finding().task;
  std::vector<Member> members = {
      {"ruleId", Value::string(found.rule().id)},
      {"ruleIndex", Value::number(place_of(found.finding().rule))},
      {"level", Value::string(name_of(found.rule().severity))},
      {"message", text(message)},
      {"locations", Value::array({location_of(found)})},
      {"partialFingerprints", Value::object({{"ruleAndTask/v1", Value::string(fingerprint)}})}};
  if (found.surveyed.seed) {
    members.emplace_back(
        "properties", Value::object({{"runs", number(found.surveyed.runs)}, {"seed", number(*found.surveyed.seed)}}));
  }
  return Value::object(std::move(members));
}

}  // namespace

Value sim_sarif(const SimOutcome& outcome) {
  std::vector<Value> rules;
  for (const simulation::RuleText& rule : simulation::rules()) rules.push_back(rule_of(rule));
  std::vector<Value> results;
  results.reserve(outcome.findings.size());
  for (const PlacedFinding& found : outcome.findings) results.push_back(result_of(found));
  const Value driver = Value::object({{"name", Value::string("baton sim")},
                                      {"version", Value::string(kVersion)},
                                      {"rules", Value::array(std::move(rules))}});
  const Value run = Value::object(
      {{"tool", Value::object({{"driver", driver}})},
       {"columnKind", Value::string("unicodeCodePoints")},
       {"invocations", Value::array({Value::object({{"executionSuccessful", Value::boolean(!outcome.interrupted)}})})},
       {"results", Value::array(std::move(results))}});
  return Value::object({{"$schema", Value::string("https://json.schemastore.org/sarif-2.1.0.json")},
                        {"version", Value::string("2.1.0")},
                        {"runs", Value::array({run})}});
}

}  // namespace baton::cli
