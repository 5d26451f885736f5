// `baton serve` on a free port of the loopback interface.
#pragma once

#include "cli/process.hpp"
#include "contract/temporary_directory.hpp"
#include "server/http_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace baton::testing {

class ServeProcess {
 public:
  ServeProcess(std::vector<std::string> options, const std::string& directory,
               std::vector<std::string> environment = {}, std::vector<Process::Limit> limits = {}) {
    std::vector<std::string> arguments{"serve"};
    if (std::ranges::find(options, "--listen") == options.end()) {
      arguments.insert(arguments.end(), {"--listen", "127.0.0.1:0"});
    }
    arguments.insert(arguments.end(), options.begin(), options.end());
    process_ = std::make_unique<Process>(Process::Command{.arguments = std::move(arguments),
                                                          .directory = directory,
                                                          .limits = std::move(limits),
                                                          .environment = std::move(environment)});
    const std::string announcement = "listening on http";
    if (!process_->says(announcement)) return;
    const std::size_t scheme = process_->said().find(announcement);
    static_cast<void>(process_->says("\n"));
    const std::string& said = process_->said();
    const std::size_t begin = said.find("://", scheme) + 3;
    address_ = said.substr(begin, said.find('\n', begin) - begin);
  }

  [[nodiscard]] bool is_listening() const { return !address_.empty(); }
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] Process& process() { return *process_; }
  Outcome stop(int signal = SIGTERM) {
    process_->signal(signal);
    return process_->wait();
  }

 private:
  std::unique_ptr<Process> process_;
  std::string address_;
};

inline std::string document(const std::string& name, const std::string& tasks, const std::string& space = "shop") {
  return "document: {dsl: '1.0.3', namespace: " + space + ", name: " + name + ", version: '1.0.0'}\ndo:\n" + tasks;
}
inline const std::string kQuick = document("quick", "- greet: {set: {hello: '${ .name }'}}\n");
inline const std::string kLong = document("long", "- pause: {wait: {hours: 1}}\n- done: {set: {late: true}}\n");
inline const std::string kFailing =
    document("failing", "- broken: {raise: {error: {type: https://example.com/x, status: 418}}}\n");
inline const HttpClient::Headers kYaml{{"Content-Type", "application/yaml"}};

inline std::string start_body(const std::string& name, const std::string& id, const std::string& input = "null") {
  return R"({"workflow":{"namespace":"shop","name":")" + name + R"("},"id":")" + id + R"(","input":)" + input + "}";
}

// A server on a store in memory, with the three workflows.
class Served : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.is_listening()) << server_.process().said();
    for (const std::string& each : {kQuick, kLong, kFailing}) {
      ASSERT_EQ(ask("POST", "/v1/workflows", each, kYaml).status, 200);
    }
  }
  Answer ask(std::string_view method, std::string_view target, std::string_view body = {},
             const HttpClient::Headers& headers = {}) {
    return HttpClient(server_.address()).ask(method, target, body, headers);
  }
  Answer start(const std::string& name, const std::string& id, const std::string& query = "") {
    return ask("POST", "/v1/instances" + query, start_body(name, id));
  }
  static std::string member(const Answer& answer, std::string_view name) {
    const Value value = answer.json();
    const Value* const found = value.find(name);
    return found == nullptr ? "missing" : found->is_string() ? std::string(found->as_string()) : to_json(*found);
  }

  TemporaryDirectory home_;
  ServeProcess server_{{"--store", "memory:"}, home_.file("")};
};

}  // namespace baton::testing
