#include <baton/problem.hpp>

#include "value/utf8.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace baton {
namespace {

struct Standard {
  std::string_view kind;
  std::string_view title;
  int status;
};

// DSL: "Standard Error Types", in the order of ProblemKind.
constexpr std::array<Standard, 8> kStandard = {{{"configuration", "Configuration Error", 400},
                                                {"validation", "Validation Error", 400},
                                                {"expression", "Expression Error", 400},
                                                {"authentication", "Authentication Error", 401},
                                                {"authorization", "Authorization Error", 403},
                                                {"timeout", "Timeout Error", 408},
                                                {"communication", "Communication Error", 500},
                                                {"runtime", "Runtime Error", 500}}};

// How documents in the field write the standard types; the first is the specification's.
constexpr std::array<std::string_view, 4> kPrefixes = {
    "https://open-workflow-specification.org/spec/1.0.0/errors/", "https://serverlessworkflow.io/spec/1.0.0/errors/",
    "https://open-workflow-specification.org/dsl/errors/types/", "https://serverlessworkflow.io/dsl/errors/types/"};

const Standard& standard(ProblemKind kind) {
  return kStandard[static_cast<std::size_t>(kind)];
}

// The kind that a spelling of a standard type names; empty for any other URI.
std::string_view standard_kind(std::string_view type) {
  for (std::string_view prefix : kPrefixes) {
    if (!type.starts_with(prefix)) continue;
    const std::string_view rest = type.substr(prefix.size());
    for (const Standard& known : kStandard) {
      if (known.kind == rest) return known.kind;
    }
  }
  return {};
}

}  // namespace

std::string problem_type(ProblemKind kind) {
  return std::string(kPrefixes[0]) + std::string(standard(kind).kind);
}

Problem make_problem(ProblemKind kind, std::string detail) {
  return make_problem(kind, standard(kind).status, std::move(detail));
}

Problem make_problem(ProblemKind kind, int status, std::string detail) {
  return Problem{.type = problem_type(kind),
                 .status = status,
                 .title = std::string(standard(kind).title),
                 .detail = utf8::valid(std::move(detail)),  // messages quote foreign text, and cut it anywhere
                 .instance = {}};
}

bool same_problem_type(std::string_view left, std::string_view right) {
  if (left == right) return true;
  const std::string_view kind = standard_kind(left);
  return !kind.empty() && kind == standard_kind(right);
}

namespace {

bool is_standard_member(std::string_view name) {
  return name == "type" || name == "status" || name == "title" || name == "detail" || name == "instance";
}

}  // namespace

Value to_value(const Problem& problem) {
  std::vector<Member> members;
  members.emplace_back("type", Value::string(problem.type));
  members.emplace_back("status", Value::number(std::int64_t{problem.status}));
  if (!problem.title.empty()) members.emplace_back("title", Value::string(problem.title));
  if (!problem.detail.empty()) members.emplace_back("detail", Value::string(problem.detail));
  if (!problem.instance.empty()) members.emplace_back("instance", Value::string(problem.instance));
  if (problem.extensions.is_object()) {
    for (const Member& extension : problem.extensions.members()) {
      if (!is_standard_member(extension.name())) members.push_back(extension);
    }
  }
  return Value::object(std::move(members));
}

std::optional<Problem> problem_from_value(const Value& value) {
  const Value* type = value.find("type");
  const Value* status = value.find("status");
  if (type == nullptr || !type->is_string() || status == nullptr) return std::nullopt;
  const std::optional<std::int64_t> code = status->as_integer();
  if (!code || *code < 0 || *code > 999) return std::nullopt;

  Problem problem{.type = std::string(type->as_string()),
                  .status = static_cast<int>(*code),
                  .title = {},
                  .detail = {},
                  .instance = {}};
  std::vector<Member> extensions;
  for (const Member& member : value.members()) {
    const std::string_view name = member.name();
    if (name == "type" || name == "status") continue;
    std::string* text = name == "title"      ? &problem.title
                        : name == "detail"   ? &problem.detail
                        : name == "instance" ? &problem.instance
                                             : nullptr;
    if (text == nullptr) {
      extensions.push_back(member);
    } else if (member.value.is_string()) {
      *text = std::string(member.value.as_string());
    }
  }
  if (!extensions.empty()) problem.extensions = Value::object(std::move(extensions));
  return problem;
}

}  // namespace baton
