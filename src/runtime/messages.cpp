// Messages between instances: sent through the router until they are received.
#include "base/overloaded.hpp"
#include "runtime/instance_id.hpp"
#include "runtime/limits.hpp"
#include "runtime/programs.hpp"
#include "runtime/runtime.hpp"

#include <utility>

namespace baton::runtime {
namespace {

AnswerMessage failed_start(IntentKey key, Problem why) {
  return {core::Answer{.key = std::move(key), .outcome = core::Failed{std::move(why)}}};
}

Problem was_cancelled(const InstanceId& child) {
  return make_problem(ProblemKind::Runtime, "the child workflow '" + child.value + "' was cancelled");
}

// Why no instance is ever started, whatever there is under the id.
std::optional<Problem> not_startable(const Message& message, const StoreResult<ProgramPtr>& program) {
  const auto& start = std::get<StartMessage>(message.body);
  const auto configuration = [](std::string why) { return make_problem(ProblemKind::Configuration, std::move(why)); };
  if (auto why_not = invalid_instance_id(message.to.value)) {
    return make_problem(ProblemKind::Validation,
                        "the child cannot have the id '" + message.to.value + "': " + *why_not);
  }
  if (auto too_deep = core::too_many_levels(start.parent.above)) return too_deep;
  if (!program) return configuration(program.error().message);
  if (*program == nullptr) return std::nullopt;
  if (auto why_not = not_supported(**program)) return configuration(*std::move(why_not));
  return std::nullopt;
}

// Why a start that was refused is not to be tried again; nullopt if it may be.
std::optional<Problem> refused_for_good(const Rejection& rejection) {
  if (rejection.problem) return *rejection.problem;
  if (rejection.kind != Rejection::Kind::Conflict) return std::nullopt;
  return make_problem(ProblemKind::Configuration, 409, rejection.reason);
}

}  // namespace

void Runtime::send(const InstanceId& from, InstanceId to, const IntentKey& key, decltype(Message::body) body) {
  delivery_.sent(key, from, now_);
  ports_.router.route({.from = from, .to = std::move(to), .key = key, .body = std::move(body)});
}

void Runtime::programs_changed() {
  if (!missing_programs_.empty()) delivery_.resend_all(now_);
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
          [&](CancelMessage& body) {
            put(Item{.instance = std::move(message.to),
                     .event = core::Cancel{.compensate = true},
                     .sender = Item::Sender{std::move(message.from), std::move(message.key), std::move(body.start)}});
          },
          [&](AnswerMessage& body) {
            delivery_.received(body.answer.key);
            Item item{.instance = std::move(message.to), .event = std::move(body.answer)};
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
  if (auto why_not = not_startable(message, program)) {
    return ports_.router.route(
        {.from = message.to, .to = message.from, .key = {}, .body = failed_start(message.key, *std::move(why_not))});
  }
  if (auto missing = what_is_missing(start.workflow, program)) return note_missing(start.workflow, *std::move(missing));
  missing_programs_.erase(start.workflow);
  put(Item{.instance = message.to,
           .event = core::Start{.run_id = ports_.ids.next_id(), .input = start.input, .parent = start.parent},
           .started = Started{.program = *std::move(program), .is_awaited = start.parent.awaits, .log = start.log},
           .sender = Item::Sender{message.from, message.key}});
}

// The message has not been received: its sender sends it again, and may cancel the child meanwhile.
void Runtime::note_missing(const DefinitionName& program, std::string why) {
  const bool is_known = missing_programs_.contains(program);
  if (is_known || missing_programs_.size() == kMaxMissingPrograms) return;
  missing_programs_.emplace(program, MissingProgram{.why = std::move(why), .number = ++missed_programs_});
}

// A child that is cancelled and is not there: its start may be on its way yet. It must not be started any more, so that is kept
// first; then its parent learns that it is cancelled.
void Runtime::cancel_absent(Item&& item) {
  cache_.evict(item.instance);  // another one that has the id
  loads_.hold(item.instance);
  begin(ConsumeRequest{{.shard = shard_,
                        .instance = item.instance,
                        .message = cancelled_before_its_start(item.instance, item.sender->child),
                        .at = now_}});
  std::string id = item.instance.value;
  cancelling_.emplace(std::move(id), std::move(item));
}

void Runtime::take_answer(Finished<ConsumeRequest> finished) {
  const InstanceId& id = finished.request.message.instance;
  Item cancel = std::move(cancelling_.extract(id.value).mapped());
  release(id);
  if (!finished.answer) return health_.failed(finished.answer.error(), now_);  // the parent will ask again
  ports_.router.route({.from = cancel.instance,
                       .to = cancel.sender->instance,
                       .key = {},
                       .body = failed_start(cancel.sender->child, was_cancelled(cancel.instance))});
  finish(cancel, std::unexpected(Rejection{Rejection::Kind::NotFound, "it is not there"}));
}

// How an awaited child ends it says itself. Of one that is quarantined, a restart may tell; what else comes for it has not been
// received, and is sent again.
void Runtime::give_receipt(const Item& item, const CommandResult& result) {
  if (!item.started && !result && result.error().kind == Rejection::Kind::Quarantined) return;
  Message receipt{
      .from = item.instance, .to = item.sender->instance, .key = item.sender->key, .body = ReceiptMessage{}};
  if (item.started) {
    std::optional<Problem> refused = result ? std::nullopt : refused_for_good(result.error());
    if (!result && !refused && item.is_duplicate) refused = was_cancelled(item.instance);
    if (refused) {
      receipt.body = failed_start(std::exchange(receipt.key, {}), *std::move(refused));
    } else if (result && !item.started->is_awaited) {
      receipt.body = AnswerMessage{core::Answer{.key = std::exchange(receipt.key, {}), .outcome = core::Succeeded{}}};
    } else {
      receipt.body = ReceiptMessage{ReceiptMessage::Meaning::Arrived};
    }
  }
  ports_.router.route(std::move(receipt));
}

}  // namespace baton::runtime
