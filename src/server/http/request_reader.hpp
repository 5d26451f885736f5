// Makes requests of the bytes of a connection, whatever these are: the edge at which nothing is trusted. It knows no socket, so
// that a fuzzer can feed it.
//
//   reader.add(bytes);
//   while (reader.advance() == RequestReader::State::Complete) answer(reader.take());     // pipelined ones follow each other
#pragma once

#include "server/http/message.hpp"
#include "server/problem.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::server {

class RequestReader {
 public:
  enum class State : std::uint8_t {
    NeedsMore,
    Complete,  // take() has it
    Failed     // refusal() says why; what follows on the connection cannot be understood
  };

  RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  ~RequestReader();

  void add(std::string_view bytes);
  [[nodiscard]] State advance();
  [[nodiscard]] Request take();
  [[nodiscard]] const Response& refusal() const { return refusal_; }
  // No byte of a request has come.
  [[nodiscard]] bool is_idle() const;
  // The client waits with its body until it is told to continue. True once for each request.
  [[nodiscard]] bool wants_continue();

 private:
  class Parser;
  [[nodiscard]] State fail(Response why);
  [[nodiscard]] State read_head();

  std::unique_ptr<Parser> parser_;
  std::string pending_;
  std::size_t read_to_ = 0;  // of pending_
  bool is_continued_ = false;
  Request request_;  // its head, once that is there
  bool has_head_ = false;
  bool has_body_ = false;  // its beginning, at least
  Response refusal_;
};

// The target of a request, in origin form ("/v1/instances?limit=10") or absolute form.
struct Target {
  std::string authority;  // of the absolute form
  std::vector<std::string> path;
  std::vector<std::pair<std::string, std::string>> query;
};
// nullopt: it is not a target, or two readers could understand it in different ways.
[[nodiscard]] std::optional<Target> parse_target(std::string_view target);

}  // namespace baton::server
