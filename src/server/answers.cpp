#include "server/answers.hpp"

#include "engine/json_views.hpp"

#include <charconv>
#include <utility>

namespace baton::server {

Response json_answer(const Value& value, int status) {
  return {.status = status, .content_type = "application/json", .headers = {}, .body = to_json(value)};
}

Response no_content() {
  return {.status = 204};
}

bool wants_stream(const Request& request) {
  return request.header("accept").find("text/event-stream") != std::string_view::npos;
}

Response streamed(std::shared_ptr<EventStream> stream) {
  Response response{.content_type = "text/event-stream"};
  response.set("cache-control", "no-store, no-transform");
  response.set("x-accel-buffering", "no");
  response.stream = std::move(stream);
  return response;
}

// Two runs under one id may reach the same revision: they have started at different times.
std::string etag_of(const InstanceSummary& instance) {
  return "\"" + std::to_string(instance.revision.value) + "." +
         std::to_string(instance.started_at.time_since_epoch().count()) + "\"";
}

std::optional<Revision> revision_from_etag(std::string_view etag) {
  if (etag.size() < 3 || !etag.starts_with('"') || !etag.ends_with('"')) return std::nullopt;
  const std::string_view inside = etag.substr(1, etag.size() - 2);
  Revision revision;
  const auto [read_to, error] = std::from_chars(inside.data(), inside.data() + inside.size(), revision.value);
  const bool is_whole = read_to == inside.data() + inside.size() || *read_to == '.';
  return error == std::errc() && is_whole ? std::optional(revision) : std::nullopt;
}

Response found(const InstanceView& instance) {
  Response response = json_answer(engine::json_of(instance));
  response.set("etag", etag_of(instance.summary));
  return response;
}

Response started(const InstanceView& instance) {
  Response response = found(instance);
  response.status = has_ended(instance.summary.status) ? 200 : 202;
  response.set("location", "/v1/instances/" + escaped_segment(instance.summary.id.value));
  return response;
}

std::string escaped_segment(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (plain.find(c) != plain.npos) {
      escaped.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    escaped.append({'%', digits[byte >> 4U], digits[byte & 15U]});
  }
  return escaped;
}

}  // namespace baton::server
