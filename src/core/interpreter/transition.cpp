#include "core/interpreter/transition.hpp"

#include "base/check.hpp"
#include "base/overloaded.hpp"
#include "core/limits.hpp"
#include "value/measure.hpp"

#include <algorithm>
#include <utility>

namespace baton::core {
namespace {

constexpr auto id_of = [](const std::shared_ptr<const Frame>& frame) { return frame->id; };

bool may_hold_tasks(const Task& task) {
  return std::visit(overloaded{[](const DoTask&) { return true; }, [](const ForTask&) { return true; },
                               [](const ForkTask&) { return true; }, [](const TryTask&) { return true; },
                               [](const FunctionTask&) { return true; }, [](const SetTask&) { return false; },
                               [](const SwitchTask&) { return false; }, [](const RaiseTask&) { return false; },
                               [](const WaitTask&) { return false; }, [](const CallTask&) { return false; },
                               [](const RunWorkflowTask&) { return false; }, [](const MachineTask&) { return false; }},
                    task.kind);
}

auto frame_position(std::vector<std::shared_ptr<const Frame>>& frames, FrameId id) {
  const auto place = std::ranges::lower_bound(frames, id, {}, id_of);
  BATON_CHECK(place != frames.end() && (*place)->id == id, "a frame that is not there was asked for");
  return place;
}

}  // namespace

Transition::Transition(const Program& program, Decision& decision)
    : program_(program), decision_(decision), random_state_(event().seed) {
  constexpr std::size_t kUsualChanges = 4;
  ++instance().revision.value;
  instance().updated_at = now();
  decision_.record.revision = instance().revision;
  decision_.record.changes.reserve(kUsualChanges);
}

std::uint64_t Transition::random() {  // splitmix64
  std::uint64_t z = (random_state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

const Frame& Transition::at(FrameId id) const {
  const Frame* frame = find(id);
  BATON_CHECK(frame != nullptr, "a frame that is not there was asked for");
  return *frame;
}

Frame& Transition::edit(FrameId id) {
  auto& slot = *frame_position(state().frames, id);
  // Another revision of the instance may share the frame: then this one gets its own copy, which is safe to change.
  if (slot.use_count() > 1) slot = std::make_shared<Frame>(*slot);
  return const_cast<Frame&>(*slot);
}

// The frames that may be inside this one: an id is greater than the parent's, so they are all behind it.
std::span<const std::shared_ptr<const Frame>> Transition::frames_behind(FrameId id) const {
  const auto& frames = state().frames;
  if (!may_hold_tasks(task_of(id))) return {};
  return {std::ranges::upper_bound(frames, id, {}, id_of), frames.end()};
}

std::vector<FrameId> Transition::children_of(FrameId id) const {
  std::vector<FrameId> children;
  for (const auto& frame : frames_behind(id)) {
    if (frame->parent == id) children.push_back(frame->id);
  }
  return children;
}

bool Transition::has_children(FrameId id) const {
  return std::ranges::any_of(frames_behind(id), [&](const auto& frame) { return frame->parent == id; });
}

std::vector<std::shared_ptr<const Frame>> Transition::frames_within(FrameId id) const {
  std::vector within{*std::ranges::lower_bound(state().frames, id, {}, id_of)};
  for (const auto& frame : frames_behind(id)) {
    if (std::ranges::binary_search(within, frame->parent, {}, id_of)) within.push_back(frame);
  }
  return within;
}

std::vector<FrameId> Transition::path_to(FrameId id) const {
  std::vector<FrameId> path;
  for (; id != kNoFrame; id = at(id).parent) path.push_back(id);
  std::ranges::reverse(path);
  return path;
}

std::size_t Transition::depth_of(FrameId id) const {
  std::size_t depth = 0;
  for (; id != kNoFrame; id = at(id).parent) ++depth;
  return depth;
}

bool Transition::in_compensation(FrameId id) const {
  for (; id != kNoFrame; id = at(id).parent) {
    if (at(id).compensation) return true;
  }
  return false;
}

Frame& Transition::open(FrameId parent, TaskId task, Value raw_input) {
  auto frame = std::make_shared<Frame>();
  frame->id = FrameId{state().next_frame++};
  frame->parent = parent;
  frame->task = task;
  frame->raw_input = std::move(raw_input);
  make_ready(frame->id);
  Frame& opened = *frame;
  state().frames.push_back(std::move(frame));
  return opened;
}

void Transition::close(FrameId id) {
  clear_timers(id);
  state().frames.erase(frame_position(state().frames, id));
}

void Transition::close_all() {
  for (const Timer& timer : state().timers) decision_.intents.emplace_back(ClearTimer{timer.id});
  state().timers.clear();
  state().frames.clear();
  next_ready_ = ready_.size();
}

std::optional<FrameId> Transition::next_ready() {
  while (next_ready_ < ready_.size()) {
    const FrameId id = ready_[next_ready_++];
    const Frame* frame = find(id);  // it may have been cancelled meanwhile
    if (frame != nullptr && frame->phase == Phase::Ready) return id;
  }
  return std::nullopt;
}

void Transition::count_data(const Value& value, const Value& made_from) {
  if (value.identity() != nullptr && value.identity() == made_from.identity()) return;  // only passed on
  bytes_ += measure(value).bytes;
}

bool Transition::budget_is_spent() const {
  return tasks_ >= kMaxTasksPerTransition || bytes_ >= kMaxBytesPerTransition || steps_ >= kMaxStepsPerTransition;
}

IntentKey Transition::next_key() {
  constexpr std::size_t kLongestNumbers = 32;
  std::string key;
  key.reserve(instance().run_id.size() + kLongestNumbers);
  key += instance().run_id;
  key += '/';
  key += std::to_string(instance().revision.value);
  key += '/';
  key += std::to_string(issued_++);
  return IntentKey{std::move(key)};
}

IntentKey Transition::issue(Request request) {
  IntentKey key = next_key();
  reissue(Pending{.key = key, .request = std::move(request)});
  return key;
}

void Transition::reissue(Pending pending) {
  decision_.intents.emplace_back(pending);
  instance().pending.push_back(std::move(pending));
}

void Transition::issue_again(const Pending& pending) {
  decision_.intents.emplace_back(pending);
}

const Pending* Transition::find_pending(const IntentKey& key) const {
  const auto& pending = instance().pending;
  const auto place = std::ranges::find(pending, key, &Pending::key);
  return place == pending.end() ? nullptr : &*place;
}

std::optional<Pending> Transition::settle(const IntentKey& key) {
  auto& pending = instance().pending;
  const auto place = std::ranges::find(pending, key, &Pending::key);
  if (place == pending.end()) return std::nullopt;
  Pending settled = std::move(*place);
  pending.erase(place);
  do_not_execute(key);
  return settled;
}

void Transition::withdraw_if(const std::function<bool(const Pending&)>& unwanted) {
  std::erase_if(instance().pending, [&](const Pending& pending) {
    if (!unwanted(pending)) return false;
    do_not_execute(pending.key);
    return true;
  });
}

// It may have been asked for in this very transition.
void Transition::do_not_execute(const IntentKey& key) {
  std::erase_if(decision_.intents, [&](const Intent& intent) {
    const auto* pending = std::get_if<Pending>(&intent);
    return pending != nullptr && pending->key == key;
  });
}

bool Transition::has_pending_yield() const {
  return std::ranges::any_of(instance().pending,
                             [](const Pending& pending) { return std::holds_alternative<Yield>(pending.request); });
}

TimerId Transition::set_timer(FrameId frame, TimerPurpose purpose, Timestamp due) {
  const Timer timer{.id = TimerId{state().next_timer++}, .frame = frame, .purpose = purpose, .due = due};
  state().timers.push_back(timer);
  decision_.intents.emplace_back(SetTimer{.timer = timer.id, .due = due});
  return timer.id;
}

void Transition::clear_timers(FrameId frame) {
  std::erase_if(state().timers, [&](const Timer& timer) {
    if (timer.frame != frame) return false;
    decision_.intents.emplace_back(ClearTimer{timer.id});
    return true;
  });
}

void Transition::clear_timer(FrameId frame, TimerPurpose purpose) {
  std::erase_if(state().timers, [&](const Timer& timer) {
    if (timer.frame != frame || timer.purpose != purpose) return false;
    decision_.intents.emplace_back(ClearTimer{timer.id});
    return true;
  });
}

bool Transition::has_timer(FrameId frame, TimerPurpose purpose) const {
  return std::ranges::any_of(state().timers,
                             [&](const Timer& timer) { return timer.frame == frame && timer.purpose == purpose; });
}

std::optional<Timer> Transition::take_timer(TimerId id) {
  const auto place = std::ranges::find(state().timers, id, &Timer::id);
  if (place == state().timers.end()) return std::nullopt;
  const Timer timer = *place;
  state().timers.erase(place);
  return timer;
}

void Transition::forget_timer_row(TimerId id) {
  decision_.intents.emplace_back(ClearTimer{id});
}

void Transition::record_task(ChangeKind kind, FrameId frame, std::uint32_t attempt) {
  if (task_of(frame).implicit) return;
  record(Change{.kind = kind, .task = at(frame).task, .attempt = attempt});
}

}  // namespace baton::core
