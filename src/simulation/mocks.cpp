#include "simulation/mocks.hpp"

#include "simulation/structure.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace baton::simulation {
namespace {

using core::Call;
using core::Program;
using core::Template;

// A template as far as it is literal; what will be filled in stands as `{}`.
std::string literal_text(const Template& source) {
  if (const auto* value = std::get_if<Template::Literal>(&source.node)) {
    return value->is_string() ? std::string(value->as_string()) : std::string();
  }
  std::string text;
  if (const auto* pieces = std::get_if<Template::Text>(&source.node)) {
    for (const auto& piece : *pieces) {
      const auto* literal = std::get_if<std::string>(&piece);
      text += literal != nullptr ? *literal : "{}";
    }
    return text;
  }
  if (const auto* pieces = std::get_if<Template::Uri>(&source.node)) {
    for (const auto& piece : *pieces) {
      const auto* literal = std::get_if<std::string>(&piece);
      text += literal != nullptr ? *literal : "{}";
    }
    return text;
  }
  return "{}";
}

std::string text_of(const Value& value) {
  if (value.is_string()) return std::string(value.as_string());
  const Value* uri = value.find("uri");
  return uri != nullptr && uri->is_string() ? std::string(uri->as_string()) : std::string();
}

// `method`, `uri` or `endpoint` of a call of http. Where secrets keep the arguments from being evaluated, what the
// document says in their place.
std::string http_argument(const Program& program, const Call& call, std::string_view name) {
  if (!call.deferred) {
    const Value* value = call.arguments.find(name);
    return value == nullptr ? std::string() : text_of(*value);
  }
  const auto* task = kind_of<core::CallTask>(program, call.task);
  if (task == nullptr || !task->arguments) return {};
  const auto* object = std::get_if<Template::Object>(&task->arguments->node);
  if (object == nullptr) {
    const auto* value = std::get_if<Template::Literal>(&task->arguments->node);
    const Value* member = value == nullptr ? nullptr : value->find(name);
    return member == nullptr ? std::string() : text_of(*member);
  }
  const auto field = std::ranges::find(*object, name, &Template::Field::name);
  return field == object->end() ? std::string() : literal_text(field->value);
}

std::string endpoint_of(const Program& program, const Call& call) {
  std::string uri = http_argument(program, call, "uri");
  return uri.empty() ? http_argument(program, call, "endpoint") : uri;
}

bool only_reads(const Program& program, const Call& call) {
  constexpr std::array<std::string_view, 3> kReading = {"GET", "HEAD", "OPTIONS"};
  return call.kind == core::CallKind::Http && std::ranges::count(kReading, http_argument(program, call, "method")) > 0;
}

}  // namespace

Problem default_failure() {
  return make_problem(ProblemKind::Communication, 503, "the operator is not available");
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t in_text = 0;
  std::optional<std::size_t> star;
  std::size_t after_star = 0;
  while (in_text < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      after_star = in_text;
    } else if (at < pattern.size() && pattern[at] == text[in_text]) {
      ++at;
      ++in_text;
    } else if (star) {
      at = *star + 1;
      in_text = ++after_star;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

bool matches(const CallPattern& pattern, const Program& program, const Call& call) {
  if (pattern.function != call.function) return false;
  if (pattern.method && *pattern.method != http_argument(program, call, "method")) return false;
  return !pattern.endpoint || matches_glob(*pattern.endpoint, endpoint_of(program, call));
}

bool may_match(const CallPattern& pattern, const Program& program, core::TaskId id) {
  const auto* task = kind_of<core::CallTask>(program, id);
  if (task == nullptr || pattern.function != task->function) return false;
  if (!task->arguments) return true;
  const Call call{
      .task = id, .kind = task->kind, .function = task->function, .arguments = {}, .deferred = true, .deadline = {}};
  if (pattern.method && *pattern.method != http_argument(program, call, "method")) return false;
  const std::string endpoint = endpoint_of(program, call);
  return !pattern.endpoint || endpoint.contains("{}") || matches_glob(*pattern.endpoint, endpoint);
}

Mocks::Mocks(std::vector<Mock> mocks) : mocks_(std::move(mocks)) {
  std::ranges::stable_sort(mocks_, std::ranges::greater{}, [](const Mock& mock) {
    return std::pair(mock.calls.endpoint ? mock.calls.endpoint->size() + 1 : 0, mock.calls.method.has_value());
  });
}

const Mock* Mocks::find(const Program& program, const Call& call) const {
  const auto found = std::ranges::find_if(mocks_, [&](const Mock& mock) { return matches(mock.calls, program, call); });
  return found == mocks_.end() ? nullptr : &*found;
}

Value Mocks::result_of(const Program& program, const Call& call, Choices& choices) const {
  const Mock* mock = find(program, call);
  return mock == nullptr ? Value() : mock->results[choices.below(mock->results.size())];
}

std::optional<Problem> Mocks::failure_of(const Program& program, const Call& call, Choices& choices) const {
  const Mock* mock = find(program, call);
  if (mock == nullptr) return default_failure();
  if (mock->failures.empty()) return std::nullopt;
  return mock->failures[choices.below(mock->failures.size())];
}

bool Mocks::has_effect(const Program& program, const Call& call) const {
  const Mock* mock = find(program, call);
  return mock != nullptr && mock->effect ? *mock->effect : !only_reads(program, call);
}

}  // namespace baton::simulation
