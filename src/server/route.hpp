// The table of routes: one place that says what the server answers. The router, the checks before a handler and openapi.json are made from
// it; a handler parses, asks the engine and prints, and decides nothing.
#pragma once

#include "server/access/principal.hpp"
#include "server/http/message.hpp"

#include <baton/async.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace baton::server {

class Call;
using Handler = Async<Response> (*)(std::shared_ptr<Call>);

struct QueryParameter {
  enum class Type : std::uint8_t { Text, Integer, Flag };
  std::string_view name;
  Type type = Type::Text;
  std::string_view about;
  std::int64_t least = 0;  // of an Integer
  std::int64_t most = 0;
};

enum class BodyKind : std::uint8_t {
  None,
  Json,  // an object
  OptionalJson,
  Document,    // a workflow: YAML or JSON
  CloudEvents  // one or more of them: posted_events.hpp
};

struct AnswerText {
  int status;
  std::string_view about;
  std::string_view schema = {};  // its name in schemas.cpp; empty: no JSON
  std::string_view type = "application/json";
};

// Whose namespace decides whether the caller has the role.
enum class Reach : std::uint8_t {
  Server,     // of none: the role is needed everywhere
  Instance,   // that of the instance {id}; who may not see it is told that it is not there
  Namespace,  // {namespace}
  Inside      // the handler checks it, because it is in the body or is to be chosen by the caller's grants
};

struct Route {
  Method method;
  std::string_view path;  // "/v1/instances/{id}"
  std::string_view name;  // operationId
  std::string_view about;
  std::optional<Role> role;  // none: anybody, without a key
  Reach reach;
  std::vector<QueryParameter> query;
  BodyKind body;
  std::string_view body_schema;
  std::vector<AnswerText> answers;  // beside those that every route may give
  Handler handle;
};

// All of them.
[[nodiscard]] std::span<const Route> routes();
// Those of one group, in routes/.
[[nodiscard]] std::vector<Route> workflow_routes();
[[nodiscard]] std::vector<Route> instance_routes();
[[nodiscard]] std::vector<Route> control_routes();
[[nodiscard]] std::vector<Route> fork_routes();
[[nodiscard]] std::vector<Route> bulk_routes();
[[nodiscard]] std::vector<Route> history_routes();
[[nodiscard]] std::vector<Route> audit_routes();
[[nodiscard]] std::vector<Route> output_routes();
[[nodiscard]] std::vector<Route> event_routes();
[[nodiscard]] std::vector<Route> schedule_routes();
[[nodiscard]] std::vector<Route> webhook_routes();
[[nodiscard]] std::vector<Route> operating_routes();
[[nodiscard]] std::vector<Route> later_routes();

// "{id}" is a name; what else is in a pattern stands for itself.
[[nodiscard]] bool is_name(std::string_view segment);
[[nodiscard]] std::vector<std::string_view> segments_of(std::string_view pattern);

struct Match {
  const Route* route = nullptr;      // nullptr: none with this method
  std::vector<const Route*> others;  // with this path and another method
};
[[nodiscard]] Match match(Method method, const std::vector<std::string>& path);

}  // namespace baton::server
