// The books of a card processor that does not exist: what it answers to a request, and what it has charged. It honours
// idempotency keys as real ones do.
//
// The card decides: "card_ok" (and every other) is charged, "card_insufficient_funds", "card_expired" and "card_stolen" are
// declined.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace payment::fake {

using Form = std::map<std::string, std::string>;

struct Request {
  std::string path;
  std::string key;  // empty: none was sent
  Form form;
  friend bool operator==(const Request&, const Request&) = default;
};
struct Answer {
  int status = 200;
  std::string body;
  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Entry {
  std::string charge;
  std::string payment;
  std::string amount;
  std::string currency;
  std::string refund;  // empty: not refunded
  friend bool operator==(const Entry&, const Entry&) = default;
};

class Ledger {
 public:
  // The same key with the same request: the first answer again, and nothing else happens.
  Answer handle(const Request& request);

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  struct Kept {
    Request request;
    Answer answer;
  };
  Answer carry_out(const Request& request);
  Answer charge(const Form& form);
  Answer refund(const Form& form);

  std::vector<Entry> entries_;
  std::map<std::string, Kept> kept_;  // by key
};

[[nodiscard]] Answer error(int status, const std::string& type, const std::string& code, const std::string& message);

// What the client posted; names and values are decoded.
[[nodiscard]] Form decode_form(const std::string& body);

}  // namespace payment::fake
