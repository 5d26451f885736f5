#include "core/transition.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace baton::core {

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
  do_not_execute({&settled, 1});
  return settled;
}

std::optional<Pending> Transition::withdraw(const IntentKey& key) {
  std::optional<Pending> withdrawn = settle(key);
  if (withdrawn) tell_withdrawn(*withdrawn);
  return withdrawn;
}

void Transition::withdraw_if(const std::function<bool(const Pending&)>& unwanted) {
  auto& pending = instance().pending;
  const auto first = std::stable_partition(pending.begin(), pending.end(), std::not_fn(unwanted));
  const std::vector<Pending> withdrawn(std::make_move_iterator(first), std::make_move_iterator(pending.end()));
  pending.erase(first, pending.end());
  do_not_execute(withdrawn);
  for (const Pending& each : withdrawn) tell_withdrawn(each);
}

void Transition::forget_listener_row(ListenerId id) {
  const auto sets = [&](const Intent& intent) {
    const auto* row = std::get_if<SetListener>(&intent);
    return row != nullptr && row->listener == id;
  };
  std::erase_if(decision_.intents, sets);
  decision_.intents.emplace_back(ClearListener{id});
}

// What was asked for in this very transition has not gone out.
void Transition::tell_withdrawn(const Pending& pending) {
  const auto* call = std::get_if<Call>(&pending.request);
  if (call == nullptr || is_new_key(pending.key, instance().run_id, instance().revision)) return;
  decision_.intents.emplace_back(Withdraw{.kind = call->kind, .key = pending.key, .attempt = pending.attempt});
}

// They may have been asked for in this very transition.
void Transition::do_not_execute(std::span<const Pending> settled) {
  if (settled.empty() || decision_.intents.empty()) return;
  std::unordered_set<std::string_view> keys;
  for (const Pending& each : settled) keys.insert(each.key.value);
  std::erase_if(decision_.intents, [&](const Intent& intent) {
    const auto* pending = std::get_if<Pending>(&intent);
    return pending != nullptr && keys.contains(pending->key.value);
  });
}

bool Transition::has_pending_yield() const {
  return std::ranges::any_of(instance().pending,
                             [](const Pending& pending) { return std::holds_alternative<Yield>(pending.request); });
}

}  // namespace baton::core
