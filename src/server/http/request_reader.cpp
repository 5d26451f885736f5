// The only file that knows Beast's parser.
#include "server/http/request_reader.hpp"

#include "server/limits.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace baton::server {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

Method method_of(http::verb verb) {
  if (verb == http::verb::get || verb == http::verb::head) return Method::Get;
  if (verb == http::verb::post) return Method::Post;
  if (verb == http::verb::put) return Method::Put;
  if (verb == http::verb::delete_) return Method::Delete;
  return Method::Other;
}

// A body of chunks is "0\r\n\r\n" at least. Beast's parser must not see less of its beginning: if that is the last chunk already, the parser
// counts on so many bytes the next time. Nothing that is complete waits for them.
constexpr std::size_t kShortestChunks = 5;

std::string lower(beast::string_view text) {
  std::string result(text.data(), text.size());
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::vector<Header> headers_of(const http::fields& fields) {
  std::vector<Header> headers;
  for (const auto& field : fields) {
    headers.push_back({lower(field.name_string()), std::string(field.value().data(), field.value().size())});
  }
  return headers;
}

Response refusal_of(const boost::system::error_code& why) {
  if (why == http::error::header_limit) {
    return problem(problems::kHeaderTooLarge, "the request line and the header fields are longer than " +
                                                  std::to_string(kMaxHeaderBytes) + " bytes");
  }
  if (why == http::error::body_limit) {
    return problem(problems::kContentTooLarge, "the body is longer than " + std::to_string(kMaxBodyBytes) + " bytes");
  }
  return problem(problems::kInvalidRequest, "this is not a request of HTTP/1.1: " + why.message());
}

}  // namespace

class RequestReader::Parser {
 public:
  Parser() {
    parser_.header_limit(kMaxHeaderBytes);
    parser_.body_limit(kMaxBodyBytes);
  }
  http::request_parser<http::string_body>& operator*() { return parser_; }

 private:
  http::request_parser<http::string_body> parser_;
};

RequestReader::RequestReader() : parser_(std::make_unique<Parser>()) {}
RequestReader::~RequestReader() = default;

void RequestReader::add(std::string_view bytes) {
  pending_.erase(0, std::exchange(read_to_, 0));
  pending_.append(bytes);
}

bool RequestReader::is_idle() const {
  return pending_.size() == read_to_ && !(**parser_).got_some();
}

RequestReader::State RequestReader::fail(Response why) {
  refusal_ = std::move(why);
  return State::Failed;
}

// A request that a proxy before us could understand in another way is refused.
RequestReader::State RequestReader::read_head() {
  const auto& message = (**parser_).get();
  const beast::string_view target = message.target();
  if (target.size() > kMaxTargetBytes) {
    return fail(
        problem(problems::kTargetTooLong, "the target is longer than " + std::to_string(kMaxTargetBytes) + " bytes"));
  }
  if (message.count(http::field::transfer_encoding) > 0 && !(**parser_).chunked()) {
    return fail(problem(problems::kInvalidRequest, "'chunked' is the only transfer encoding here"));
  }
  if (message.count(http::field::host) != 1 && message.version() != 10) {
    return fail(problem(problems::kInvalidRequest, "a request has one Host"));
  }
  auto parsed = parse_target({target.data(), target.size()});
  if (!parsed) {
    return fail(problem(problems::kInvalidRequest,
                        "the target is not a path of non-empty segments with a query, escaped as URLs are"));
  }
  request_ = Request{.method = method_of(message.method()),
                     .is_head = message.method() == http::verb::head,
                     .keep_alive = message.keep_alive(),
                     .is_1_0 = message.version() == 10,
                     .authority = std::move(parsed->authority),
                     .path = std::move(parsed->path),
                     .query = std::move(parsed->query),
                     .headers = headers_of(message),
                     .body = {}};
  if (request_.authority.empty()) request_.authority = request_.header("host");
  (**parser_).eager(true);  // only now: what a trailer has is no header field, however the bytes have come
  has_head_ = true;
  return State::NeedsMore;
}

RequestReader::State RequestReader::advance() {
  auto& parser = **parser_;
  while (!parser.is_done()) {
    const bool begins_body = has_head_ && !has_body_;
    if (begins_body && parser.chunked() && pending_.size() - read_to_ < kShortestChunks) return State::NeedsMore;
    boost::system::error_code why;
    const std::size_t used =
        parser.put(boost::asio::const_buffer(pending_.data() + read_to_, pending_.size() - read_to_), why);
    read_to_ += used;
    has_body_ = has_head_ && (has_body_ || used > 0);
    if (parser.is_header_done() && !has_head_) {
      if (read_head() == State::Failed) return State::Failed;
    }
    if (why == http::error::need_more) return State::NeedsMore;
    if (why) return fail(refusal_of(why));
    if (used == 0 && !parser.is_done()) return State::NeedsMore;
  }
  return State::Complete;
}

bool RequestReader::wants_continue() {
  if (!has_head_ || is_continued_ || (**parser_).is_done()) return false;
  is_continued_ = true;
  return beast::iequals((**parser_).get()[http::field::expect], "100-continue");
}

Request RequestReader::take() {
  Request request = std::exchange(request_, {});
  request.body = std::move((**parser_).get().body());
  has_head_ = false;
  has_body_ = false;
  is_continued_ = false;
  parser_ = std::make_unique<Parser>();
  return request;
}

}  // namespace baton::server
