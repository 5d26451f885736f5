// The transactional outbox: intents that survive the process, because they are written in the transaction that decided on them.
//
//   OutboxGateway<Charge> cards("cards");                          // for the orchestrator: writes
//   const Transactional<PaymentOrchestrator, SqliteUnitOfWork> payments{
//       .orchestrator = {.store = store, .gateway = cards}, .unit_of_work = unit};
//
//   SqliteOutbox outbox(outbox_unit);                              // baton/unit_of_work/sqlite_outbox.hpp, a unit of its own
//   OutboxDispatcher dispatcher(outbox);                           // in this process or another one: executes
//   dispatcher.add<Charge>("cards", processor);                    // a DurableGateway<Charge>
//   dispatcher.drain();                                            // or run(stop_token)
//
// What is committed is executed at least once: after a crash a row is there still, and is executed again under the same key, by
// which the gateway recognises it. Rows of one gateway are executed one at a time, in the order in which they were written, by
// one dispatcher; other dispatchers wait until it is done, or until its lease has ended because it died. So no execution may
// take longer than the lease: it could be made twice at a time, under one key. Clocks of several hosts may differ by less than that.
// A row that fails is tried again after a delay, which is doubled each time; the rows of its gateway behind it wait. After
// OutboxPolicy::attempts failures it is parked, and those behind it proceed. It stays visible (rows()) until it is released.
// One transaction over two databases is not offered: the second database's part is an intent.
//
// Link baton::baton for the JSON of the intents. Threading: a dispatcher is used by one thread at a time; each thread has a unit and
// an outbox of its own.
#pragma once

#include <baton/error.hpp>
#include <baton/ids.hpp>
#include <baton/json.hpp>
#include <baton/pattern/outbox_entry.hpp>
#include <baton/pattern/transactional.hpp>
#include <baton/value.hpp>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <expected>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace baton::pattern {

// A gateway that may be asked again for what it has done: the same key is the same intent.
template <class I>
class DurableGateway {
 public:
  using Part = GatewayPart;
  using Intent = I;

  DurableGateway() = default;
  DurableGateway(const DurableGateway&) = delete;
  DurableGateway& operator=(const DurableGateway&) = delete;
  virtual ~DurableGateway() = default;

  // An exception means that the outcome is unknown. Both are tried again.
  virtual std::expected<void, NotExecuted> execute(const Intent& intent, const IntentKey& key) = 0;
};

// What an orchestrator gets in its place. Within Transactional, intents are written to the outbox under the gateway's name.
template <class I>
class OutboxGateway final : public IntentGateway<I> {
 public:
  explicit OutboxGateway(std::string name) : name_(std::move(name)) {}

  std::expected<void, NotExecuted> execute(const I&) override {
    return std::unexpected(NotExecuted{.reason = "intents for the outbox are asked for within Transactional"});
  }
  // Throws std::invalid_argument, which rolls back, for an intent that could not be read again: nobody could execute it.
  [[nodiscard]] std::optional<OutboxEntry> to_outbox(const I& intent) const override {
    const Value json = to_value(intent);
    if (const auto back = from_value<I>(json); !back) {
      throw std::invalid_argument("the intent for '" + name_ + "' could not be read again: " + back.error());
    }
    return OutboxEntry{.gateway = name_, .intent = to_json(json)};
  }

 private:
  std::string name_;
};

// Who holds a gateway's rows, until when.
struct OutboxClaim {
  std::string dispatcher;
  std::int64_t now_ms = 0;
  std::int64_t until_ms = 0;
};
struct OutboxFailure {
  std::string error;
  std::int64_t due_ms = 0;
  bool is_parked = false;
};

// The table, as a dispatcher sees it. Each call is a transaction. Its errors are StoreFailed.
class OutboxTable {
 public:
  OutboxTable() = default;
  OutboxTable(const OutboxTable&) = delete;
  OutboxTable& operator=(const OutboxTable&) = delete;
  virtual ~OutboxTable() = default;

  // The first row of the gateway that is not parked, if it is due and no row of the gateway is claimed.
  virtual Result<std::optional<OutboxRow>> claim(const std::string& gateway, const OutboxClaim& claim) = 0;
  // Removes a row that this dispatcher has claimed. One that another has claimed since stays.
  virtual Result<void> remove(std::int64_t id, const std::string& dispatcher) = 0;
  // Counts a failure of a row that this dispatcher has claimed, and gives it back.
  virtual Result<void> put_back(std::int64_t id, const std::string& dispatcher, const OutboxFailure& failure) = 0;
  // What is in the outbox, in order.
  virtual Result<std::vector<OutboxRow>> rows() = 0;
  // Lets a parked row be tried again, with as many attempts as a new one. False: there is no such parked row.
  virtual Result<bool> release(std::int64_t id) = 0;
};

// What a drain has done.
struct Drained {
  std::size_t executed = 0;
  std::size_t failed = 0;  // attempts; those that parked their row are among them
  std::size_t parked = 0;

  friend bool operator==(const Drained&, const Drained&) = default;
};

class OutboxDispatcher {
 public:
  using Now = std::function<std::chrono::system_clock::time_point()>;

  explicit OutboxDispatcher(OutboxTable& table, OutboxPolicy policy = {}, Now now = &std::chrono::system_clock::now)
      : table_(table), policy_(policy), now_(std::move(now)), name_(random_name()) {}

  // The gateway that executes what is written under this name. It must outlive the dispatcher. Rows of a name that was not
  // added stay where they are.
  template <class I>
  void add(std::string name, DurableGateway<I>& gateway) {
    gateways_.insert_or_assign(std::move(name),
                               [&gateway](const OutboxRow& row) { return execute_with(gateway, row); });
  }

  // Executes what is due, until nothing is. An error is the table's: it can be tried again.
  [[nodiscard]] Result<Drained> drain(const std::stop_token& stop = {}) {
    Drained drained;
    for (const auto& [name, execute] : gateways_) {
      while (!stop.stop_requested()) {
        const std::int64_t now = now_ms();
        auto row = table_.claim(name, {.dispatcher = name_, .now_ms = now, .until_ms = now + policy_.lease.count()});
        if (!row) return std::unexpected(std::move(row).error());
        if (!*row) break;
        if (auto settled = settle(**row, attempt(execute, **row), drained); !settled) {
          return std::unexpected(std::move(settled).error());
        }
      }
    }
    return drained;
  }

  // Drains again and again, with a pause of `poll` in between, until it is stopped. `failed` gets each error of the table.
  void run(const std::stop_token& stop, std::chrono::milliseconds poll,
           const std::function<void(const Error&)>& failed) {
    std::mutex mutex;
    std::condition_variable_any woken;
    while (!stop.stop_requested()) {
      if (auto drained = drain(stop); !drained) failed(drained.error());
      std::unique_lock lock(mutex);
      woken.wait_for(lock, stop, poll, [] { return false; });
    }
  }

 private:
  struct Outcome {
    std::optional<std::string> error = {};
    bool is_hopeless = false;
  };
  using Execute = std::function<Outcome(const OutboxRow&)>;

  template <class I>
  [[nodiscard]] static Outcome execute_with(DurableGateway<I>& gateway, const OutboxRow& row) {
    const auto json = parse_json(row.entry.intent);
    if (!json) return {.error = "the intent is no JSON", .is_hopeless = true};
    const auto intent = from_value<I>(*json);
    if (!intent) return {.error = "the intent cannot be read: " + intent.error(), .is_hopeless = true};
    if (auto executed = gateway.execute(*intent, IntentKey{row.key}); !executed) {
      return {.error = std::move(executed).error().reason};
    }
    return {};
  }
  [[nodiscard]] static Outcome attempt(const Execute& execute, const OutboxRow& row) {
    try {
      return execute(row);
    } catch (const std::exception& exception) {
      return {.error = exception.what()};
    } catch (...) {
      return {.error = "an exception that is not derived from std::exception"};
    }
  }

  [[nodiscard]] Result<void> settle(const OutboxRow& row, const Outcome& outcome, Drained& drained) {
    if (!outcome.error) {
      ++drained.executed;
      return table_.remove(row.id, name_);
    }
    const bool is_parked = outcome.is_hopeless || row.attempts + 1 >= policy_.attempts;
    ++drained.failed;
    if (is_parked) ++drained.parked;
    return table_.put_back(
        row.id, name_,
        {.error = *outcome.error, .due_ms = now_ms() + delay_after(row.attempts).count(), .is_parked = is_parked});
  }

  [[nodiscard]] std::chrono::milliseconds delay_after(std::uint32_t failures) const {
    std::chrono::milliseconds delay = policy_.first_delay;
    for (std::uint32_t i = 0; i < failures && delay < policy_.longest_delay; ++i) delay *= 2;
    return std::min(delay, policy_.longest_delay);
  }
  [[nodiscard]] std::int64_t now_ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now_().time_since_epoch()).count();
  }
  [[nodiscard]] static std::string random_name() {
    std::random_device device;
    return std::to_string(device()) + "-" + std::to_string(device()) + "-" + std::to_string(device());
  }

  OutboxTable& table_;
  OutboxPolicy policy_;
  Now now_;
  std::string name_;
  std::map<std::string, Execute> gateways_;
};

}  // namespace baton::pattern
