// A request that a route answers: its parameters are checked by the table, its caller has the role.
#pragma once

#include "server/problem.hpp"
#include "server/route.hpp"
#include "server/service.hpp"

#include <baton/awaitable.hpp>

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::server {

class Call {
 public:
  struct Arguments {
    std::shared_ptr<Service> service;
    const Route& route;
    Request request;
    Principal caller;
    std::optional<IdempotencyKey> key = {};  // of the request, as its client calls it
  };
  // The answer instead, if a parameter is not what the table says.
  [[nodiscard]] static std::expected<std::shared_ptr<Call>, Response> make(Arguments arguments);

  [[nodiscard]] Service& service() const { return *arguments_.service; }
  [[nodiscard]] const Route& route() const { return arguments_.route; }
  [[nodiscard]] const Request& request() const { return arguments_.request; }
  [[nodiscard]] const Principal& caller() const { return arguments_.caller; }
  [[nodiscard]] const std::optional<IdempotencyKey>& key() const { return arguments_.key; }
  // The engine, asked by this caller.
  [[nodiscard]] AsyncEngine& engine() { return engine_; }
  // The same, under another name.
  [[nodiscard]] AsyncEngine engine_as(std::string name) const {
    return {arguments_.service->engine, arguments_.service->executor, {.name = std::move(name)}};
  }

  // {name} of the path.
  [[nodiscard]] const std::string& path(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> text(std::string_view parameter) const;
  [[nodiscard]] std::int64_t integer(std::string_view parameter, std::int64_t otherwise) const;
  [[nodiscard]] bool flag(std::string_view parameter) const;

  // The body as an object: the answer instead, if it is none.
  [[nodiscard]] std::expected<Value, Response> object() const;

  // What the route may do in that namespace. Of Reach::Inside.
  [[nodiscard]] std::optional<Response> refuse_in(std::string_view space) const;

 private:
  explicit Call(Arguments arguments);

  Arguments arguments_;
  AsyncEngine engine_;
};

}  // namespace baton::server
