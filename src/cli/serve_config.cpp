#include "cli/serve_config.hpp"

#include "cli/files.hpp"
#include "dsl/located.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace baton::cli {
namespace {

// Sets an argument that was not given; false: the value has another type.
using Setter = std::function<bool(const Value&)>;

Setter text_into(std::string& argument) {
  return [&argument, is_given = !argument.empty()](const Value& value) {
    if (!value.is_string()) return false;
    if (!is_given) argument = value.as_string();
    return true;
  };
}

Setter count_into(std::optional<std::size_t>& argument) {
  return [&argument, is_given = argument.has_value()](const Value& value) {
    const auto count = value.as_integer();
    if (!count || *count < 0) return false;
    if (!is_given) argument = static_cast<std::size_t>(*count);
    return true;
  };
}

std::optional<std::vector<std::string>> texts_of(const Value& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const Value& each : value.items()) {
    if (!each.is_string()) return std::nullopt;
    texts.emplace_back(each.as_string());
  }
  return texts;
}

Setter texts_into(std::vector<std::string>& argument) {
  return [&argument, is_given = !argument.empty()](const Value& value) {
    auto texts = texts_of(value);
    if (texts && !is_given) argument = *texts;
    return texts.has_value();
  };
}

std::optional<LogFrom> log_level_from(std::string_view name) {
  if (name == "info") return LogFrom::Info;
  if (name == "warn") return LogFrom::Warning;
  if (name == "error") return LogFrom::Error;
  if (name == "off") return LogFrom::Off;
  return std::nullopt;
}

std::map<std::string, Setter, std::less<>> log_setters(ServeArguments& arguments) {
  const bool is_given = arguments.is_log_given;
  return {{"logLevel",
           [&arguments, is_given](const Value& value) {
             const auto level = value.is_string() ? log_level_from(value.as_string()) : std::nullopt;
             if (level && !is_given) arguments.common.log.from = *level;
             return level.has_value();
           }},
          {"logFormat", [&arguments, is_given](const Value& value) {
             const bool is_json = value == Value("json");
             if (!is_given) arguments.common.log.format = is_json ? LogFormat::Json : LogFormat::Text;
             return is_json || value == Value("text");
           }}};
}

std::map<std::string, Setter, std::less<>> setters(ServeArguments& arguments) {
  auto all = log_setters(arguments);
  all["store"] = [&arguments](const Value& value) {
    if (!value.is_string()) return false;
    if (!arguments.is_store_given) arguments.common.store = value.as_string();
    return true;
  };
  all["listen"] = [&arguments](const Value& value) {
    if (!value.is_string()) return false;
    if (!arguments.listen) arguments.listen = value.as_string();
    return true;
  };
  all["allowedHosts"] = texts_into(arguments.allowed_hosts);
  all["buses"] = texts_into(arguments.buses);
  all["allowCallsTo"] = texts_into(arguments.common.outgoing.allowed);
  all["denyCallsTo"] = texts_into(arguments.common.outgoing.denied);
  all["proxy"] = text_into(arguments.common.outgoing.proxy);
  all["keys"] = text_into(arguments.keys);
  all["adminKey"] = text_into(arguments.admin_key);
  all["tlsCert"] = text_into(arguments.tls_certificate);
  all["tlsKey"] = text_into(arguments.tls_key);
  all["secrets"] = text_into(arguments.secrets);
  all["publicUrl"] = text_into(arguments.public_url);
  all["lifecycleEvents"] = [&arguments](const Value& value) {
    bool& chosen = arguments.common.lifecycle_events;
    if (value.is_boolean()) chosen = chosen || value.as_boolean();
    return value.is_boolean();
  };
  all["insecure"] = [&arguments](const Value& value) {
    if (value.is_boolean()) arguments.insecure = arguments.insecure || value.as_boolean();
    return value.is_boolean();
  };
  all["drain"] = count_into(arguments.drain_seconds);
  all["maxConnections"] = count_into(arguments.max_connections);
  all["maxRequests"] = count_into(arguments.max_requests);
  return all;
}

}  // namespace

Result<ServeArguments> with_config(ServeArguments arguments) {
  if (arguments.config.empty()) return arguments;
  const auto text = read_file(arguments.config);
  if (!text) return std::unexpected(text.error());
  const auto read = dsl::locate(*text);
  if (!read) return std::unexpected(bad_argument(arguments.config + ": " + read.error().front().message));
  if (!read->value.is_object()) return std::unexpected(bad_argument(arguments.config + ": it must be an object"));
  const auto known = setters(arguments);
  for (const Member& member : read->value.members()) {
    const std::string name(member.name());
    const auto found = known.find(name);
    if (found == known.end()) {
      std::string all;
      for (const auto& each : known) all += (all.empty() ? "" : ", ") + each.first;
      return std::unexpected(bad_argument(arguments.config + ": there is no member '" + name + "'; there are " + all));
    }
    if (!found->second(member.value)) {
      return std::unexpected(
          bad_argument(arguments.config + ": the value of '" + name + "' is not one that it can have"));
    }
  }
  return arguments;
}

}  // namespace baton::cli
