// The members of a body, each read once. The first mistake is kept: a member of the wrong type, one that is missing, one that nobody reads.
//
//   Body body(object);
//   const std::string name = body.text("name");
//   if (auto mistake = body.mistake()) return problem(problems::kInvalidRequest, *mistake);
#pragma once

#include "server/http/message.hpp"

#include <baton/value.hpp>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::server {

// The JSON of a body, within the limits; or the answer, which says where it is none.
[[nodiscard]] std::expected<Value, Response> parse_body(std::string_view body);

class Body {
 public:
  // `place`: where the object is, for messages: "", "/workflow".
  explicit Body(Value object, std::string place = {}) : object_(std::move(object)), place_(std::move(place)) {}

  [[nodiscard]] std::string text(std::string_view name);           // it must be there
  [[nodiscard]] std::string optional_text(std::string_view name);  // else empty
  [[nodiscard]] bool flag(std::string_view name);                  // else false
  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise);
  [[nodiscard]] Value any(std::string_view name);                 // else null
  [[nodiscard]] std::optional<Body> part(std::string_view name);  // an object within it
  // Also of parts that are read by then.
  [[nodiscard]] std::optional<std::string> mistake() const;
  void add(const Body& part);  // takes the mistake of a part

 private:
  [[nodiscard]] const Value* find(std::string_view name);
  void wrong(std::string_view name, std::string_view expected);

  Value object_;
  std::string place_;
  std::vector<std::string> known_;
  std::optional<std::string> mistake_;
};

}  // namespace baton::server
