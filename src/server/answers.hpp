// Answers that several routes give.
#pragma once

#include "server/http/message.hpp"

#include <baton/instance.hpp>
#include <baton/value.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace baton::server {

[[nodiscard]] Response json_answer(const Value& value, int status = 200);
[[nodiscard]] Response no_content();
// With `Accept: text/event-stream` a client asks for Server-Sent Events.
[[nodiscard]] bool wants_stream(const Request& request);
[[nodiscard]] Response streamed(std::shared_ptr<EventStream> stream);
// 200 where it has ended, else 202; with its ETag and where it is.
[[nodiscard]] Response started(const InstanceView& instance);
// 200, with its ETag.
[[nodiscard]] Response found(const InstanceView& instance);

[[nodiscard]] std::string etag_of(const InstanceSummary& instance);
// The revision of If-Match: "\"5\"", or an ETag of an instance. nullopt: it has another form.
[[nodiscard]] std::optional<Revision> revision_from_etag(std::string_view etag);

// A segment of a path, escaped.
[[nodiscard]] std::string escaped_segment(std::string_view text);

}  // namespace baton::server
