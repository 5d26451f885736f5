#include "core/interpreter/state.hpp"

#include "base/overloaded.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace baton::core {
namespace {

bool same_frames(const std::vector<std::shared_ptr<const Frame>>& left,
                 const std::vector<std::shared_ptr<const Frame>>& right) {
  return std::ranges::equal(left, right, [](const auto& a, const auto& b) { return a == b || *a == *b; });
}

template <class T>
bool same_pointee(const std::shared_ptr<const T>& left, const std::shared_ptr<const T>& right) {
  return left == right || (left != nullptr && right != nullptr && *left == *right);
}

}  // namespace

AwaitedKeys awaited_keys(const TaskState& state) {
  const auto of = [](const std::optional<IntentKey>& key) { return key ? AwaitedKeys{&*key} : AwaitedKeys{}; };
  return std::visit(
      overloaded{[&](const CallState& call) { return of(call.key); },
                 [&](const RunWorkflowState& child) { return of(child.key); },
                 [](const MachineState& machine) {
                   AwaitedKeys keys;
                   for (const MachineRequestState& request : machine.requests) {
                     if (request.key) keys.push_back(&*request.key);
                   }
                   return keys;
                 },
                 [](const std::monostate&) { return AwaitedKeys{}; }, [](const DoState&) { return AwaitedKeys{}; },
                 [](const ForState&) { return AwaitedKeys{}; }, [](const ForkState&) { return AwaitedKeys{}; },
                 [](const TryState&) { return AwaitedKeys{}; }, [](const WaitState&) { return AwaitedKeys{}; }},
      state);
}

std::uint32_t attempt_of(const Frame& frame) {
  if (const auto* call = std::get_if<CallState>(&frame.state)) return call->attempt;
  if (const auto* block = std::get_if<TryState>(&frame.state)) return block->attempt;
  return 1;
}

const Frame* WorkflowState::find(FrameId id) const {
  if (!frames.empty() && frames.back()->id == id) return frames.back().get();  // nearly always the one in question
  const auto place = std::ranges::lower_bound(frames, id, {}, [](const auto& frame) { return frame->id; });
  return place != frames.end() && (*place)->id == id ? place->get() : nullptr;
}

bool operator==(const Unwinding& left, const Unwinding& right) {
  return left.next == right.next && left.compensate == right.compensate && left.spare == right.spare &&
         left.problem == right.problem && left.resume_at == right.resume_at && left.output == right.output &&
         left.undoing == right.undoing && same_pointee(left.retry_point, right.retry_point);
}

bool operator==(const RetryPoint& left, const RetryPoint& right) {
  return left.origin == right.origin && same_frames(left.frames, right.frames);
}

bool operator==(const WorkflowState& left, const WorkflowState& right) {
  return left.context == right.context && left.context_format == right.context_format &&
         same_frames(left.frames, right.frames) && left.timers == right.timers && left.ledger == right.ledger &&
         left.failed_compensations == right.failed_compensations && same_pointee(left.retry_point, right.retry_point) &&
         left.next_frame == right.next_frame && left.next_timer == right.next_timer;
}

Ledger& Ledger::operator=(const Ledger& other) {
  if (this != &other) {
    auto newest = other.newest_;
    release();
    newest_ = std::move(newest);
  }
  return *this;
}

Ledger& Ledger::operator=(Ledger&& other) noexcept {
  if (this != &other) {
    release();
    newest_ = std::move(other.newest_);
  }
  return *this;
}

Ledger::~Ledger() {
  release();
}

// Node by node: a long list must not be freed by recursion.
void Ledger::release() noexcept {
  std::shared_ptr<const Node> node = std::move(newest_);
  newest_ = nullptr;
  while (node != nullptr && node.use_count() == 1) {
    auto older = std::move(const_cast<Node&>(*node).older);
    node = std::move(older);
  }
}

void Ledger::push(LedgerEntry entry) {
  newest_ = std::make_shared<Node>(Node{.entry = std::move(entry), .older = newest_});
}

std::optional<LedgerEntry> Ledger::take_newest(const std::function<bool(const LedgerEntry&)>& wanted) {
  std::vector<const Node*> passed;
  const Node* node = newest_.get();
  while (node != nullptr && !wanted(node->entry)) {
    passed.push_back(node);
    node = node->older.get();
  }
  if (node == nullptr) return std::nullopt;
  LedgerEntry taken = node->entry;
  std::shared_ptr<const Node> rest = node->older;
  std::vector<LedgerEntry> kept;
  for (const Node* each : passed) kept.push_back(each->entry);
  *this = Ledger(std::move(rest));
  for (LedgerEntry& entry : kept | std::views::reverse) push(std::move(entry));
  return taken;
}

void Ledger::remove_if(const std::function<bool(const LedgerEntry&)>& unwanted) {
  std::vector<const Node*> nodes;
  std::size_t end = 0;  // one past the oldest unwanted node
  for (const Node* node = newest_.get(); node != nullptr; node = node->older.get()) {
    nodes.push_back(node);
    if (unwanted(node->entry)) end = nodes.size();
  }
  if (end == 0) return;
  std::vector<LedgerEntry> kept;
  for (std::size_t i = 0; i < end; ++i) {
    if (!unwanted(nodes[i]->entry)) kept.push_back(nodes[i]->entry);
  }
  *this = Ledger(nodes[end - 1]->older);
  for (LedgerEntry& entry : kept | std::views::reverse) push(std::move(entry));
}

bool operator==(const Ledger& left, const Ledger& right) {
  const Ledger::Node* a = left.newest_.get();
  const Ledger::Node* b = right.newest_.get();
  for (; a != b && a != nullptr && b != nullptr; a = a->older.get(), b = b->older.get()) {
    if (!(a->entry == b->entry)) return false;
  }
  return a == b;
}

}  // namespace baton::core
