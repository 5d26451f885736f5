// No secret appears in the store, the history, a message or an event, whatever a document does with it and
// whatever the answers are. Each way is tried with random secrets, against a server that echoes what it is asked.
#include "adapters/http/encoding.hpp"
#include "adapters/http/loopback_server.hpp"
#include "app/wiring/test_support.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <contract/temporary_directory.hpp>
#include <support/noted_log.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace baton::app {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::string lower_case(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

// Where a document may put a secret: a call, with HOST for the server.
struct Door {
  const char* name;
  const char* call;
};
void PrintTo(const Door& door, std::ostream* out) {
  *out << door.name;
}

constexpr Door kDoors[] = {
    {"Path", "call: http, with: {method: get, endpoint: 'HOST/items/${ $secrets.tok }', output: OUTPUT}"},
    {"EncodedPath", "call: http, with: {method: get, endpoint: 'HOST/items/${ $secrets.tok | @uri }', output: OUTPUT}"},
    {"Query",
     "call: http, with: {method: get, endpoint: HOST/items, query: {key: '${ $secrets.tok }'}, output: OUTPUT}"},
    {"QueryName",
     "call: http, with: {method: get, endpoint: HOST/items, query: '${ {($secrets.tok): 1} }', output: OUTPUT}"},
    {"UserInformation",
     "call: http, with: {method: get, endpoint: '${ \"HOST/\" | sub(\"//\"; \"//me:\" + ($secrets.tok | @uri) + \"@\") "
     "}', output: OUTPUT}"},
    {"Host",
     "call: http, with: {method: get, endpoint: '${ \"HOST/\" | sub(\"127.0.0.1\"; $secrets.tok + \".localhost\") }', "
     "output: OUTPUT}"},
    {"DeafHost", "call: http, with: {method: get, endpoint: 'http://${ $secrets.tok }.localhost:1/', output: OUTPUT}"},
    {"Scheme", "call: http, with: {method: get, endpoint: '${ $secrets.tok }://HOST/', output: OUTPUT}"},
    {"HeaderValue",
     "call: http, with: {method: get, endpoint: HOST/, headers: {X-Key: '${ $secrets.tok }'}, output: OUTPUT}"},
    {"HarmlessHeader",
     "call: http, with: {method: get, endpoint: HOST/, headers: {X-Request-Id: '${ $secrets.tok }'}, output: OUTPUT}"},
    {"HeaderName",
     "call: http, with: {method: get, endpoint: HOST/, headers: '${ {($secrets.tok): \"1\"} }', output: OUTPUT}"},
    {"WrongHeaderValue",
     "call: http, with: {method: get, endpoint: HOST/, headers: '${ {($secrets.tok): [1]} }', output: OUTPUT}"},
    {"BodyMember",
     "call: http, with: {method: post, endpoint: HOST/, body: {key: '${ $secrets.tok }'}, output: OUTPUT}"},
    {"BodyName", "call: http, with: {method: post, endpoint: HOST/, body: '${ {($secrets.tok): 1} }', output: OUTPUT}"},
    {"BodyText",
     "call: http, with: {method: post, endpoint: HOST/, headers: {Content-Type: text/plain}, body: '${ $secrets.tok "
     "}', output: OUTPUT}"},
    {"Form",
     "call: http, with: {method: post, endpoint: HOST/, headers: {Content-Type: application/x-www-form-urlencoded}, "
     "body: {key: '${ $secrets.tok }'}, output: OUTPUT}"},
    {"Basic",
     "call: http, with: {method: get, endpoint: {uri: HOST/, authentication: {basic: {username: me, password: '${ "
     "$secrets.tok }'}}}, output: OUTPUT}"},
    {"Username",
     "call: http, with: {method: get, endpoint: {uri: HOST/, authentication: {basic: {username: '${ $secrets.tok }', "
     "password: x}}}, output: OUTPUT}"},
    {"Bearer",
     "call: http, with: {method: get, endpoint: {uri: HOST/, authentication: {bearer: {token: '${ $secrets.tok }'}}}, "
     "output: OUTPUT}"},
    {"UsedPolicy",
     "call: http, with: {method: get, endpoint: {uri: HOST/, authentication: {bearer: {use: whole}}}, output: OUTPUT}"},
    {"UriTemplate",
     "input: {from: '${ {key: $secrets.tok} }'}, call: http, with: {method: get, endpoint: 'HOST/items/{key}', output: "
     "OUTPUT}"},
    {"FailingUriTemplate",
     "input: {from: '${ {key: {($secrets.tok): 1}} }'}, call: http, with: {method: get, endpoint: 'HOST/items/{key}', "
     "output: OUTPUT}"},
    {"Part", "call: http, with: {method: get, endpoint: 'HOST/items/${ $secrets.tok[0:10] }', output: OUTPUT}"},
    {"Base64",
     "call: http, with: {method: get, endpoint: 'HOST/items/${ \"x\" + $secrets.tok | @base64 }', output: OUTPUT}"},
    {"Base32", "call: http, with: {method: get, endpoint: 'HOST/items/${ $secrets.tok | @base32 }', output: OUTPUT}"},
    {"Json",
     "call: http, with: {method: post, endpoint: HOST/, body: '${ $secrets | tojson | tojson }', output: OUTPUT}"},
    {"Number",
     "call: http, with: {method: get, endpoint: HOST/, query: {key: '${ $secrets.tok | tonumber }'}, output: OUTPUT}"},
    {"Error",
     "call: http, with: {method: get, endpoint: HOST/, query: {key: '${ error($secrets.tok) }'}, output: OUTPUT}"},
    {"ErrorObject",
     "call: http, with: {method: get, endpoint: HOST/, query: {key: '${ error({status: 404, detail: $secrets.tok}) "
     "}'}, output: OUTPUT}"},
    {"Sum", "call: http, with: {method: get, endpoint: HOST/, query: {key: '${ $secrets.tok + 1 }'}, output: OUTPUT}"},
    {"FromJson",
     "call: http, with: {method: get, endpoint: HOST/, query: {key: '${ $secrets.tok | fromjson }'}, output: OUTPUT}"},
    {"Index", "call: http, with: {method: get, endpoint: HOST/, query: {key: '${ $secrets.tok.a }'}, output: OUTPUT}"},
    {"ErrorOfInput",
     "input: {from: '${ {key: $secrets.tok} }'}, call: http, with: {method: get, endpoint: HOST/, query: {key: '${ "
     ".key | error }'}, output: OUTPUT}"},
    {"Method", "call: own.echo, with: {key: '${ $secrets.tok }', all: '${ {($secrets.tok): 1} }'}"},
    {"MethodThatThrows", "call: own.throws, with: {key: '${ $secrets.tok }'}"},
    {"MethodThatFails", "call: own.fails, with: {key: '${ $secrets.tok }'}"},
    {"MethodThatTakesOthers", "call: own.numbers, with: {all: '${ {($secrets.tok): \"1\"} }'}"},
};

// What the server makes of a request: its status, and everything it was asked in the reason, the headers and the body.
http::Reply echo(const http::ServedRequest& request, const std::string& status) {
  std::string all = request.method + ' ' + request.target;
  for (const auto& [name, value] : request.headers) all += " " + name + "=" + value;
  std::string body = all + ' ' + request.body;
  return http::reply(status + ' ' + all,
                     "Content-Type: text/plain\r\nX-Echo: " + all + "\r\nLocation: http://elsewhere" + request.target +
                         "\r\nSet-Cookie: key=" + all + "\r\n",
                     body);
}

// Everything that is stored or shown of a run.
class Watched {
 public:
  explicit Watched(const std::string& secret)
      : secrets_(Value::object(
            {{"tok", Value::string(secret)}, {"whole", Value::object({{"token", Value::string(secret)}})}})) {}

  void run(const std::string& document) {
    {
      Engine engine =
          Engine::open("sqlite:" + directory_.file("baton.db"), {.secrets = secrets_, .logger = log_}).value();
      const Engine::Subscription subscription = engine.subscribe([this](const HistoryEntry& entry) { note(entry); });
      add_methods(engine);
      const auto id = engine.run(document, {.input = json(R"({"a":1})"), .id = "it"});
      if (!id) throw std::logic_error(id.error().message + ::testing::PrintToString(id.error().details));
      engine.wait(*id).value();
      note(engine.find(*id).value());
      const auto history = engine.history(*id).value();
      for (const HistoryEntry& entry : history) note(entry);
    }
    for (const std::string& line : log_->lines()) note(line);
    note(bytes_of("baton.db"));
    note(bytes_of("baton.db-wal"));
  }
  [[nodiscard]] const std::string& everything() const { return everything_; }

 private:
  static void add_methods(Engine& engine) {
    engine.add_method("own.echo", make_method([](const Value& request) { return request; })).value();
    engine
        .add_method("own.throws",
                    make_method([](const Value& request) -> int { throw std::runtime_error(to_json(request)); }))
        .value();
    engine
        .add_method("own.fails", make_method([](const Value& request) -> std::expected<int, Problem> {
                      const std::string all = to_json(request);
                      return std::unexpected(Problem{.type = "urn:" + all,
                                                     .status = 409,
                                                     .title = all,
                                                     .detail = all,
                                                     .instance = all,
                                                     .extensions = request});
                    }))
        .value();
    engine
        .add_method("own.numbers",
                    make_method([](const std::map<std::string, std::map<std::string, int>>&) { return 1; }))
        .value();
  }
  void note(const std::string& text) { everything_ += text + '\n'; }
  void note(const std::optional<Problem>& problem) {
    if (problem) note(to_json(to_value(*problem)));
  }
  void note(const InstanceView& view) {
    note(to_json(Value::array({view.input, view.context, view.output})));
    note(view.error);
  }
  void note(const HistoryEntry& entry) {
    const std::lock_guard lock(mutex_);
    note(to_json(entry.output));
    note(entry.error);
    for (const Value& event : lifecycle_cloud_events(entry)) note(to_json(event));
  }
  [[nodiscard]] std::string bytes_of(const std::string& file) const {
    std::ifstream in(directory_.file(file), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  testing::TemporaryDirectory directory_;
  Value secrets_;
  std::shared_ptr<testing::NotedLog> log_ = std::make_shared<testing::NotedLog>();
  std::mutex mutex_;
  std::string everything_;
};

class Secrets : public ::testing::TestWithParam<Door> {};
INSTANTIATE_TEST_SUITE_P(Through, Secrets, ::testing::ValuesIn(kDoors),
                         [](const auto& door) { return std::string(door.param.name); });

std::string replaced(std::string text, const std::string& word, const std::string& by) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size())) {
    text.replace(at, word.size(), by);
  }
  return text;
}

// One way of trying a door.
struct Try {
  Door door;
  std::string secret;
  std::string status;
  std::string output;
};

// Everything that is stored and shown of a call that fails or succeeds, is caught and kept, and is made again.
std::string told_of(const Try& attempt) {
  const http::LoopbackServer server([&](const http::ServedRequest& request) { return echo(request, attempt.status); });
  const std::string call = replaced(replaced(attempt.door.call, "OUTPUT", attempt.output), "HOST", server.url(""));
  Watched watched(attempt.secret);
  watched.run(
      "document: {dsl: '1.0.3', namespace: shop, name: door, version: '1.0.0'}\n"
      "use: {secrets: [tok, whole]}\n"
      "do:\n"
      "- tried:\n"
      "    try: [{ask: {" +
      call +
      ", export: {as: '${ . }'}}}]\n"
      "    catch: {as: problem, do: [{keep: {set: {problem: '${ $problem }'}, export: {as: '${ . }'}}}]}\n"
      "- again: {" +
      call + "}\n");
  return lower_case(watched.everything());
}

// A part of that many bytes is a find.
constexpr std::size_t kPart = 10;

// The text of the secret, and what base64 makes of it wherever it begins.
std::vector<std::string> forms_of(const std::string& secret) {
  std::vector<std::string> forms = {secret};
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string encoded = http::base64(std::string(before, '?') + secret);
    forms.push_back(encoded.substr(4, encoded.size() - 8));  // the first and the last digits depend on what is around
  }
  return forms;
}

std::string part_told(const std::string& told, const std::string& secret) {
  for (const std::string& form : forms_of(secret)) {
    for (std::size_t at = 0; at + kPart <= form.size(); ++at) {
      std::string part = lower_case(form.substr(at, kPart));
      if (told.contains(part)) return part;
    }
  }
  return "";
}

const std::vector<std::string> kStatuses = {"200", "302", "404"};
const std::vector<std::string> kOutputs = {"content", "response", "raw"};

TEST_P(Secrets, NeverGetOut) {
  const std::string secret = "Zq7XvT2mKp9LwR4s";
  const std::pair<const char*, const char*> answers[] = {
      {"200", "content"}, {"200", "response"}, {"200", "raw"}, {"302", "response"}, {"404", "content"}};
  for (const auto& [status, output] : answers) {
    const std::string told = told_of({.door = GetParam(), .secret = secret, .status = status, .output = output});
    EXPECT_EQ(part_told(told, secret), "") << status << ' ' << output;
  }
}

RC_GTEST_PROP(RandomSecrets, NeverGetOutByAnyDoor, ()) {
  const auto text = rc::gen::container<std::string>(rc::gen::elementOf(std::string(kLetters)));
  const Try attempt{.door = *rc::gen::map(rc::gen::inRange<std::size_t>(0, std::size(kDoors)),
                                          [](std::size_t at) { return kDoors[at]; }),
                    .secret = *rc::gen::resize(
                        40, rc::gen::suchThat(text, [](const std::string& secret) { return secret.size() >= kPart; })),
                    .status = *rc::gen::elementOf(kStatuses),
                    .output = *rc::gen::elementOf(kOutputs)};
  RC_ASSERT(part_told(told_of(attempt), attempt.secret) == "");
}

TEST(Secrets, LeaveAMessageThatSaysWhichExpressionFailed) {
  Watched watched("s3cr3t-t0ken");
  watched.run(
      "document: {dsl: '1.0.3', namespace: shop, name: door, version: '1.0.0'}\nuse: {secrets: [tok]}\n"
      "do:\n- ask: {call: own.echo, with: {key: '${ $secrets.tok | tonumber }'}}\n");
  EXPECT_TRUE(watched.everything().contains("'$secrets.tok | tonumber': cannot be evaluated; the reason is not shown"));
}

TEST(Secrets, ThatAWorkflowUsesMustBeThereWhenItStarts) {
  Engine engine = Engine::open("memory:", {.secrets = Value::object({{"tok", "t"}})}).value();
  const auto needs = [](const std::string& secrets) {
    return "document: {dsl: '1.0.3', namespace: shop, name: needs, version: '1.0.0'}\nuse: {secrets: [" + secrets +
           "]}\ndo:\n- a:\n    if: .go\n    call: http\n"
           "    with: {method: get, endpoint: 'http://127.0.0.1/', headers: {key: '${ $secrets.tok }'}}\n";
  };
  const auto refused = engine.run(needs("tok, vault, key"), {.id = "refused"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::InvalidArgument);
  EXPECT_NE(refused.error().message.find("does not have: vault, key; give them"), std::string::npos);
  EXPECT_FALSE(engine.find({"refused"})) << "nothing was started";
  EXPECT_TRUE(engine.run(needs("tok"), {.id = "good"}));
  EXPECT_TRUE(
      engine.run("document: {dsl: '1.0.3', namespace: shop, name: fetched, version: '1.0.0'}\nuse: {secrets: [vault]}\n"
                 "do:\n- a: {set: {x: 1}}\n",
                 {.id = "fetched"}));
}

TEST(Secrets, OfTheEngineAreHiddenInTheAnswersOfEveryCall) {
  Watched watched("s3cr3t-t0ken");
  watched.run(document("plain", "do:\n- ask: {call: own.echo, with: {key: 's3cr3t-t0', other: 'kept'}}\n"));
  EXPECT_TRUE(watched.everything().contains(R"({"key":"[redacted]","other":"kept"})"));
}

}  // namespace
}  // namespace baton::app
