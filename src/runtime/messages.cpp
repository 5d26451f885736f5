// Messages between instances: sent through the router until they are received.
#include "base/overloaded.hpp"
#include "runtime/runtime.hpp"

#include <utility>

namespace baton::runtime {

void Runtime::send(const InstanceId& from, InstanceId to, const IntentKey& key, decltype(Message::body) body) {
  delivery_.sent(key, from, now_);
  ports_.router.route({.from = from, .to = std::move(to), .key = key, .body = std::move(body)});
}

bool Runtime::resend_lost() {
  const std::vector<Delivery::Lost> all = delivery_.take_overdue(now_);
  for (const Delivery::Lost& lost : all) {
    if (!requests_.is_unanswered(lost.key)) continue;
    requests_.withdraw(lost.key);
    recovery_.continue_one(lost.sender);
  }
  return !all.empty();
}

void Runtime::receive(Message message) {
  std::visit(
      overloaded{
          [&](StartMessage&) { receive_start(std::move(message)); },
          [&](EventMessage& body) {
            const auto* answer = std::get_if<core::Answer>(&body.event);
            if (answer != nullptr) delivery_.received(answer->key);
            Item item{.instance = std::move(message.to),
                      .event = std::visit([](auto& event) { return core::EventBody(std::move(event)); }, body.event)};
            if (!message.key.value.empty()) {
              item.sender = Item::Sender{std::move(message.from), std::move(message.key)};
            }
            put(std::move(item));
          },
          [&](const ReceiptMessage& receipt) {
            delivery_.received(message.key);
            // One that comes twice, or for a request of an earlier process, says nothing new.
            const bool is_news = requests_.is_unanswered(message.key);
            if (receipt.meaning != ReceiptMessage::Meaning::Settled || !is_news) return;
            put(Item{.instance = std::move(message.to), .event = core::Acknowledged{.key = std::move(message.key)}});
          }},
      message.body);
}

void Runtime::receive_start(Message message) {
  DefinitionName workflow = std::get<StartMessage>(message.body).workflow;
  lookups_.find(std::move(workflow), [this, message = std::move(message)](StoreResult<ProgramPtr> program) {
    start_child(message, std::move(program));
  });
}

void Runtime::start_child(const Message& message, StoreResult<ProgramPtr> program) {
  const auto& start = std::get<StartMessage>(message.body);
  const auto fail = [&](std::string why) {
    core::Failed failed{make_problem(ProblemKind::Configuration, std::move(why))};
    ports_.router.route({.from = message.to,
                         .to = message.from,
                         .key = {},
                         .body = EventMessage{core::Answer{.key = message.key, .outcome = std::move(failed)}}});
  };
  if (!program) return fail(program.error().message);
  if (*program == nullptr) {
    return fail("the workflow '" + start.workflow.space + "/" + start.workflow.name + "' version '" +
                start.workflow.version + "' is not deployed");
  }
  put(Item{.instance = message.to,
           .event = core::Start{.run_id = ports_.ids.next_id(), .input = start.input, .parent = start.parent},
           .started = Started{.program = *std::move(program), .is_awaited = start.parent.awaits},
           .sender = Item::Sender{message.from, message.key}});
}

// A child that is cancelled and is not there: its start may be on its way yet. It must not be started any more, so that is kept
// first; then its parent learns that it is cancelled.
void Runtime::cancel_absent(Item&& item) {
  loads_.hold(item.instance);
  begin(ConsumeRequest{{.shard = shard_, .instance = item.instance, .message = kCancelledBeforeItsStart, .at = now_}});
  std::string id = item.instance.value;
  cancelling_.emplace(std::move(id), std::move(item));
}

void Runtime::take_answer(Finished<ConsumeRequest> finished) {
  const InstanceId& id = finished.request.message.instance;
  Item cancel = std::move(cancelling_.extract(id.value).mapped());
  release(id);
  if (finished.answer) return finish(cancel, std::unexpected(Rejection{Rejection::Kind::NotFound, "it is not there"}));
  health_.failed(finished.answer.error(), now_);  // the parent will ask again
}

// How an awaited child ends it says itself. Of one that is quarantined, a restart may tell.
void Runtime::give_receipt(const Item& item, const CommandResult& result) {
  Message receipt{
      .from = item.instance, .to = item.sender->instance, .key = item.sender->key, .body = ReceiptMessage{}};
  if (item.started) {
    const bool is_refused = !result && result.error().kind == Rejection::Kind::Conflict;
    const bool is_cancelled = item.is_duplicate && !result;
    if (is_cancelled) {
      core::Failed failed{
          make_problem(ProblemKind::Runtime, "the child workflow '" + item.instance.value + "' was cancelled")};
      receipt.body = EventMessage{core::Answer{.key = std::exchange(receipt.key, {}), .outcome = std::move(failed)}};
    } else if (is_refused) {
      core::Failed failed{make_problem(ProblemKind::Configuration, result.error().reason)};
      receipt.body = EventMessage{core::Answer{.key = std::exchange(receipt.key, {}), .outcome = std::move(failed)}};
    } else if (result && !item.started->is_awaited) {
      receipt.body = EventMessage{core::Answer{.key = std::exchange(receipt.key, {}), .outcome = core::Succeeded{}}};
    } else {
      receipt.body = ReceiptMessage{ReceiptMessage::Meaning::Arrived};
    }
  }
  ports_.router.route(std::move(receipt));
}

}  // namespace baton::runtime
