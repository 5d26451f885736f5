#include "cli/console.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"
#include "cli/target.hpp"
#include "cli/verbs/verbs.hpp"

#include <charconv>
#include <utility>

namespace baton::cli {
namespace {

using Do = WebhooksArguments::Action;

std::string shown_at(const Value& object, std::string_view name) {
  const Value* member = object.find(name);
  if (member == nullptr || member->is_null()) return "-";
  return member->is_string() ? std::string(member->as_string()) : to_json(*member);
}

std::string state_of_webhook(const Value& webhook) {
  const Value* paused = webhook.find("paused");
  if (paused != nullptr && *paused == Value::boolean(true)) return "paused";
  if (shown_at(webhook, "stopped") != "-") return "stopped";
  return shown_at(webhook, "problem") == "-" ? "active" : "failing";
}

Result<void> print_webhooks(const std::vector<Value>& webhooks, const Common& common) {
  if (common.json) return print_json(Value::array(webhooks));
  if (webhooks.empty()) {
    say("no webhooks");
    return {};
  }
  std::vector<std::vector<std::string>> rows{
      {"WEBHOOK", "URL", "STATE", "POSITION", "DELIVERED", "DEAD", "LOST", "NEXT ATTEMPT", "PROBLEM"}};
  for (const Value& each : webhooks) {
    rows.push_back({shown_at(each, "name"), shown_at(each, "url"), state_of_webhook(each), shown_at(each, "position"),
                    shown_at(each, "delivered"), shown_at(each, "deadLetters"), shown_at(each, "lost"),
                    shown_at(each, "nextAttempt"), shown_at(each, "problem")});
  }
  return print(table(rows));
}

Result<void> print_letters(const std::vector<Value>& letters, const Common& common) {
  if (common.json) return print_json(Value::array(letters));
  if (letters.empty()) {
    say("no dead letters");
    return {};
  }
  std::vector<std::vector<std::string>> rows{{"LETTER", "POSITION", "SINCE", "ATTEMPTS", "TYPE", "SUBJECT", "PROBLEM"}};
  for (const Value& each : letters) {
    const Value* event = each.find("event");
    const Value none;
    rows.push_back({shown_at(each, "id"), shown_at(each, "position"), shown_at(each, "since"),
                    shown_at(each, "attempts"), shown_at(event != nullptr ? *event : none, "type"),
                    shown_at(event != nullptr ? *event : none, "subject"), shown_at(each, "problem")});
  }
  return print(table(rows));
}

// Only `attempts` and `from` are numbers.
Value given_value(const std::string& name, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return (name == "attempts" || name == "from") && is_number ? Value::number(number) : Value::string(text);
}

Value new_webhook(const WebhooksArguments& arguments) {
  std::vector<Value> secrets;
  for (const std::string& name : arguments.secrets) secrets.push_back(Value::string(name));
  Value body{{"name", arguments.name}, {"secrets", Value::array(std::move(secrets))}};
  for (const auto& [member, text] : arguments.members) body = std::move(body).with(member, given_value(member, text));
  return body;
}

Result<void> done_with(Result<void> done, const std::string& what) {
  if (done) say(what);
  return done;
}

Result<void> print_one(Result<Value> webhook, const Common& common) {
  if (!webhook) return std::unexpected(std::move(webhook).error());
  return common.json ? print_json(*webhook) : print_webhooks({*webhook}, common);
}

Result<void> print_all(Result<std::vector<Value>> all,
                       Result<void> (*print_them)(const std::vector<Value>&, const Common&), const Common& common) {
  if (!all) return std::unexpected(std::move(all).error());
  return print_them(*all, common);
}

Result<void> perform_on(client::Client& server, const WebhooksArguments& arguments) {
  const Common& common = arguments.common;
  switch (arguments.action) {
    case Do::List:
      return print_all(server.webhooks(), &print_webhooks, common);
    case Do::Show:
      return print_one(server.find_webhook(arguments.name), common);
    case Do::Add:
      return print_one(server.put_webhook(new_webhook(arguments)), common);
    case Do::Pause:
      return print_one(server.change_webhook(arguments.name, "pause"), common);
    case Do::Resume:
      return print_one(server.change_webhook(arguments.name, "resume"), common);
    case Do::Test:
      return print_one(server.change_webhook(arguments.name, "test"), common);
    case Do::Remove:
      return done_with(server.remove_webhook(arguments.name), "removed " + arguments.name);
    case Do::Dead:
      return print_all(server.dead_letters(arguments.name), &print_letters, common);
    case Do::Redeliver: {
      auto sent = server.redeliver(arguments.name, arguments.letter);
      if (!sent) return std::unexpected(std::move(sent).error());
      return common.json ? print_json(*sent)
                         : done_with({}, "dead letters that are sent again: " + shown_at(*sent, "deadLetters"));
    }
    case Do::Discard:
      return done_with(server.discard(arguments.name, arguments.letter), "discarded " + arguments.letter);
  }
  return {};
}

std::optional<Error> problem_in(const WebhooksArguments& arguments) {
  if (arguments.action != Do::List && arguments.name.empty()) {
    return bad_argument("which webhook? `baton webhooks` lists them");
  }
  if (arguments.action == Do::Discard && arguments.letter.empty()) {
    return bad_argument("--letter is needed; `baton webhooks dead` lists them");
  }
  return std::nullopt;
}

}  // namespace

Result<ExitCode> perform(const WebhooksArguments& arguments) {
  if (auto problem = problem_in(arguments)) return std::unexpected(*std::move(problem));
  client::Client server = open_client(arguments.common);
  if (auto done = perform_on(server, arguments); !done) return std::unexpected(done.error());
  return ExitCode::Success;
}

}  // namespace baton::cli
