#include "server/access/keys.hpp"
#include "base/iso8601.hpp"
#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"
#include "cli/text.hpp"
#include "cli/verbs/verbs.hpp"
#include "cli/views.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

namespace baton::cli {
namespace {

using server::Key;

Timestamp this_moment() {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

std::string file_of_keys(const KeysArguments& arguments) {
  return arguments.file.empty() ? "baton.keys" : arguments.file;
}

Result<std::vector<Key>> keys_to_change(const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return std::vector<Key>();
  return server::read_keys(file);
}

std::string when(const std::optional<Timestamp>& time) {
  return time ? to_iso8601(*time) : "-";
}

std::string grants_text(const Key& key) {
  std::string text;
  for (const server::Grant& grant : key.grants) {
    text += (text.empty() ? "" : " ") + std::string(server::name_of(grant.role)) + "@" + grant.space;
  }
  return text;
}

Value key_json(const Key& key) {
  const auto time = [](const std::optional<Timestamp>& at) { return at ? Value::string(to_iso8601(*at)) : Value(); };
  std::vector<Value> grants;
  for (const server::Grant& grant : key.grants) {
    grants.push_back({{"role", server::name_of(grant.role)}, {"namespace", grant.space}});
  }
  return {{"id", key.id},
          {"name", key.name},
          {"grants", Value::array(std::move(grants))},
          {"createdAt", time(key.created_at)},
          {"expiresAt", time(key.expires_at)},
          {"revokedAt", time(key.revoked_at)}};
}

Result<ExitCode> add_key(const KeysArguments& arguments) {
  const auto role = server::role_from_name(arguments.role);
  if (arguments.name.empty()) return std::unexpected(bad_argument("say with --name who uses the key"));
  if (!role) {
    return std::unexpected(
        bad_argument("say with --role what the key may do: reader, operator, deployer, worker, reveal or admin"));
  }
  std::vector<server::Grant> grants;
  for (const std::string& space : arguments.spaces) grants.push_back({.role = *role, .space = space});
  if (grants.empty()) grants.push_back({.role = *role, .space = "*"});
  const Timestamp now = this_moment();
  std::optional<Timestamp> expires_at;
  if (arguments.days) expires_at = now + std::chrono::days{*arguments.days};

  const std::string file = file_of_keys(arguments);
  auto keys = keys_to_change(file);
  if (!keys) return std::unexpected(keys.error());
  const server::NewKey made = server::make_key(arguments.name, std::move(grants), now, expires_at);
  keys->push_back(made.key);
  if (auto written = server::write_keys(file, *keys); !written) return std::unexpected(written.error());
  const auto printed =
      arguments.common.json ? print_json(key_json(made.key).with("key", made.secret)) : print(made.secret + "\n");
  if (!printed) return std::unexpected(printed.error());
  say(one_line("key " + made.key.id + " of '" + arguments.name + "' is in " + file + "; it is not shown again"));
  return ExitCode::Success;
}

Result<ExitCode> list_keys(const KeysArguments& arguments) {
  const auto keys = server::read_keys(file_of_keys(arguments));
  if (!keys) return std::unexpected(keys.error());
  std::vector<Value> json;
  std::vector<std::vector<std::string>> rows{{"ID", "NAME", "ROLES", "CREATED", "EXPIRES", "REVOKED"}};
  for (const Key& key : *keys) {
    json.push_back(key_json(key));
    rows.push_back(
        {key.id, key.name, grants_text(key), to_iso8601(key.created_at), when(key.expires_at), when(key.revoked_at)});
  }
  const auto printed = arguments.common.json ? print_json(Value::array(std::move(json))) : print(table(rows));
  if (!printed) return std::unexpected(printed.error());
  return ExitCode::Success;
}

Result<ExitCode> revoke_key(const KeysArguments& arguments) {
  const std::string file = file_of_keys(arguments);
  auto keys = server::read_keys(file);
  if (!keys) return std::unexpected(keys.error());
  const auto found = std::ranges::find(*keys, arguments.id, &Key::id);
  if (found == keys->end()) {
    return std::unexpected(
        Error{.kind = Error::Kind::NotFound,
              .message = "there is no key '" + arguments.id + "' in " + file + "; see `baton keys list`"});
  }
  if (!found->revoked_at) found->revoked_at = this_moment();
  if (auto written = server::write_keys(file, *keys); !written) return std::unexpected(written.error());
  say(one_line("revoked key " + arguments.id + " of '" + found->name + "'"));
  return ExitCode::Success;
}

}  // namespace

Result<ExitCode> perform(const KeysArguments& arguments) {
  switch (arguments.action) {
    case KeysArguments::Action::Add:
      return add_key(arguments);
    case KeysArguments::Action::List:
      return list_keys(arguments);
    case KeysArguments::Action::Revoke:
      return revoke_key(arguments);
  }
  std::unreachable();
}

}  // namespace baton::cli
