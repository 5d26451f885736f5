// Port: the router. Carries messages between instances, wherever they are: of this loop, of another one, of another process.
//
// A message may be lost, come twice, or late: the request behind it stays pending in its sender, which sends it again until it
// is received. What a message asks for is done once all the same.
#pragma once

#include "core/event.hpp"

#include <baton/ids.hpp>
#include <baton/value.hpp>

#include <variant>

namespace baton::runtime {

// To an instance that is to be started.
struct StartMessage {
  DefinitionName workflow;
  Value input;
  core::Parent parent;
  std::uint64_t log = 0;  // core::StartChild::log
};
// To the child that this request of its sender has started, if it has: it is to end and undo what it has done.
struct CancelMessage {
  IntentKey start;
};
// To an instance: how what it asked another one for has ended.
struct AnswerMessage {
  core::Answer answer;
};
// To a sender: its request has been received.
struct ReceiptMessage {
  enum class Meaning : unsigned char {
    Arrived,  // it need not be sent again; an answer follows
    Settled   // no answer follows
  };
  Meaning meaning = Meaning::Settled;
};

struct Message {
  InstanceId from;
  InstanceId to;
  IntentKey key;  // of the request that it belongs to; empty: the sender wants no receipt
  std::variant<StartMessage, CancelMessage, AnswerMessage, ReceiptMessage> body;
};

class Router {
 public:
  Router() = default;
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;
  virtual ~Router() = default;

  // Returns at once. The message comes to Runtime::receive() of whoever owns the instance.
  virtual void route(Message message) = 0;
};

}  // namespace baton::runtime
