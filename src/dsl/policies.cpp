#include "dsl/policies.hpp"

#include "dsl/fields.hpp"
#include "dsl/jq_text.hpp"
#include "dsl/names.hpp"
#include "dsl/templates.hpp"

#include <array>
#include <limits>
#include <string>
#include <utility>

namespace baton::dsl {
namespace {

using core::DurationSource;
using core::RetryPolicy;

constexpr std::array<std::string_view, 5> kDurationProperties = {"days", "hours", "minutes", "seconds", "milliseconds"};
constexpr std::array<std::string_view, 6> kRetryProperties = {"when",    "exceptWhen", "delay",
                                                              "backoff", "limit",      "jitter"};
constexpr std::array<std::string_view, 3> kBackoffs = {"constant", "linear", "exponential"};

RetryPolicy::Backoff compile_backoff(Diagnostics& diagnostics, const Node& node) {
  if (!expect_members(diagnostics, node, kBackoffs)) return {};
  if (node.children.size() != 1) {
    diagnostics.error(node, "must have exactly one of " + listed(kBackoffs));
    return {};
  }
  if (!expect(diagnostics, *node.children[0], Kind::Object)) return {};
  for (const Node* parameter : node.children[0]->children) {
    diagnostics.note(*parameter, "has no effect: the specification defines no parameters for a backoff");
  }
  const std::string_view name = node.children[0]->key();
  if (name == "linear") return RetryPolicy::Backoff::Linear;
  return name == "exponential" ? RetryPolicy::Backoff::Exponential : RetryPolicy::Backoff::Constant;
}

std::optional<RetryPolicy::Jitter> compile_jitter(Compilation& compilation, const Node& node, const Visible& visible) {
  constexpr std::array<std::string_view, 2> kProperties = {"from", "to"};
  if (!expect_members(compilation.diagnostics, node, kProperties)) return std::nullopt;
  const Node* from_node = required(compilation.diagnostics, node, "from");
  const Node* to_node = required(compilation.diagnostics, node, "to");
  if (from_node == nullptr || to_node == nullptr) return std::nullopt;
  auto from = compile_duration(compilation, *from_node, visible);
  auto to = compile_duration(compilation, *to_node, visible);
  if (!from || !to) return std::nullopt;
  const auto* least = std::get_if<core::CalendarDuration>(&*from);
  const auto* most = std::get_if<core::CalendarDuration>(&*to);
  if (least != nullptr && most != nullptr && Timestamp() + *least > Timestamp() + *most) {
    compilation.diagnostics.error(node, "'from' must not be longer than 'to'");
  }
  return RetryPolicy::Jitter{.from = *std::move(from), .to = *std::move(to)};
}

// The policy with its limits.
RetryPolicy with_limit(Compilation& compilation, const Node& node, const Visible& visible, RetryPolicy policy) {
  constexpr std::array<std::string_view, 2> kProperties = {"attempt", "duration"};
  constexpr std::array<std::string_view, 2> kAttemptProperties = {"count", "duration"};
  if (!expect_members(compilation.diagnostics, node, kProperties)) return policy;
  if (const Node* duration = node.find("duration")) {
    policy.total_duration = compile_duration(compilation, *duration, visible);
  }
  const Node* attempt = node.find("attempt");
  if (attempt == nullptr || !expect_members(compilation.diagnostics, *attempt, kAttemptProperties)) return policy;
  if (const Node* duration = attempt->find("duration")) {
    policy.attempt_duration = compile_duration(compilation, *duration, visible);
  }
  if (const Node* count = attempt->find("count")) {
    constexpr Range kCounts = {.least = 0, .most = std::numeric_limits<std::int32_t>::max()};
    if (const auto retries = read_integer(compilation.diagnostics, *count, kCounts)) {
      policy.max_retries = static_cast<std::uint32_t>(*retries);
    }
  }
  return policy;
}

std::optional<RetryPolicy> compile_retry_policy(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!expect_members(compilation.diagnostics, node, kRetryProperties)) return std::nullopt;
  RetryPolicy policy;
  if (const Node* when = node.find("when")) policy.when = compile_expression_field(compilation, *when, visible);
  if (const Node* except_when = node.find("exceptWhen")) {
    policy.except_when = compile_expression_field(compilation, *except_when, visible);
  }
  if (const Node* delay = node.find("delay")) {
    policy.delay = compile_duration(compilation, *delay, visible).value_or(core::CalendarDuration{});
  }
  if (const Node* backoff = node.find("backoff")) policy.backoff = compile_backoff(compilation.diagnostics, *backoff);
  if (const Node* jitter = node.find("jitter")) policy.jitter = compile_jitter(compilation, *jitter, visible);
  const Node* limit = node.find("limit");
  return limit == nullptr ? policy : with_limit(compilation, *limit, visible, std::move(policy));
}

// A duration is fixed, or an expression makes all of it.
bool refuses_expressions(Diagnostics& diagnostics, const Node& duration) {
  bool any = false;
  for (const Node* member : duration.children) {
    const auto code = whole_expression(member->text());
    if (!code) continue;
    diagnostics.error(
        *member,
        "must be an integer; for a duration that is computed, write one expression for all of it, such as "
        "'${ {" +
            std::string(member->key()) + ": " + shortened(trimmed(*code)) + "} }'");
    any = true;
  }
  return any;
}

std::optional<DurationSource> compile_timeout_object(Compilation& compilation, const Node& node,
                                                     const Visible& visible) {
  constexpr std::array<std::string_view, 1> kProperties = {"after"};
  if (!expect_members(compilation.diagnostics, node, kProperties)) return std::nullopt;
  const Node* after = required(compilation.diagnostics, node, "after");
  return after == nullptr ? std::nullopt : compile_duration(compilation, *after, visible);
}

}  // namespace

std::optional<DurationSource> compile_duration(Compilation& compilation, const Node& node, const Visible& visible) {
  if (!whole_expression(node.text())) {
    const auto fixed = read_duration(compilation.diagnostics, node, " or an expression '${ … }'");
    return fixed ? std::optional<DurationSource>(*fixed) : std::nullopt;
  }
  auto expression = compile_whole_expression(compilation, node, visible);
  if (!expression) return std::nullopt;
  return *std::move(expression);
}

std::optional<core::CalendarDuration> read_duration(Diagnostics& diagnostics, const Node& node,
                                                    std::string_view or_else) {
  if (!node.value.is_string() && !node.value.is_object()) {
    diagnostics.error(node, "must be a duration: an object such as {seconds: 5}, an ISO 8601 duration such as PT5S" +
                                std::string(or_else));
    return std::nullopt;
  }
  if (node.value.is_object()) {
    refuse_unknown(diagnostics, node, kDurationProperties);
    if (refuses_expressions(diagnostics, node)) return std::nullopt;
  }
  const auto duration =
      node.value.is_string() ? core::parse_iso8601_duration(node.text()) : core::duration_from_value(node.value);
  if (duration) return *duration;
  diagnostics.error(node, duration.error());
  return std::nullopt;
}

std::optional<DurationSource> compile_timeout(Compilation& compilation, const Node& node, const Visible& visible) {
  const Node* timeout = compilation.resolve(node, compilation.components.timeouts);
  return timeout == nullptr ? std::nullopt : compile_timeout_object(compilation, *timeout, visible);
}

std::optional<RetryPolicy> compile_retry(Compilation& compilation, const Node& node, const Visible& visible) {
  const Node* policy = compilation.resolve(node, compilation.components.retries);
  return policy == nullptr ? std::nullopt : compile_retry_policy(compilation, *policy, visible);
}

}  // namespace baton::dsl
