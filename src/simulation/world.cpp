#include "simulation/world.hpp"

#include "base/sha256.hpp"
#include "core/interpreter/listening.hpp"
#include "core/listening.hpp"
#include "runtime/codec/codec.hpp"
#include "runtime/runtime.hpp"
#include "simulation/hostile_store.hpp"
#include "simulation/slow_journal.hpp"
#include "simulation/trouble.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace baton::simulation {
namespace {

using runtime::ProgramPtr;

constexpr std::uint64_t kMostActions = 50'000;
constexpr std::uint64_t kMostBoots = 10'000;
// The clock of a run may pass any age.
constexpr runtime::LogRetention kKeepAll{.age = std::chrono::years{1'000}, .key_age = std::chrono::years{1'000}};

bool makes_sense(Status status, const core::EventBody& command) {
  if (std::holds_alternative<core::Retry>(command)) return status == Status::Faulted;
  if (std::holds_alternative<core::Resume>(command)) return status == Status::Suspended;
  return !has_ended(status);
}

// The transition as an event: its key, which is long enough to be its own, and as text.
runtime::EventRow event_of_transition(const core::Instance& instance, Revision revision) {
  std::string text = instance.id.value + ' ' + instance.run_id + ' ' + std::to_string(revision.value);
  return {.position = 0, .at = {}, .key = sha256_hex(text), .type = std::string(kTransitionEvent), .body = text};
}

class World final : public runtime::Gateway,
                    public runtime::Router,
                    public runtime::EventBus,
                    public runtime::LifecycleEvents,
                    public runtime::Ids {
 public:
  World(const Plan& plan, Medium& medium, Choices& choices)
      : plan_(plan),
        medium_(medium),
        choices_(choices),
        trouble_(choices, plan.hostility, evidence_),
        network_(trouble_, plan.respond) {}

  Evidence run() {
    for (; evidence_.actions < kMostActions && evidence_.contradictions.empty(); ++evidence_.actions) {
      if (plan_.goes_on && !plan_.goes_on(evidence_)) break;
      if (evidence_.actions == plan_.hostile_actions) be_kind();
      try {
        if (!runtime_) boot();
        if (act()) continue;
      } catch (const Crash&) {
        crash();
        continue;
      } catch (const std::exception& error) {
        trouble_.contradict(std::string("engine: it threw: ") + error.what());
        break;
      }
      if (is_kind()) {
        evidence_.at_rest = true;
        break;
      }
      be_kind();  // nothing is left to disturb
    }
    if (runtime_ && evidence_.contradictions.empty()) collect();
    return std::move(evidence_);
  }

 private:
  [[nodiscard]] bool is_kind() const { return kind_; }

  void be_kind() {
    kind_ = true;
    trouble_.cease();
    medium_.be_kind();
    network_.be_kind(plan_.respond_kindly);
  }

  void deploy_late() {
    has_deployed_late_ = true;
    take(programs_->deploy(plan_.deployed_late, trouble_.clock));
    runtime_->programs_changed();
  }

  // One thing happens. False: nothing is left to happen.
  bool act() {
    if (medium_.is_down()) throw Crash{};
    trouble_.may_crash(&Hostility::crash);
    if (trouble_.strikes(&Hostility::pause, "the process gets no processor")) {
      trouble_.clock += Duration{choices_.below(30'000)};
    }
    if (trouble_.strikes(&Hostility::clock_jump, "the clock is set")) {
      trouble_.clock += Duration{static_cast<std::int64_t>(choices_.below(7'200'000)) - 3'600'000};
    }
    if (choices_.one_in(trouble_.hostility().command)) command_any();
    if (is_kind() && !has_deployed_late_) deploy_late();
    if (plan_.uses_event_log) use_event_log();
    if (send_again()) return true;
    if (start_next()) return true;
    if (deliver_late_message()) return true;
    const bool calls_wait = !network_.is_idle();
    if (!(calls_wait && choices_.one_in(2)) && runtime_->step(trouble_.clock)) return true;
    if (calls_wait) return deliver_answer();
    if (journal_->hurry()) return true;
    if (!late_messages_.empty()) return receive_late_message();
    if (publish_again()) return true;
    if (is_kind() && resume_suspended()) return true;
    return let_time_pass();
  }

  bool deliver_late_message() { return !late_messages_.empty() && choices_.one_in(4) && receive_late_message(); }

  bool receive_late_message() {
    const auto place = late_messages_.begin() + static_cast<std::ptrdiff_t>(choices_.below(late_messages_.size()));
    runtime::Message message = std::move(*place);
    late_messages_.erase(place);
    runtime_->receive(std::move(message));
    return true;
  }

  bool deliver_answer() {
    if (auto answered = network_.deliver_one()) {
      in_flight_.erase({answered->key.value, answered->attempt, answered->process});
      runtime_->answer({answered->instance, answered->key, answered->outcome, answered->attempt, answered->process,
                        answered->was_made});
    }
    return true;
  }

  // Clients repeat a start until they have read its reply.
  bool start_next() {
    for (const Plan::Start& start : plan_.starts) {
      if (confirmed_.contains(start.id.value) || asked_.contains(start.id.value)) continue;
      asked_.insert(start.id.value);
      runtime_->start({.id = start.id, .program = start.program, .requested_version = {}, .input = start.input},
                      [this, id = start.id.value](const runtime::CommandResult& result) {
                        if (!result) return start_refused(id, result.error());
                        if (trouble_.strikes(&Hostility::start_repeated, "the reply to a start is lost")) {
                          asked_.erase(id);
                        } else {
                          confirmed_.insert(id);
                        }
                      });
      return true;
    }
    return false;
  }

  // By its machine: then there is nothing of it, and its client tries again.
  void start_refused(const std::string& id, const runtime::Rejection& why) {
    if (!why.problem) return trouble_.contradict("start: that of " + id + " was refused: " + why.reason);
    if (acknowledged_.contains(id)) trouble_.contradict("start: that of " + id + " was refused, and it is there");
    asked_.erase(id);
  }

  // Mostly something that makes sense there.
  void command_any() {
    if (acknowledged_.empty() || plan_.commands.empty()) return;
    const auto chosen =
        std::next(acknowledged_.begin(), static_cast<std::ptrdiff_t>(choices_.below(acknowledged_.size())));
    if (choices_.one_in(8)) return runtime_->recover(InstanceId{chosen->first});  // for the second time, or the third
    if (takes_events(chosen->first) && choices_.one_in(2)) {
      return command(InstanceId{chosen->first}, plan_.event(++events_));
    }
    const auto draw = [&] { return plan_.commands[choices_.below(plan_.commands.size())]; };
    core::EventBody wanted = draw();
    for (int again = 0; again < 3 && !makes_sense(chosen->second.status, wanted); ++again) wanted = draw();
    // Whoever suspends something is in no hurry.
    if (std::holds_alternative<core::Suspend>(wanted)) trouble_.clock += Duration{choices_.below(60'000)};
    command(InstanceId{chosen->first}, wanted);
  }

  [[nodiscard]] bool takes_events(const std::string& id) const {
    const auto start = std::ranges::find(plan_.starts, id, [](const Plan::Start& each) { return each.id.value; });
    return plan_.event && start != plan_.starts.end() && start->program->hosted.has_value();
  }

  void command(const InstanceId& id, const core::EventBody& body) {
    trouble_.note(Commanded{.instance = id, .command = body});
    runtime_->command(id, body, [this, id, body](const runtime::CommandResult& result) {
      if (!core::is_sent(body)) return;
      if (result) trouble_.note(Accepted{.instance = id, .event = body});
      if (trouble_.strikes(&Hostility::event_repeated, "a client sends an event again"))
        sent_again_.emplace_back(id, body);
    });
  }

  void use_event_log() {
    if (choices_.one_in(8)) follow_log();
    if (!unconfirmed_.empty() && choices_.one_in(4)) publish_again();
    if (!choices_.one_in(trouble_.hostility().publish)) return;
    if (plan_.event_for) return publish_for_somebody();
    std::vector<std::string> keys;
    for (std::uint64_t more = choices_.below(3) + 1; more > 0; --more) keys.push_back(make_event());
    publish(std::move(keys));
  }

  void publish_for_somebody() {
    std::vector<std::string> keys = events_for_all();
    if (keys.empty()) return;
    publish({keys[choices_.below(keys.size())]});
  }

  // For each listener that is open, the key of an event. It notes those for which there can be none.
  std::vector<std::string> events_for_all() {
    std::vector<std::string> keys;
    for_each_instance([&](const std::string& id, const core::Program& program, const core::Instance& instance) {
      const auto* workflow = std::get_if<core::WorkflowState>(&instance.state);
      if (workflow == nullptr) return;
      for (const auto& frame : workflow->frames) {
        const auto* state = std::get_if<core::ListenState>(&frame->state);
        if (state == nullptr || state->handling) continue;
        for (const core::Listener& listener : state->listeners) {
          const core::EventFilter& filter = core::filter_of(program, frame->task, listener);
          auto row = plan_.event_for({.filter = filter, .expected = listener.expected}, ++published_, choices_);
          if (row) {
            keys.push_back(keep(*std::move(row)));
          } else {
            evidence_.unheard.insert_or_assign(id, frame->task);
          }
        }
      }
    });
    return keys;
  }

  std::string keep(runtime::EventRow row) {
    row.key = "event " + std::to_string(published_);
    std::string key = row.key;
    made_.emplace(key, std::move(row));
    return key;
  }

  // Its key.
  std::string make_event() {
    const std::string key = "event " + std::to_string(++published_);
    runtime::EventRow row{.position = 0, .at = {}, .key = key, .type = "published", .body = key};
    if (plan_.published) row = plan_.published(published_, choices_);
    row.key = key;
    made_.emplace(key, std::move(row));
    return key;
  }

  // Nothing else is left to do: what the listeners wait for comes, in many rounds if need be.
  bool satisfy_listeners() {
    const bool can = plan_.satisfying || plan_.event_for;
    if (!can || rounds_ == plan_.most_rounds || !any_listens()) return false;
    ++rounds_;
    std::vector<std::string> keys;
    if (plan_.event_for) {
      keys = events_for_all();
    } else {
      for (runtime::EventRow& row : plan_.satisfying(rounds_)) {
        ++published_;
        keys.push_back(keep(std::move(row)));
      }
    }
    if (keys.empty()) return false;
    publish(std::move(keys));
    return true;
  }

  // The loop rests: then no listener that could take an event has one in the log.
  void check_nothing_waits_in_the_log() {
    if (!plan_.everything_moves || !plan_.uses_event_log) return;
    for_each_instance([&](const std::string& id, const core::Program& program, const core::Instance& instance) {
      std::vector<runtime::WantedEvents> wanted;
      for (const core::ReadyListener& listener : core::ready_listeners(program, instance)) {
        wanted.push_back(
            {.by = {.pattern = listener.pattern, .correlation = listener.correlation}, .after = listener.position});
      }
      const auto found = store_->wanted_events(wanted, 1);
      if (!found || std::ranges::all_of(*found, [](const auto& each) { return each.rows.empty(); })) return;
      trouble_.contradict("listeners: an event for " + id + " is in the log, and nothing is left to do");
    });
  }

  // Those whose transitions have been announced, as they are stored.
  template <class Visit>
  void for_each_instance(Visit visit) {
    for (const auto& [id, acknowledged] : acknowledged_) {
      const auto stored = store_->read(InstanceId{id});
      const auto program = stored && *stored ? program_of((*stored)->row.digest) : std::unexpected(std::string());
      if (!program) continue;
      const auto loaded = runtime::decode(**program, **stored);
      if (loaded) visit(id, **program, loaded->instance);
    }
  }

  [[nodiscard]] bool any_listens() const {
    for (const Status status : {Status::Waiting, Status::Running}) {
      const auto page = store_->list({.status = status, .space = {}, .name = {}, .limit = 1'000, .cursor = {}});
      if (!page) return false;
      for (const runtime::InstanceRow& row : page->rows) {
        const auto extras = store_->extras(row.id);
        if (extras && !extras->listeners.empty()) return true;
      }
    }
    return false;
  }

  // In any order: each has its own client. A client publishes until it has read that the event is in the log.
  bool publish_again() {
    if (unconfirmed_.empty()) return false;
    const auto place = unconfirmed_.begin() + static_cast<std::ptrdiff_t>(choices_.below(unconfirmed_.size()));
    std::string key = std::move(*place);
    unconfirmed_.erase(place);
    publish({std::move(key)});
    return true;
  }

  void publish(std::vector<std::string> keys) {
    std::vector<runtime::EventRow> rows;
    for (const std::string& key : keys) {
      trouble_.note(Published{.key = key});
      rows.push_back(made_.at(key));
      publishing_.insert(key);
    }
    runtime_->publish(std::move(rows), [this, keys = std::move(keys)](const runtime::PublishResult& result) {
      if (!result) return trouble_.contradict("publish: an event was refused: " + result.error().reason);
      for (std::size_t i = 0; i < keys.size(); ++i) {
        trouble_.note(Logged{.key = keys[i], .position = (*result)[i].position});
        publishing_.erase(publishing_.find(keys[i]));
        if (trouble_.strikes(&Hostility::publish_repeated, "a client publishes an event again")) {
          unconfirmed_.push_back(keys[i]);
        }
      }
    });
  }

  // One who follows the log from another process, and remembers its position.
  void follow_log() {
    const auto page = hostile_store_->events({.from = follows_from_, .limit = 1 + choices_.below(20)});
    if (!page) return;
    if (page->first > follows_from_ && !plan_.retention)
      trouble_.contradict("follow: the log has dropped what nobody has read");
    evidence_.followed.insert(evidence_.followed.end(), page->rows.begin(), page->rows.end());
    follows_from_ = page->next;
  }

  std::vector<runtime::EventRow> events_of(const core::Program&, const core::Instance& instance,
                                           const core::HistoryRecord& record) override {
    return {event_of_transition(instance, record.revision)};
  }

  bool send_again() {
    if (sent_again_.empty() || !choices_.one_in(3)) return false;
    const auto [id, body] = std::move(sent_again_.back());
    sent_again_.pop_back();
    command(id, body);
    return true;
  }

  // Also those that have suspended themselves just before a crash, of which nobody has heard.
  bool resume_suspended() {
    bool any = false;
    const auto suspended =
        store_->list({.status = Status::Suspended, .space = {}, .name = {}, .limit = 1'000, .cursor = {}});
    if (!suspended) throw Crash{};
    for (const runtime::InstanceRow& row : suspended->rows) {
      if (!resumed_.insert({row.id.value, row.revision.value}).second) continue;
      command(row.id, core::Resume{});
      any = true;
    }
    return any;
  }

  bool let_time_pass() {
    const std::optional<Timestamp> wake = runtime_->wakes_at();
    if (!wake || *wake > trouble_.clock) check_calls_are_out();
    if (wake && *wake > trouble_.clock && plan_.event_for && choices_.one_in(2) && satisfy_listeners()) return true;
    if (!wake && is_kind()) check_nothing_waits_in_the_log();
    if (!wake) return is_kind() && satisfy_listeners();
    trouble_.clock = std::max(trouble_.clock, *wake);
    return true;
  }

  void boot() {
    ++boots_;
    auto opened = medium_.open();
    if (!opened) {
      if (is_kind() || boots_ > kMostBoots)
        trouble_.contradict("store: it cannot be opened: " + opened.error().message);
      throw Crash{};
    }
    store_ = *opened;
    hostile_store_.emplace(*store_, trouble_, acknowledged_);
    hostile_store_->tell_of({.before = [this] { return collect_events(); },
                             .after = [this](const runtime::Trimmed& trimmed) { oldest_event_ = trimmed.first; }});
    journal_.emplace(*hostile_store_, trouble_);
    programs_.emplace(*hostile_store_, [this](const runtime::DefinitionRow& row) { return program_of(row.digest); });
    runtime_ = std::make_unique<runtime::Runtime>(
        runtime::Ports{.journal = *journal_,
                       .gateway = *this,
                       .router = *this,
                       .bus = *this,
                       .ids = *this,
                       .lifecycle = plan_.uses_event_log && plan_.logs_transitions ? this : nullptr},
        *programs_, runtime::Shard{}, plan_.retention.value_or(kKeepAll));
    asked_.clear();
    in_flight_.clear();
    check_acknowledged();
    take(programs_->deploy(plan_.deployed, trouble_.clock));
    for (const Plan::Start& start : plan_.starts) take(programs_->add(start.program, trouble_.clock));
    has_deployed_late_ = plan_.deployed_late.empty();
    if (!has_deployed_late_ && boots_ > 1 && choices_.one_in(4)) deploy_late();
    if (plan_.everything_moves) return runtime_->recover();
    for (const auto& [id, what] : acknowledged_) runtime_->recover(InstanceId{id});
  }

  // A process that cannot even begin ends.
  template <class T>
  void take(const runtime::StoreResult<T>& result) {
    if (!result) throw Crash{};
  }

  std::expected<ProgramPtr, std::string> program_of(const Digest& digest) const {
    for (const Plan::Start& start : plan_.starts) {
      if (start.program->digest == digest) return start.program;
    }
    for (const auto* programs : {&plan_.deployed, &plan_.deployed_late}) {
      const auto found = std::ranges::find(*programs, digest, [](const ProgramPtr& each) { return each->digest; });
      if (found != programs->end()) return *found;
    }
    return std::unexpected("nobody has it");
  }

  void check_acknowledged() {
    for (const auto& [id, what] : acknowledged_) {
      const auto row = store_->find(InstanceId{id});
      if (!row) throw Crash{};
      if (!*row || (*row)->revision < what.revision) {
        trouble_.contradict("durability: revision " + std::to_string(what.revision.value) + " of " + id +
                            " had been acknowledged and is gone");
      }
    }
  }

  void crash() {
    ++evidence_.crashes;
    trouble_.note(Crashed{});
    runtime_.reset();
    medium_.lose_power();
    network_.lose_process();
    unconfirmed_.insert(unconfirmed_.end(), publishing_.begin(), publishing_.end());  // nobody was told
    publishing_.clear();
  }

  void begin(runtime::CallRequest request) override {
    trouble_.may_crash(&Hostility::crash_deep);
    if (!in_flight_.try_emplace({request.key.value, request.attempt, request.process}, request.instance).second) {
      trouble_.contradict("gateway: the call " + request.key.value + " was begun twice at the same time");
    }
    const Acknowledged& stored = acknowledged_[request.instance.value];
    trouble_.note(Begun{.instance = request.instance,
                        .key = request.key,
                        .attempt = request.attempt,
                        .call = request.call,
                        .stored = stored.revision,
                        .status = stored.status});
    network_.send(std::move(request));
    trouble_.may_crash(&Hostility::crash_deep);
  }

  void withdraw(const core::Withdraw& call) override {
    trouble_.may_crash(&Hostility::crash_deep);
    const auto begun = in_flight_.lower_bound({call.key.value, call.attempt, 0});
    if (begun == in_flight_.end() || std::get<0>(begun->first) != call.key.value ||
        std::get<1>(begun->first) != call.attempt) {
      return trouble_.contradict("gateway: the call " + call.key.value + " was withdrawn and is not in flight");
    }
    if (awaits(begun->second, call)) {
      trouble_.contradict("gateway: the call " + call.key.value + " was withdrawn although it is still awaited");
    }
    network_.withdraw(call);
  }
  [[nodiscard]] std::size_t capacity(core::CallKind /*kind*/) const override { return plan_.calls_at_a_time; }
  [[nodiscard]] std::vector<std::string> missing(const core::Program&) const override { return {}; }

  // Does the instance, as it is stored, still wait for the answer? No, where the store cannot tell.
  [[nodiscard]] bool awaits(const InstanceId& id, const core::Withdraw& call) const {
    return std::ranges::any_of(pending_of(id), [&](const core::Pending& pending) {
      return pending.key == call.key && pending.attempt == call.attempt;
    });
  }

  // What the instance waits for, as it is stored. Nothing, where the store cannot tell.
  [[nodiscard]] core::Queue<core::Pending> pending_of(const InstanceId& id) const {
    const auto stored = store_->read(id);
    if (!stored || !*stored) return {};
    const auto program = program_of((*stored)->row.digest);
    if (!program) return {};
    auto loaded = runtime::decode(**program, **stored);
    return loaded ? std::move(loaded->instance.pending) : core::Queue<core::Pending>();
  }

  // The loop rests, and no call is out: then nothing that moves waits for one.
  void check_calls_are_out() {
    if (!plan_.everything_moves || runtime_->store_health().retries_at()) return;
    for (const auto& [id, acknowledged] : acknowledged_) {
      if (has_ended(acknowledged.status) || acknowledged.status == Status::Suspended) continue;
      for (const core::Pending& pending : pending_of(InstanceId{id})) {
        if (!std::holds_alternative<core::Call>(pending.request)) continue;
        trouble_.contradict("calls: attempt " + std::to_string(pending.attempt) + " of " + pending.key.value +
                            " is not made, and nothing is left to do");
      }
    }
  }

  void route(runtime::Message message) override {
    trouble_.may_crash(&Hostility::crash_deep);
    if (trouble_.strikes(&Hostility::message_lost, "a message to another instance is lost")) return;
    if (trouble_.strikes(&Hostility::message_twice, "a message to another instance will come twice")) {
      late_messages_.push_back(message);
    }
    if (trouble_.strikes(&Hostility::message_late, "a message to another instance takes its time")) {
      late_messages_.push_back(std::move(message));
      return;
    }
    runtime_->receive(std::move(message));
  }

  void transitioned(const core::Program&, const core::Instance& instance, const core::HistoryRecord& record) override {
    trouble_.may_crash(&Hostility::crash_deep);
    if (plan_.retention) evidence_.oldest_event[{instance.id.value, record.revision.value}] = oldest_event_;
    trouble_.note(Moved{.instance = instance.id, .record = record});
  }

  std::string next_id() override { return "run" + std::to_string(++ids_); }
  std::uint64_t next_seed() override { return ++ids_ * 0x9e3779b97f4a7c15ULL; }

  runtime::StoreResult<void> collect_events() {
    auto& events = evidence_.events;
    while (true) {
      auto page = store_->events({.from = events.size() + 1, .limit = 1'000});
      if (!page) return std::unexpected(page.error());
      if (page->first > events.size() + 1) trouble_.contradict("events: the log has dropped some that it was to keep");
      std::ranges::move(page->rows, std::back_inserter(events));
      if (page->next > page->last) return {};
    }
  }

  // What is stored in the end.
  void collect() {
    if (const auto events = collect_events(); !events) trouble_.contradict("store: " + events.error().message);
    for (const auto& [id, reason] : runtime_->quarantined()) trouble_.contradict("quarantine: " + reason);
    runtime::InstanceQuery query{.status = {}, .space = {}, .name = {}, .limit = 1'000, .cursor = {}};
    const auto page = store_->list(query);
    if (!page) return trouble_.contradict("store: " + page.error().message);
    for (const runtime::InstanceRow& row : page->rows) {
      if (auto failure = collect(row)) trouble_.contradict("stored: " + row.id.value + ": " + *failure);
    }
  }

  std::optional<std::string> collect(const runtime::InstanceRow& row) {
    const auto program = program_of(row.digest);
    const auto stored = store_->read(row.id);
    const auto parts = store_->parts(row.id);
    const auto rows = store_->history(row.id, Revision{0}, 1'000'000);
    if (!program || !stored || !*stored || !parts || !rows) return "it cannot be read";
    auto loaded = runtime::decode(**program, **stored);
    if (!loaded) return loaded.error().message;
    InstanceEvidence found{.program = *program, .stored = std::move(loaded->instance), .history = {}};
    runtime::RecordReader reader(*parts);
    for (const runtime::HistoryRow& each : *rows) {
      auto record = reader.read(each);
      if (!record) return record.error().message;
      found.history.push_back(std::move(record->record));
    }
    evidence_.instances.emplace(row.id.value, std::move(found));
    return std::nullopt;
  }

  const Plan& plan_;
  Medium& medium_;
  Choices& choices_;
  Evidence evidence_;
  Trouble trouble_;
  Network network_;
  AcknowledgedMap acknowledged_;
  std::set<std::string> confirmed_;                          // starts whose reply has been read
  std::set<std::pair<std::string, std::uint64_t>> resumed_;  // instance and revision
  bool kind_ = false;
  std::uint64_t boots_ = 0;
  bool has_deployed_late_ = false;  // in this boot
  std::uint64_t ids_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t published_ = 0;
  std::map<std::string, runtime::EventRow> made_;  // what was published, by key
  std::uint64_t oldest_event_ = 1;
  std::uint64_t rounds_ = 0;               // of events for those that still listen
  std::multiset<std::string> publishing_;  // events that this process was asked to publish, and has not confirmed
  std::vector<std::string> unconfirmed_;   // to be published again
  std::uint64_t follows_from_ = 1;
  std::vector<std::pair<InstanceId, core::EventBody>> sent_again_;  // events, to be
  std::vector<runtime::Message> late_messages_;                     // of this process and of earlier ones

  // Of the process that runs.
  runtime::Store* store_ = nullptr;
  std::optional<HostileStore> hostile_store_;
  std::optional<SlowJournal> journal_;
  std::optional<runtime::Programs> programs_;
  std::unique_ptr<runtime::Runtime> runtime_;
  std::set<std::string> asked_;  // starts on their way
  // Keys, attempts and the process that made the call; whose call it is.
  std::map<std::tuple<std::string, std::uint32_t, std::uint64_t>, InstanceId> in_flight_;
};

}  // namespace

Evidence simulate(const Plan& plan, Medium& medium, Choices& choices) {
  return World(plan, medium, choices).run();
}

}  // namespace baton::simulation
