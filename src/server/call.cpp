#include "server/call.hpp"

#include "server/body.hpp"

#include <algorithm>
#include <charconv>

namespace baton::server {
namespace {

std::optional<std::int64_t> integer_from(const std::string& text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [read_to, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && read_to == end ? std::optional(number) : std::nullopt;
}

std::optional<std::string> mistake_in(const QueryParameter& parameter, const std::string& value) {
  const std::string name(parameter.name);
  switch (parameter.type) {
    case QueryParameter::Type::Text:
      if (value.empty()) return "the parameter '" + name + "' is empty";
      return std::nullopt;
    case QueryParameter::Type::Flag:
      if (value != "true" && value != "false") return "the parameter '" + name + "' is true or false";
      return std::nullopt;
    case QueryParameter::Type::Integer:
      const auto number = integer_from(value);
      if (number && *number >= parameter.least && *number <= parameter.most) return std::nullopt;
      return "the parameter '" + name + "' is a whole number from " + std::to_string(parameter.least) + " to " +
             std::to_string(parameter.most);
  }
  std::unreachable();
}

std::optional<std::string> mistake_in(const Route& route, const Request& request) {
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : request.query) {
    const auto parameter = std::ranges::find(route.query, name, &QueryParameter::name);
    if (parameter == route.query.end()) return "there is no parameter '" + name + "' here";
    if (std::ranges::find(seen, name) != seen.end()) return "the parameter '" + name + "' is given twice";
    if (auto mistake = mistake_in(*parameter, value)) return mistake;
    seen.push_back(name);
  }
  return std::nullopt;
}

}  // namespace

Call::Call(Arguments arguments)
    : arguments_(std::move(arguments)),
      engine_(arguments_.service->engine, arguments_.service->executor, {.name = arguments_.caller.name}) {}

std::expected<std::shared_ptr<Call>, Response> Call::make(Arguments arguments) {
  if (auto mistake = mistake_in(arguments.route, arguments.request)) {
    return std::unexpected(problem(problems::kInvalidRequest, *mistake));
  }
  return std::shared_ptr<Call>(new Call(std::move(arguments)));
}

const std::string& Call::path(std::string_view name) const {
  const auto names = segments_of(route().path);
  const auto found = std::ranges::find_if(
      names, [&](std::string_view each) { return is_name(each) && each.substr(1, each.size() - 2) == name; });
  return request().path.at(static_cast<std::size_t>(found - names.begin()));
}

std::optional<std::string> Call::text(std::string_view parameter) const {
  const auto found = std::ranges::find(request().query, parameter, &std::pair<std::string, std::string>::first);
  return found == request().query.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t Call::integer(std::string_view parameter, std::int64_t otherwise) const {
  const auto given = text(parameter);
  return given ? integer_from(*given).value_or(otherwise) : otherwise;
}

bool Call::flag(std::string_view parameter) const {
  return text(parameter) == "true";
}

std::expected<Value, Response> Call::object() const {
  auto value = parse_body(request().body);
  if (!value) return value;
  if (!value->is_object()) return std::unexpected(problem(problems::kInvalidRequest, "the body must be a JSON object"));
  return *std::move(value);
}

std::optional<Response> Call::refuse_in(std::string_view space) const {
  if (!route().role || caller().may(*route().role, space)) return std::nullopt;
  return problem(problems::kForbidden, "the key has not the role '" + std::string(name_of(*route().role)) +
                                           "' in the namespace '" + std::string(space) + "'");
}

}  // namespace baton::server
