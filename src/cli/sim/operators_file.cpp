#include "cli/sim/operators_file.hpp"

#include "dsl/located.hpp"
#include "dsl/names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace baton::cli {
namespace {

using simulation::CallPattern;
using simulation::Mock;

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = dsl::trimmed(text)).empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

// "operator.method", "http", "http METHOD" or "http METHOD ENDPOINT".
std::optional<CallPattern> pattern_of(std::string_view key) {
  const auto words = words_of(key);
  if (words.size() == 1 && dsl::is_operator_method(words[0])) return CallPattern{.function = std::string(words[0])};
  if (words.empty() || words.size() > 3 || words[0] != "http") return std::nullopt;
  CallPattern pattern{.function = "http"};
  if (words.size() > 1) {
    if (!dsl::is_http_token(words[1])) return std::nullopt;
    if (words[1] != "*") pattern.method = upper_case(words[1]);
  }
  if (words.size() > 2) pattern.endpoint = std::string(words[2]);
  return pattern;
}

class Reader {
 public:
  Reader(const Document& file, const dsl::Located& located) : file_(file), located_(located) {}

  Result<OperatorsFile> read() {
    OperatorsFile read;
    if (!located_.value.is_object()) {
      mistake("", "must be an object of calls, as 'payment.charge: { results: [ … ] }'");
    } else {
      for (const Member& member : located_.value.members()) {
        const std::string pointer = "/" + dsl::escape_pointer(member.name());
        if (const auto words = words_of(member.name()); words.size() == 2 && words[0] == "event") {
          read_event(pointer, std::string(words[1]), member.value, read.events);
        } else if (auto mock = mock_of(pointer, member)) {
          read.mocks.push_back(*std::move(mock));
          read.positions.push_back(located_.position_of(pointer));
        }
      }
    }
    if (mistakes_.empty()) return read;
    return std::unexpected(Error{.kind = Error::Kind::InvalidDefinition,
                                 .message = file_.file + " does not describe operators",
                                 .details = std::move(mistakes_)});
  }

 private:
  void mistake(const std::string& pointer, const std::string& message) {
    const dsl::Position position = located_.position_of(pointer);
    mistakes_.push_back(located(file_, {.line = position.line,
                                        .column = position.column,
                                        .message = (pointer.empty() ? "/" : pointer) + ": " + message}));
  }

  bool expect(const std::string& pointer, const Value& value, Kind kind) {
    if (value.kind() == kind) return true;
    mistake(pointer, "must be " + std::string(kind == Kind::Array || kind == Kind::Object ? "an " : "a ") +
                         std::string(kind_name(kind)) + ", not " + std::string(kind_name(value.kind())));
    return false;
  }

  void refuse_unknown(const std::string& pointer, const Value& object, std::span<const std::string_view> known) {
    for (const Member& member : object.members()) {
      if (dsl::is_one_of(member.name(), known)) continue;
      const auto near = dsl::nearest(member.name(), known);
      mistake(pointer + "/" + dsl::escape_pointer(member.name()),
              "is not known here" +
                  (near ? "; did you mean '" + std::string(*near) + "'?" : " (known: " + dsl::listed(known) + ")"));
    }
  }

  std::optional<Mock> mock_of(const std::string& pointer, const Member& member) {
    constexpr std::array<std::string_view, 3> kKnown = {"results", "failures", "effect"};
    const auto pattern = pattern_of(member.name());
    if (!pattern) {
      mistake(pointer,
              "does not name a call; write 'operator.method', 'http', 'http METHOD' or 'http METHOD ENDPOINT', or "
              "'event TYPE' for events that come from outside");
      return std::nullopt;
    }
    if (!expect(pointer, member.value, Kind::Object)) return std::nullopt;
    refuse_unknown(pointer, member.value, kKnown);
    Mock mock{.calls = *pattern};
    if (const Value* results = member.value.find("results")) read_results(pointer + "/results", *results, mock);
    if (const Value* failures = member.value.find("failures")) read_failures(pointer + "/failures", *failures, mock);
    if (const Value* effect = member.value.find("effect")) {
      if (expect(pointer + "/effect", *effect, Kind::Boolean)) mock.effect = effect->as_boolean();
    }
    return mock;
  }

  void read_event(const std::string& pointer, std::string type, const Value& value,
                  std::vector<simulation::MockedEvent>& events) {
    constexpr std::array<std::string_view, 1> kKnown = {"data"};
    if (!expect(pointer, value, Kind::Object)) return;
    refuse_unknown(pointer, value, kKnown);
    const Value* data = value.find("data");
    if (data == nullptr || !expect(pointer + "/data", *data, Kind::Array)) return;
    if (data->size() == 0) return mistake(pointer + "/data", "must have at least one; write [ null ] for no data");
    events.push_back({.type = std::move(type), .data = {data->items().begin(), data->items().end()}});
  }

  void read_results(const std::string& pointer, const Value& results, Mock& mock) {
    if (!expect(pointer, results, Kind::Array)) return;
    if (results.size() == 0)
      return mistake(pointer, "must have at least one result; write [ null ] if the call returns nothing");
    mock.results.assign(results.items().begin(), results.items().end());
  }

  void read_failures(const std::string& pointer, const Value& failures, Mock& mock) {
    if (!expect(pointer, failures, Kind::Array)) return;
    mock.failures.clear();
    for (std::size_t i = 0; i < failures.size(); ++i) {
      mock.failures.push_back(problem_of(pointer + "/" + std::to_string(i), failures.items()[i]));
    }
  }

  Problem problem_of(const std::string& pointer, const Value& failure) {
    constexpr std::array<std::string_view, 4> kKnown = {"type", "status", "title", "detail"};
    Problem problem = simulation::default_failure();
    if (!expect(pointer, failure, Kind::Object)) return problem;
    refuse_unknown(pointer, failure, kKnown);
    if (const Value* status = failure.find("status")) {
      const auto number = status->as_integer();
      if (!number || *number < 100 || *number > 599) {
        mistake(pointer + "/status", "must be an HTTP status, 100 to 599");
      } else {
        problem = make_problem(ProblemKind::Communication, static_cast<int>(*number), "declared in " + file_.file);
      }
    }
    read_text(pointer, failure, "type", problem.type);
    if (failure.find("type") != nullptr && failure.find("title") == nullptr) problem.title.clear();
    read_text(pointer, failure, "title", problem.title);
    read_text(pointer, failure, "detail", problem.detail);
    return problem;
  }

  void read_text(const std::string& pointer, const Value& object, const std::string& name, std::string& text) {
    const Value* value = object.find(name);
    if (value == nullptr || !expect(pointer + "/" + name, *value, Kind::String)) return;
    text = value->as_string();
  }

  const Document& file_;
  const dsl::Located& located_;
  std::vector<std::string> mistakes_;
};

}  // namespace

Result<OperatorsFile> read_operators(const Document& file) {
  const auto parsed = dsl::locate(file.text);
  if (parsed) return Reader(file, *parsed).read();
  Error error{.kind = Error::Kind::InvalidDefinition, .message = file.file + " does not describe operators"};
  for (const dsl::Diagnostic& diagnostic : parsed.error()) error.details.push_back(located(file, diagnostic));
  return std::unexpected(std::move(error));
}

std::string name_of(const CallPattern& pattern) {
  std::string name = pattern.function;
  if (pattern.method || pattern.endpoint) name += " " + pattern.method.value_or("*");
  if (pattern.endpoint) name += " " + *pattern.endpoint;
  return name;
}

}  // namespace baton::cli
